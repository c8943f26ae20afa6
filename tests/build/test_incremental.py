"""Warm = cold, byte for byte: whatever was edited, the remembered and the clean build agree."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.editing import EDITS, Editor
from support.sites import read_tree, run_build, write_file


@pytest.mark.parametrize("seed", range(4))
def test_every_incremental_build_equals_a_clean_one(seed: int, tmp_path: Path) -> None:
    root = tmp_path / "site"
    editor = Editor(root, seed)
    warm = tmp_path / "warm"
    for step in range(9):
        done = []
        for _ in range(editor.choose.randint(1, 2)):
            edit = editor.choose.choice(EDITS)
            edit(editor)
            done.append(edit.__name__)
        given = {"keep_going": True, "now": editor.now}
        result = run_build(root, warm, cache=tmp_path / "cache", **given)
        clean = run_build(root, tmp_path / "cold", cache=tmp_path / f"cold-{step}", **given)
        assert result.report.diagnostics == clean.report.diagnostics, done
        first, second = read_tree(warm), read_tree(tmp_path / "cold")
        assert sorted(first) == sorted(second), done
        assert [name for name in first if first[name] != second[name]] == [], done
        shutil.rmtree(tmp_path / "cold")


def test_the_number_of_workers_does_not_change_a_byte(tmp_path: Path) -> None:
    root = tmp_path / "site"
    Editor(root, 7)
    for jobs in (1, 4):
        run_build(root, tmp_path / f"out{jobs}", cache=tmp_path / f"cache{jobs}", jobs=jobs)
    assert read_tree(tmp_path / "out1") == read_tree(tmp_path / "out4")


def test_a_post_that_was_not_touched_is_neither_parsed_nor_rendered_again(tmp_path: Path) -> None:
    root, output, cache = tmp_path / "site", tmp_path / "out", tmp_path / "cache"
    editor = Editor(root, 1)
    run_build(root, output, cache=cache)
    before = {p: p.stat().st_mtime_ns for p in output.rglob("*.html")}
    again = run_build(root, output, cache=cache)
    assert (again.parsed, again.rendered) == (0, 0)
    assert {p: p.stat().st_mtime_ns for p in output.rglob("*.html")} == before
    editor.retitle()
    edited = run_build(root, output, cache=cache)
    assert edited.parsed == 1
    assert 0 < edited.rendered < len(before)


def test_a_cache_restored_beside_a_fresh_clone_is_warm(tmp_path: Path) -> None:
    root = tmp_path / "site"
    Editor(root, 3)
    run_build(root, tmp_path / "out", cache=tmp_path / "cache")
    clone = tmp_path / "clone"
    shutil.copytree(root, clone)
    for path in clone.rglob("*"):
        path.touch()
    shutil.copytree(tmp_path / "cache", tmp_path / "restored")
    result = run_build(clone, tmp_path / "clone-out", cache=tmp_path / "restored")
    assert result.parsed == 0
    assert read_tree(tmp_path / "clone-out") == read_tree(tmp_path / "out")


def test_a_shortcode_behind_a_substitution_counts_as_used(tmp_path: Path) -> None:
    root, template = tmp_path / "site", tmp_path / "site/templates/shortcodes/box.html"
    write_file(root / "site.toml", '[substitutions]\nboxed = "{{< box >}}x{{< /box >}}"\n')
    write_file(root / "content/a.md", "# A\n\n{{ boxed }}\n")
    write_file(template, "<div>one {{ inner }}</div>")
    run_build(root, tmp_path / "out", cache=tmp_path / "cache")
    write_file(template, "<div>two {{ inner }}</div>")
    run_build(root, tmp_path / "out", cache=tmp_path / "cache")
    run_build(root, tmp_path / "clean", cache=tmp_path / "other")
    assert read_tree(tmp_path / "out") == read_tree(tmp_path / "clean")


def test_a_post_that_loses_its_guid_to_an_older_one_is_another_entry(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write_file(root / "content/a.md", "---\ndate: 2025-01-02\nguid: one\ntags: [x]\n---\nA")
    for day in (3, 1):
        write_file(root / "content/b.md", f"---\ndate: 2025-01-0{day}\nguid: one\n---\nB")
        run_build(root, tmp_path / "out", cache=tmp_path / "cache")
    run_build(root, tmp_path / "clean", cache=tmp_path / "other")
    assert read_tree(tmp_path / "out") == read_tree(tmp_path / "clean")


@pytest.mark.parametrize(
    "asked", ['asset("own" ~ ".css")', 'asset ("own.css")', "asset(('own', 'css')|join('.'))"]
)
def test_a_template_may_work_out_which_static_file_it_shows(asked: str, tmp_path: Path) -> None:
    root = tmp_path / "site"
    write_file(root / "content/a.md", "# A\n")
    write_file(root / "templates/partials/footer.html", f"{{{{ {asked} }}}}")
    for content in ("one", "two"):
        write_file(root / "static/own.css", content)
        run_build(root, tmp_path / "out", cache=tmp_path / "cache")
    run_build(root, tmp_path / "clean", cache=tmp_path / "other")
    assert read_tree(tmp_path / "out") == read_tree(tmp_path / "clean")
