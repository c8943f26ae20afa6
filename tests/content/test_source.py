from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from digest.config.tables import BuildTable, Config
from digest.content.inventory import (
    compile_globs,
    list_content,
    list_sources,
    read_source,
    read_sources,
)
from digest.core.diagnostics import Report


def write(root: Path, *names: str) -> Path:
    names_in_any_order = list(names)
    random.shuffle(names_in_any_order)
    for name in names_in_any_order:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"text of {name}\n", "utf-8")
    return root


def paths(root: Path, config: Config | None = None) -> list[str]:
    return [entry.path for entry in list_sources(root, config or Config(), Report())]


def test_sources_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    write(tmp_path, "content/b.md", "content/a/z.markdown", "content/a.mdx", "content/doc.json")
    assert paths(tmp_path) == [
        "content/a.mdx", "content/a/z.markdown", "content/b.md", "content/doc.json"
    ]  # fmt: skip


def test_reading_gives_the_bytes(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md")
    (source,) = read_sources(tmp_path, Config(), Report())
    assert (source.path, source.data) == ("content/a.md", b"text of content/a.md\n")


def test_a_bundle_knows_the_files_beside_its_index_and_in_its_folders(tmp_path: Path) -> None:
    write(
        tmp_path, "content/posts/x/index.md", "content/posts/x/pic.png",
        "content/posts/x/img/deep/b.png", "content/posts/x/data.json", "content/posts/y.md",
        "content/posts/x/part.md",
    )  # fmt: skip
    listing = list_content(tmp_path, Config(), Report())
    bundles = {entry.path: entry.bundle for entry in listing.sources}
    assert bundles == {
        "content/posts/x/index.md": (
            "content/posts/x/data.json", "content/posts/x/img/deep/b.png",
            "content/posts/x/pic.png",
        ),
        "content/posts/x/part.md": (),
        "content/posts/y.md": (),
    }  # fmt: skip
    assert "content/posts/x/img/deep/b.png" in listing.assets


def test_a_section_index_is_marked(tmp_path: Path) -> None:
    write(tmp_path, "content/posts/_index.md", "content/posts/a.md")
    entries = list_sources(tmp_path, Config(), Report())
    assert [(e.path, e.is_section) for e in entries] == [
        ("content/posts/_index.md", True), ("content/posts/a.md", False)
    ]  # fmt: skip


def test_hidden_private_and_foreign_folders_are_left_out(tmp_path: Path) -> None:
    write(
        tmp_path, "content/.obsidian/x.md", "content/_includes/x.md", "content/_part.md",
        "content/node_modules/p/readme.md", "content/_posts/2024-01-01-a.md",
        "content/_drafts/b.md", "content/_newsletters/c.md", "content/package.json",
    )  # fmt: skip
    assert paths(tmp_path) == [
        "content/_drafts/b.md", "content/_newsletters/c.md", "content/_posts/2024-01-01-a.md"
    ]  # fmt: skip


def test_without_a_content_folder_the_root_is_read_except_its_own_folders(tmp_path: Path) -> None:
    write(
        tmp_path, "README.md", "issues/1.md", "public/old.md", "templates/t.md", "static/s.md",
        "package.json", ".git/x.md", "node_modules/m/README.md",
    )  # fmt: skip
    assert paths(tmp_path) == ["README.md", "issues/1.md"]
    assert paths(tmp_path, Config(build=BuildTable(content="."))) == ["README.md", "issues/1.md"]


def test_without_a_content_folder_settings_are_not_published(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "site.toml", "entities.toml", "links.lock", "a.png", "old/site.toml")
    listing = list_content(tmp_path, Config(build=BuildTable(content=".")), Report())
    assert listing.assets == ("a.png", "old/site.toml")


def test_an_empty_or_missing_site_has_no_sources(tmp_path: Path) -> None:
    report = Report()
    assert list_sources(tmp_path, Config(), report) == ()
    assert list_sources(tmp_path / "nowhere", Config(), report) == ()
    assert [str(each.code) for each in report.diagnostics] == ["unreadable-file"]


@pytest.mark.parametrize(
    ("pattern", "taken", "left"),
    [
        ("*.draft.md", "a/b/x.draft.md", "a/x.md"),
        ("old", "old/x.md", "older/x.md"),
        ("a/*.md", "a/x.md", "a/b/x.md"),
        ("a/**/*.md", "a/b/c/x.md", "b/x.md"),
        ("issue-[0-9].md", "issue-4.md", "issue-x.md"),
        ("x?.md", "x1.md", "x12.md"),
        ("a[.md", "a[.md", "a.md"),
        ("[].md", "[].md", "x.md"),
        ("[z-a].md", "[z-a].md", "b.md"),
    ],
)
def test_globs_match_as_people_expect(pattern: str, taken: str, left: str) -> None:
    globs = compile_globs((pattern,))
    assert globs is not None
    assert globs.match(taken)
    assert not globs.match(left)


def test_ignored_files_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", "content/old/b.md", "content/c.tmp.md")
    config = Config(build=BuildTable(ignore=("old", "*.tmp.md")))
    assert paths(tmp_path, config) == ["content/a.md"]


def test_odd_names_are_read(tmp_path: Path) -> None:
    write(tmp_path, "content/C# and #1.md", "content/ünï 中.md", "content/a%20b?.md")
    report = Report()
    sources = list(read_sources(tmp_path, Config(), report))
    assert [s.path for s in sources] == [
        "content/C# and #1.md", "content/a%20b?.md", "content/ünï 中.md"
    ]  # fmt: skip
    assert report.diagnostics == ()


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode on Windows")
def test_a_name_that_is_not_utf8_can_be_shown_and_read(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    folder.mkdir()
    try:
        (folder / os.fsdecode(b"caf\xe9.md")).write_bytes(b"hi")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (source,) = read_sources(tmp_path, Config(), Report())
    assert source.path == "content/café.md"
    assert source.data == b"hi"


def test_links_in_a_circle_and_into_nothing_do_no_harm(tmp_path: Path) -> None:
    write(tmp_path, "content/a/x.md")
    (tmp_path / "content/a/loop").symlink_to(tmp_path / "content")
    (tmp_path / "content/broken.md").symlink_to(tmp_path / "nowhere.md")
    (tmp_path / "content/itself.md").symlink_to("itself.md")
    report = Report()
    assert [e.path for e in list_sources(tmp_path, Config(), report)] == ["content/a/x.md"]
    assert [(d.path, str(d.code)) for d in report.diagnostics] == [
        ("content/broken.md", "unreadable-file"),
        ("content/itself.md", "unreadable-file"),
    ]


def test_a_file_that_vanished_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md")
    (entry,) = list_sources(tmp_path, Config(), Report())
    (tmp_path / "content/a.md").unlink()
    report = Report()
    assert read_source(tmp_path, entry, report) is None
    (found,) = report.diagnostics
    assert str(found).startswith(
        "content/a.md: error[unreadable-file] cannot be read: no such file"
    )


def test_an_entry_has_what_spares_a_build_the_hashing(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md")
    (entry,) = list_sources(tmp_path, Config(), Report())
    status = (tmp_path / "content/a.md").stat()
    assert (entry.size, entry.mtime_ns) == (status.st_size, status.st_mtime_ns)


def test_leftovers_of_editors_and_merges_are_left_out(tmp_path: Path) -> None:
    leftovers = ("#b.md#", "a.md~", "a.md.orig", "a.md.rej", ".a.md.swp", "a.md.swo", "4913")
    for folder in ("content", "static"):
        write(tmp_path, *(f"{folder}/{name}" for name in leftovers))
    write(tmp_path, "content/#5-2026.md", "content/a.md", "static/orig", "static/.well-known/x")
    listing = list_content(tmp_path, Config(), Report())
    assert [entry.path for entry in listing.sources] == ["content/#5-2026.md", "content/a.md"]
    assert listing.assets == ()
    assert listing.static == ("static/.well-known/x", "static/orig")
