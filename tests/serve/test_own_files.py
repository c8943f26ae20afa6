"""A site's own file takes the place of what digest makes unasked, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.serve.live_site import LiveSite, PreviewOptions
from support.sites import NOW, SiteDriver, write_file

POST = "---\ntitle: A\ndate: 2024-02-24\n---\n[B](https://example.org/b)\n"

MADE_UNASKED = (
    "404.html", "robots.txt", "sitemap.xml", "llms.txt", "items.json", "posts.json",
    "favicon.svg", "assets/style.css", "assets/code.css",
)  # fmt: skip


def test_digest_makes_them_where_the_site_has_none(site: SiteDriver, tmp_path: Path) -> None:
    site.write({"content/a.md": POST}).build()
    assert [name for name in MADE_UNASKED if not (tmp_path / "public" / name).is_file()] == []


@pytest.mark.parametrize("folder", ["static", "content"])
def test_the_sites_own_file_is_published_instead(
    site: SiteDriver, tmp_path: Path, folder: str
) -> None:
    # In the content folder, JSON is a post.
    names = [name for name in MADE_UNASKED if folder == "static" or not name.endswith(".json")]
    own = {f"{folder}/{name}": f"own {name}" for name in names}
    result = site.write({"content/a.md": POST, **own}).build().result
    assert [d for d in result.report.diagnostics if d.severity == "error"] == []
    found = {name: (tmp_path / "public" / name).read_text() for name in names}
    assert found == {name: f"own {name}" for name in names}
    for name in names:
        (tmp_path / "site" / folder / name).unlink()
    site.build()
    assert (tmp_path / "public/robots.txt").read_text().startswith("User-agent: *")
    assert b"<html" in (tmp_path / "public/404.html").read_bytes()


def test_the_preview_shows_it_too(tmp_path: Path) -> None:
    write_file(tmp_path / "content/a.md", POST)
    for name in MADE_UNASKED:
        write_file(tmp_path / "static" / name, f"own {name}")
    with LiveSite(tmp_path, PreviewOptions(now=lambda: NOW)) as live_site:
        snapshot = live_site.load_all().snapshot
        assert {snapshot.render(name) for name in MADE_UNASKED} == {
            f"own {name}".encode() for name in MADE_UNASKED
        }


@pytest.mark.parametrize("name", ["index.html", "posts/a/index.html", "archive/index.html"])
def test_a_page_of_the_site_is_never_replaced(site: SiteDriver, name: str) -> None:
    result = site.write({"content/a.md": POST, f"static/{name}": "own"}).build().result
    (found,) = [d for d in result.report.diagnostics if d.severity == "error"]
    assert (found.code, found.path) == ("path-collision", f"static/{name}")
    assert found.hint == (
        "rename the file: it is published as it is, and that page has its address"
    )
    assert result.changes is None


@pytest.mark.parametrize("address", ["permalink: /404.html", "url: /404.html"])
def test_a_page_may_be_what_missing_addresses_show(
    site: SiteDriver, tmp_path: Path, address: str
) -> None:
    text = f"---\ntitle: Lost\n{address}\n---\nOur own words for it.\n"
    result = site.write({"content/a.md": POST, "content/missing.md": text}).build().result
    assert [d for d in result.report.diagnostics if d.severity == "error"] == []
    shown = (tmp_path / "public/404.html").read_text()
    assert "Our own words for it." in shown
    assert 'content="noindex"' in shown
    assert "404.html" not in (tmp_path / "public/sitemap.xml").read_text()
