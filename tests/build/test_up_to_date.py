"""The answer "nothing to do" is about the very output that lies there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from digest.build import up_to_date
from digest.build.options import BuildOptions, BuildResult
from digest.build.pipeline import build_site
from digest.build.up_to_date import find_last_result
from digest.config.site_file import load_config
from digest.core.diagnostics import Report
from support.sites import NOW, read_tree, write_file

OTHER = "---\ntitle: Other\ndate: 2026-02-04\n---\nwithdrawn words\n"


def add_post(root: Path) -> None:
    write_file(root / "content/other.md", OTHER)


def add_static_file(root: Path) -> None:
    write_file(root / "static/other.txt", "withdrawn words")


def add_section_text(root: Path) -> None:
    write_file(root / "content/_index.md", "withdrawn words")


def add_template(root: Path) -> None:
    write_file(root / "templates/post.html", "withdrawn words")


def build(root: Path, *, drafts: bool = False) -> BuildResult:
    """Build as the command does: ask first whether there is anything to do."""
    overrides = {"build": {"drafts": True}} if drafts else {}
    config = load_config(root, Report(), overrides)
    options = BuildOptions(now=NOW, jobs=1)
    report = Report(thorough=False)
    return find_last_result(root, config, options, report) or build_site(
        root, config, options, report
    )


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a built site whose files nobody has touched for a while."""
    for n in (1, 2):
        write_file(
            tmp_path / f"content/{n}.md", f"---\ntitle: P{n}\ndate: 2026-02-0{n}\n---\nText.\n"
        )
    for folder in ("static", "templates"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(up_to_date, "_REST", -1)
    build(tmp_path)
    assert build(tmp_path).timings[0].stage == "compare"
    return tmp_path


def says_withdrawn(root: Path) -> list[str]:
    return [name for name, data in read_tree(root / "public").items() if b"withdrawn" in data]


@pytest.mark.parametrize("rest", [-1, 10**18], ids=["settled", "at once"])
@pytest.mark.parametrize("add", [add_post, add_static_file, add_section_text, add_template])
def test_what_is_withdrawn_is_gone_at_the_next_build(
    root: Path, add: Callable[[Path], None], rest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_tree(root / "public")
    with monkeypatch.context() as patched:
        # Within two seconds of a change a build keeps no record of itself.
        patched.setattr(up_to_date, "_REST", rest)
        add(root)
        build(root)
        assert says_withdrawn(root)
    for name in (
        "content/other.md",
        "static/other.txt",
        "content/_index.md",
        "templates/post.html",
    ):
        (root / name).unlink(missing_ok=True)
    build(root)
    assert says_withdrawn(root) == []
    assert read_tree(root / "public") == before


def test_a_build_with_drafts_is_no_reason_to_leave_them_online(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(root / "content/other.md", OTHER.replace("date:", "draft: true\ndate:"))
    build(root)
    build(root)
    monkeypatch.setattr(up_to_date, "_REST", 10**18)
    build(root, drafts=True)
    assert says_withdrawn(root)
    monkeypatch.setattr(up_to_date, "_REST", -1)
    build(root)
    assert says_withdrawn(root) == []
