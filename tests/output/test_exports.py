from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from digest.output.exports.records_json import write_lines
from digest.output.exports.sitemaps import SITEMAP_LIMIT, SitemapEntry, split_sitemap
from digest.output.exports.text_files import write_llms, write_robots
from support.factories import make_site
from support.pages import write_context
from support.sites import SiteDriver

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def write_sitemaps(entries: list[SitemapEntry]) -> dict[str, bytes]:
    context = write_context(make_site([]))
    return {
        sitemap.path: b"".join(sitemap.write(context))
        for sitemap in split_sitemap(tuple(entries), "https://x.example")
    }


def test_sitemap_lists_escaped_addresses_with_their_dates() -> None:
    entries = [
        SitemapEntry("https://x.example/?a=1&b=2", date(2024, 2, 1)),
        SitemapEntry("https://x.example/"),
    ]
    files = write_sitemaps(entries)
    root = ElementTree.fromstring(files["sitemap.xml"])
    assert [e.text for e in root.iter(f"{NS}loc")] == [
        "https://x.example/?a=1&b=2",
        "https://x.example/",
    ]
    assert [e.text for e in root.iter(f"{NS}lastmod")] == ["2024-02-01"]


def test_a_large_site_gets_an_index_of_sitemaps() -> None:
    entries = [SitemapEntry(f"https://x.example/{n}/") for n in range(SITEMAP_LIMIT + 1)]
    files = write_sitemaps(entries)
    assert list(files) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]
    index = ElementTree.fromstring(files["sitemap.xml"])
    assert [e.text for e in index.iter(f"{NS}loc")] == [
        "https://x.example/sitemap-1.xml",
        "https://x.example/sitemap-2.xml",
    ]


def test_robots_name_the_sitemap() -> None:
    assert b"Sitemap: https://x.example/sitemap.xml" in write_robots("https://x.example")


def test_llms_txt_opens_with_the_title_and_the_description() -> None:
    text = write_llms("T", "D", "https://x.example", []).decode()
    assert text.startswith("# T\n\n> D\n")


def test_records_are_one_json_list_with_one_a_line() -> None:
    entries = [SitemapEntry("https://x.example/1"), SitemapEntry("https://x.example/2")]
    made = b"".join(write_lines(entries))
    assert [entry["url"] for entry in json.loads(made)] == [entry.url for entry in entries]
    assert made.count(b"\n") == 4
    assert b"".join(write_lines([])) == b"[]\n"


def write_years(site: SiteDriver, settings: str) -> None:
    files = {
        f"content/{year}.md": f"---\ndate: {year}-01-01\n---\n- [A {year}](https://a.example/{year})\n"
        "- [B](https://b.example/)\n"
        for year in (2022, 2023, 2024)
    }
    files["content/about.md"] = "# About\n"
    site.write(
        {"site.toml": f'[site]\nbase_url = "https://x.example"\n{settings}', **files}
    ).build()


def test_records_of_a_large_site_are_split_by_year_and_listed(
    site: SiteDriver, tmp_path: Path
) -> None:
    write_years(site, "")
    public = tmp_path / "public"
    posts, items = (
        json.loads((public / f"{name}.json").read_text()) for name in ("posts", "items")
    )
    assert not (public / "items-2024.json").exists()
    write_years(site, "[items]\njson_kb = 1\n")
    for name, records in (("posts", posts), ("items", items)):
        listed = json.loads((public / f"{name}.json").read_text())["files"]
        years = [(2024, 1), (2023, 1), (2022, 1), (None, 1)]
        assert [(file["year"], file["posts"]) for file in listed] == years
        assert listed[0]["url"] == f"https://x.example/{name}-2024.json"
        assert listed[-1]["url"] == f"https://x.example/{name}-undated.json"
        parts = [public / file["url"].rpartition("/")[2] for file in listed]
        assert [record for part in parts for record in json.loads(part.read_text())] == records
    assert [file["items"] for file in listed] == [2, 2, 2, 0]


def test_an_edit_rewrites_the_records_of_one_year(site: SiteDriver, tmp_path: Path) -> None:
    settings = "[items]\njson_kb = 1\n"
    write_years(site, settings)
    before = {path: path.read_bytes() for path in tmp_path.glob("public/*.json")}
    body = "---\ndate: 2023-01-01\n---\n- [A2](https://a.example/2023)\n- [B](https://b.example/)\n"
    site.write({"content/2023.md": body}).build()
    changed = {path.name for path, old in before.items() if path.read_bytes() != old}
    assert changed - {"feed.json"} == {"items-2023.json", "posts-2023.json"}
