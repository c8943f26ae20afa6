"""Symbolic links: what leads out of a site is never read; what stays inside is read once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.config.tables import BuildTable, Config
from digest.content.inventory import ContentListing, list_content, list_files
from digest.core.diagnostics import Report
from support.sites import SiteDriver, write_file

POST = "---\ntitle: A\ndate: 2026-01-02\n---\nSome words about it.\n"


@pytest.fixture
def root(site: SiteDriver, tmp_path: Path) -> Path:
    site.write({"content/a.md": POST})
    write_file(tmp_path / "outside/secret.txt", "secret")
    write_file(tmp_path / "outside/secret.md", POST)
    write_file(tmp_path / "outside/deep/secret.html", "secret")
    return site.root


def link(place: Path, target: str | Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)


def list_site(root: Path, *allowed: str) -> tuple[ContentListing, list[str]]:
    report = Report()
    config = Config(build=BuildTable(follow_symlinks=allowed))
    listing = list_content(root, config, report)
    return listing, [f"{d.path} {d.code} {d.message}" for d in report.diagnostics]


def paths(listing: ContentListing) -> list[str]:
    return [*(entry.path for entry in listing.sources), *listing.assets, *listing.static]


OUT = "link-outside-site the link leads out of the site, to"


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("content/b.md", "../../outside/secret.md"),
        ("content/b.txt", "../../outside/secret.txt"),
        ("content/folder", "../../outside"),
        ("content/post/pictures", "../../../outside/deep"),
        ("static/b.txt", "../../outside/secret.txt"),
        ("static/folder", "../../outside"),
        ("templates/post.html", "../../outside/deep/secret.html"),
        ("templates/shortcodes", "../../outside/deep"),
    ],
)
def test_a_link_out_of_the_site_is_refused(root: Path, place: str, target: str) -> None:
    link(root / place, target)
    listing, found = list_site(root)
    assert paths(listing) == ["content/a.md"]
    assert found == [f"{place} {OUT} {target}"]


@pytest.mark.parametrize("folder", ["static", "templates"])
def test_a_folder_of_the_site_that_is_a_link_out_of_it_is_refused(root: Path, folder: str) -> None:
    link(root / folder, "../outside")
    listing, found = list_site(root)
    assert (paths(listing), found) == (["content/a.md"], [f"{folder} {OUT} ../outside"])


def test_a_content_folder_that_is_a_link_out_of_the_site_is_refused(root: Path) -> None:
    (root / "content").rename(root / "other")
    link(root / "content", "../outside")
    assert list_site(root)[1] == [f"content {OUT} ../outside"]
    assert paths(list_site(root)[0]) == []
    assert paths(list_site(root, "content")[0]) == [
        "content/secret.md", "content/deep/secret.html", "content/secret.txt"
    ]  # fmt: skip


def test_links_to_hidden_and_made_files_are_refused(root: Path) -> None:
    for name in (".git/config", ".env", "public/old.html"):
        write_file(root / name, "x")
    link(root / "static/config", "../.git/config")
    link(root / "static/env", "../.env")
    link(root / "static/old", "../public")
    listing, found = list_site(root)
    assert paths(listing) == ["content/a.md"]
    assert [line.partition(" the link leads to ")[2] for line in found] == [
        ".git/config, which is hidden", ".env, which is hidden", "public, which digest makes"
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["folder", "static/folder"])
def test_a_link_that_the_site_names_is_followed(root: Path, name: str) -> None:
    link(root / "static/folder", "../../outside")
    link(root / "static/folder/inner", "deep")
    link(root / "static/folder/out", "/")
    listing, found = list_site(root, name)
    assert listing.static == (
        "static/folder/deep/secret.html",
        "static/folder/secret.md", "static/folder/secret.txt",
    )  # fmt: skip
    assert found == [f"static/folder/out {OUT} /"]


def test_a_configured_folder_outside_the_site_is_no_link(root: Path) -> None:
    report = Report()
    found = list_files(root, "../outside", Config(build=BuildTable(static="../outside")), report)
    assert found == (
        "../outside/deep/secret.html", "../outside/secret.md", "../outside/secret.txt"
    )  # fmt: skip
    assert report.diagnostics == ()


def test_a_site_below_a_link_is_read(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").symlink_to("site")
    link(root / "static/a.md", "../content/a.md")
    assert list_site(tmp_path / "elsewhere")[0].static == ("static/a.md",)
    assert list_site(tmp_path / "elsewhere")[1] == []


def test_a_post_behind_links_inside_the_site_is_read_once(root: Path) -> None:
    write_file(root / "README.md", POST)
    write_file(root / "content/folder/c.md", POST)
    link(root / "content/0.md", "a.md")
    link(root / "content/again", "folder")
    link(root / "content/folder/loop", "../../content")
    link(root / "content/x.md", "../README.md")
    link(root / "content/y.md", "../README.md")
    listing, found = list_site(root)
    assert found == []
    assert paths(listing) == ["content/a.md", "content/folder/c.md", "content/x.md"]


def test_links_that_multiply_do_not_multiply_the_work(root: Path) -> None:
    for number in range(30):
        folder = root / "static" / f"d{number:02}"
        write_file(folder / "x.txt", "x")
        link(folder / "one", f"../d{number + 1:02}")
        link(folder / "two", f"../d{number + 1:02}")
    (root / "static/d30").mkdir()
    listing, found = list_site(root)
    assert found == []
    assert len(listing.static) < 70


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode on Windows")
def test_a_name_that_is_not_utf8_stops_no_build(site: SiteDriver) -> None:
    for folder in ("static", "content", "content/bundle"):
        site.write({f"{folder}/{os.fsdecode(b'caf' + bytes([0xE9]))}.pdf": "x"})
    site.write({"content/bundle/index.md": POST, f"content/{os.fsdecode(bytes([0xE9]))}.md": POST})
    built = site.build()
    assert [each.partition(" the name")[0] for each in built.problems] == [
        "content/bundle/café.pdf: warning[unusable-name]",
        "content/café.pdf: warning[unusable-name]",
        "static/café.pdf: warning[unusable-name]",
    ]
    assert built.has("/posts/é/")


def test_what_a_link_leads_out_to_is_not_published(site: SiteDriver, root: Path) -> None:
    link(root / "static/b.txt", "../../outside/secret.txt")
    link(root / "static/folder", "../../outside")
    link(root / "templates/post.html", "../../outside/deep/secret.html")
    built = site.build(keep_going=True)
    assert built.tree()
    assert not [name for name, data in built.tree().items() if b"secret" in data]
    assert built.result.report.count("error") == 3


def test_names_are_compared_in_one_normal_form(site: SiteDriver) -> None:
    for name in ("static/nai\u0308ve.pdf", "content/i\u0302le.png", "content/po\u0302st.md"):
        site.write({name: POST})
    text = "![x](île.png) [y](/naïve.pdf) [z](pôst.md) ![w](/île.png)\n"
    built = site.write({"content/b.md": POST + text}).build()
    codes = {str(found.code) for found in built.result.report.diagnostics}
    assert not codes & {"missing-file", "broken-link", "unresolved-reference"}
    assert built.has("/naïve.pdf")
    assert built.has("/île.png")
