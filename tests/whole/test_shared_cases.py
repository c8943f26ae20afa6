"""Small sites from public bug reports (../shared/cases): each builds, and what can be told by a
program of what its EXPECTED.md asks for is so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from support.paths import SHARED
from support.sites import BuiltSite, SiteDriver

CASES = SHARED / "cases"
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir()) if CASES.is_dir() else []


def posts(built: BuiltSite) -> dict[str, dict[str, object]]:
    return {post["title"]: post for post in built.json("/posts.json")}


def codes(built: BuiltSite) -> set[str]:
    return {str(found.code) for found in built.result.report.diagnostics}


def authors_taxonomy(built: BuiltSite) -> None:
    assert posts(built)["Ropes"]["authors"] == ["Zoë Smith"]
    built.expect_page("/posts/ropes/", "Zoë Smith").expect_page("/authors/zoe-smith/", "Ropes")
    assert "The Editors" not in built.page("/posts/ropes/")


def base_path_already_there(built: BuiltSite) -> None:
    assert "/blog/blog" not in built.page("/posts/a/")
    assert codes(built) == set()


def date_with_zone_name(built: BuiltSite) -> None:
    assert posts(built)["A"]["date"] == "2026-02-03T10:00:00-08:00"


def editor_leftovers(built: BuiltSite) -> None:
    assert not [name for name in built.tree() if "#b" in name or "orig" in name or "4913" in name]
    assert "Five" in posts(built)


def entities_in_titles(built: BuiltSite) -> None:
    (post,) = posts(built).values()
    assert (post["title"], post["taxonomies"]) == (
        "Rock & Roll – it’s here",
        {"tags": ["R&D"]},
    )


def file_name_not_utf8(built: BuiltSite) -> None:
    assert codes(built) == {"unusable-name"}


def mkdocs_date_mapping(built: BuiltSite) -> None:
    post = posts(built)["Ropes"]
    assert (str(post["date"])[:10], str(post["updated"])[:10]) == ("2026-02-03", "2026-02-05")


def nfd_picture(built: BuiltSite) -> None:
    assert not codes(built) & {"missing-file", "broken-link"}


def permalink_with_index_html(built: BuiltSite) -> None:
    assert posts(built)["About"]["url"] == "/about/"
    assert built.has("/about/")


def summary_opening_picture(built: BuiltSite) -> None:
    summaries = {
        title: post["summary"] for title, post in posts(built).items() if title != "inline"
    }
    assert summaries == dict.fromkeys(
        ("plain", "linked", "badges", "html"), "The opening sentence."
    )


def summary_stops_at_more(built: BuiltSite) -> None:
    summaries = {str(post["summary"]) for post in posts(built).values()}
    assert summaries == {"The opening that the author chose."}


def terms_as_mappings(built: BuiltSite) -> None:
    assert posts(built)["A"]["taxonomies"] == {"tags": ["Ropes", "Knots"]}


def unlisted_post(built: BuiltSite) -> None:
    built.expect_page("/posts/un/", '<meta name="robots" content="noindex">')
    named = [name for name, data in built.tree().items() if b"/un/" in data or b"Unlisted" in data]
    assert named == ["posts/un/index.html"]


EXPECTATIONS: tuple[Callable[[BuiltSite], None], ...] = (
    authors_taxonomy,
    base_path_already_there,
    date_with_zone_name,
    editor_leftovers,
    entities_in_titles,
    file_name_not_utf8,
    mkdocs_date_mapping,
    nfd_picture,
    permalink_with_index_html,
    summary_opening_picture,
    summary_stops_at_more,
    terms_as_mappings,
    unlisted_post,
)


def lay_out(name: str, root: Path) -> None:
    """Copy a case; a name that is not UTF-8 cannot be kept there, so it is made here."""
    shutil.copytree(CASES / name, root, ignore=shutil.ignore_patterns("EXPECTED.md"))
    if name == "file-name-not-utf8":
        for place in (root / "static", root / "content"):
            place.mkdir(exist_ok=True)
            (place / os.fsdecode(b"caf\xe9.pdf")).write_bytes(b"x")


@pytest.mark.skipif(not NAMES, reason="../shared/cases is not there")
@pytest.mark.parametrize("name", NAMES)
def test_a_case_builds_without_an_internal_error(name: str, site: SiteDriver) -> None:
    lay_out(name, site.root)
    assert "internal-error" not in codes(site.build(keep_going=True))


@pytest.mark.skipif(not NAMES, reason="../shared/cases is not there")
@pytest.mark.parametrize("expect", EXPECTATIONS, ids=lambda expect: expect.__name__)
def test_a_case_comes_out_as_expected(
    expect: Callable[[BuiltSite], None], site: SiteDriver
) -> None:
    lay_out(expect.__name__.replace("_", "-"), site.root)
    expect(site.build())
