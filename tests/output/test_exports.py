from __future__ import annotations

import json
from datetime import date
from xml.etree import ElementTree

from digest.output.exports.records_json import write_lines
from digest.output.exports.sitemaps import SITEMAP_LIMIT, SitemapEntry, split_sitemap
from digest.output.exports.text_files import write_llms, write_robots
from support.factories import make_site
from support.pages import write_context

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
