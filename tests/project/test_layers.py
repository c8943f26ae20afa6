"""The rooms of the house: imports go down only, counting lazy and typing imports."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from support.paths import SOURCE, TESTS

FLOORS = (
    ("core",),
    ("config",),
    ("markup",),
    ("items",),
    ("content",),
    ("site",),
    ("output", "checks"),
    ("build",),
    ("serve", "authoring"),
    ("cli",),
)
"""Rooms from the ground up; those of one floor know nothing of each other."""

FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
MOST_ARROWS = 60

STILL_UP = {"checks/subject.py", "output/copies.py", "output/tasks.py"}


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


def imports_of(path: Path) -> set[str]:
    """Return the dotted names below `digest` that a file imports, lazily and for types too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("digest."):
            found.add(node.module.removeprefix("digest."))
        elif isinstance(node, ast.ImportFrom) and node.module == "digest":
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            names = (alias.name for alias in node.names)
            found.update(n.removeprefix("digest.") for n in names if n.startswith("digest."))
    return found


def rooms_imported(path: Path) -> set[str]:
    names = {name.split(".")[0] for name in imports_of(path)}
    return (names & FLOOR_OF.keys()) - {room_of(path)}


def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if path.parent != SOURCE)


def test_only_rooms_are_at_the_top() -> None:
    files = {path.name for path in SOURCE.glob("*.py")}
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name[0] != "_"}
    assert files == {"__init__.py", "__main__.py"}
    assert rooms == FLOOR_OF.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_go_down(path: Path) -> None:
    floor = FLOOR_OF[room_of(path)]
    if str(path.relative_to(SOURCE)) in STILL_UP:
        pytest.xfail("rebuilt with the seam for outputs")
    assert {room for room in rooms_imported(path) if FLOOR_OF[room] >= floor} == set()


def test_few_rooms_know_each_other() -> None:
    arrows = {(room_of(path), room) for path in modules() for room in rooms_imported(path)}
    assert len(arrows) < MOST_ARROWS


@pytest.mark.parametrize("room", sorted(FLOOR_OF))
def test_a_room_says_what_it_is_for(room: str) -> None:
    text = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text())) or ""
    assert re.search(r"May import", text)


@pytest.mark.parametrize("room", sorted(FLOOR_OF))
def test_no_cycle_inside_a_room(room: str) -> None:
    names = {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (SOURCE / room).rglob("*.py")
    }
    graph = {name: wanted_by(name, path, names) for name, path in names.items()}
    while graph:
        free = {name for name, wanted in graph.items() if not wanted & graph.keys() - {name}}
        assert free, f"import cycle among {sorted(graph)}"
        graph = {name: wanted for name, wanted in graph.items() if name not in free}


def wanted_by(name: str, path: Path, names: dict[str, Path]) -> set[str]:
    wanted = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("digest."):
            module = node.module.removeprefix("digest.")
            inner = {f"{module}.{alias.name}" for alias in node.names} & names.keys()
            wanted |= inner or ({module} & names.keys())
    return wanted - {name}


TESTS_ALONE = "share code in tests/support (paths, sites, commands …), not between test modules"


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=lambda p: p.stem)
def test_no_test_imports_another(path: Path) -> None:
    tree = ast.walk(ast.parse(path.read_text()))
    names = [node.module or "" for node in tree if isinstance(node, ast.ImportFrom)]
    assert [n for n in names if n == "conftest" or n.startswith("test_")] == [], TESTS_ALONE


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=lambda p: p.stem)
def test_no_test_counts_folders_from_its_own_place(path: Path) -> None:
    names = {
        node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)
    }
    assert "__file__" not in names or path.name == "paths.py", "take it from support.paths"
