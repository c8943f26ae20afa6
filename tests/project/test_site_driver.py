"""The chain that tests of whole sites are written in (tests/README.md) fails where it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.sites import SiteDriver

DRAFT = "---\ntitle: A\ndraft: true\n---\nText.\n"


def test_the_example_of_the_readme_works(site: SiteDriver) -> None:
    site.write({"content/a.md": DRAFT})
    assert not site.build().has("/a/")
    built = site.build(drafts=True).expect_problems()
    built.expect_page("/a/", "<h1>A</h1>", "Text.")
    assert built.json("/posts.json") == []
    assert built.xml("/sitemap.xml").tag.endswith("urlset")
    site.remove("content/a.md")
    assert not site.build(drafts=True).has("/a/")


def test_what_is_not_as_expected_fails(site: SiteDriver) -> None:
    built = site.write({"content/a.md": "# A\n\n[a](missing.md)\n"}).build()
    with pytest.raises(AssertionError, match="unresolved-reference"):
        built.expect_problems()
    with pytest.raises(AssertionError, match="not in /a/"):
        built.expect_page("/a/", "no such text")
    with pytest.raises(AssertionError, match="/b/ was not written"):
        built.page("/b/")


@pytest.mark.parametrize("name", ["stale.html", "index.html", "REPORT"])
def test_a_file_too_many_a_file_too_few_or_another_text_fails(tmp_path: Path, name: str) -> None:
    site = SiteDriver(tmp_path, accept=True).write({"content/a.md": "# A\n"})
    site.build().expect_tree()
    site.accept = False
    built = site.build().expect_tree()
    if name == "index.html":
        (site.expected / name).unlink()
    else:
        (site.expected / name).write_text("else")
    with pytest.raises(AssertionError):
        built.expect_tree()
