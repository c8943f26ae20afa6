"""Tiny whole sites, built and compared with `expected/` as trees; `--accept` takes a change over.

Of an HTML page only `<main>` is compared, so that a change of the theme's frame does not touch
every site; of the theme's own assets only that they are there.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conftest import Build

SITES = Path(__file__).parents[1] / "sites"
MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)


def read_tree(output: Path) -> dict[str, str]:
    tree = {}
    for path in sorted(output.rglob("*")):
        if path.is_file() and not path.name.startswith(".digest"):
            name = path.relative_to(output).as_posix()
            tree[name] = readable(path)
    return tree


def readable(path: Path) -> str:
    if path.suffix == ".html":
        found = MAIN.search(path.read_text())
        return (found[0] if found else path.read_text()) + "\n"
    if path.suffix in {".xml", ".json", ".txt"}:
        return path.read_text()
    return ""


@pytest.mark.parametrize(
    "site", sorted(p for p in SITES.iterdir() if p.is_dir()), ids=lambda p: p.name
)
def test_tiny_site_gives_the_expected_tree(
    site: Path, tmp_path: Path, build: Build, accept: bool
) -> None:
    root = tmp_path / "site"
    shutil.copytree(site, root, ignore=shutil.ignore_patterns("expected"))
    result = build(root)
    tree = read_tree(tmp_path / "public")
    tree["REPORT"] = "".join(f"{d}\n" for d in result.report.diagnostics)
    expected = site / "expected"
    if accept:
        shutil.rmtree(expected, ignore_errors=True)
        for name, text in tree.items():
            path = expected / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    wanted = {
        p.relative_to(expected).as_posix(): p.read_text()
        for p in sorted(expected.rglob("*"))
        if p.is_file()
    }
    assert sorted(tree) == sorted(wanted)
    for name, text in wanted.items():
        assert tree[name] == text, name
