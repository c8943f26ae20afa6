"""The tests keep to their own order (tests/README.md): no fixture is unused, nothing is reached sideways."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from support.paths import SITES, SOURCE, TESTS

MODULES = sorted(TESTS.rglob("*.py"))
OTHER_FOLDERS = {"fuzz", "problems", "project", "sites", "support", "whole"}
README = TESTS / "README.md"


def tree_of(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_no_test_module_imports_another(path: Path) -> None:
    found = [node.module or "" for node in tree_of(path) if isinstance(node, ast.ImportFrom)]
    sideways = [name for name in found if name == "conftest" or name.startswith("test_")]
    assert sideways == [], "share it in tests/support (sites, paths, commands …)"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_no_test_counts_folders_from_its_own_place(path: Path) -> None:
    names = {node.id for node in tree_of(path) if isinstance(node, ast.Name)}
    assert "__file__" not in names or path.name == "paths.py", "take it from support.paths"


def test_the_folders_of_tests_are_the_rooms_of_the_source() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    folders = {path.name for path in TESTS.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert folders - OTHER_FOLDERS == rooms


def test_the_readme_describes_every_folder_and_every_shared_module() -> None:
    described = set(re.findall(r"^\| `([\w./]+?)/?` \|", README.read_text(), re.MULTILINE))
    folders = {path for path in OTHER_FOLDERS if (TESTS / path).is_dir()}
    shared = {f"support/{path.name}" for path in (TESTS / "support").glob("[a-z]*.py")}
    assert folders | shared <= described
    assert {name for name in described if not (TESTS / name).exists()} == set()


def test_every_test_site_has_something_to_build_and_something_to_expect() -> None:
    for site in SITES.iterdir():
        assert any((site / "content").rglob("*")), site
        assert (site / "expected" / "REPORT").is_file(), f"{site}: run `make accept`"
