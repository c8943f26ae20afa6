"""The shape of the source: imports go down only, counting lazy and typing imports; names are one."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from support.paths import SOURCE

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


MOST_UNFORMATTED = 20
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
LONG_FOR_SPEED = {"read_leaf"}
"""The loop over a leaf's events: a call for each event would cost half the parser's time."""


def places_of_names(found: Iterable[tuple[str, Path]]) -> dict[str, list[str]]:
    """Return the names that are found at several places, with these."""
    places = defaultdict(list)
    for name, path in found:
        places[name].append(str(path.relative_to(SOURCE)))
    return {name: sorted(paths) for name, paths in places.items() if len(paths) > 1}


def test_no_two_modules_have_one_name() -> None:
    found = ((path.stem, path) for path in modules() if path.stem != "__init__")
    assert places_of_names(found) == {}


def test_no_two_public_classes_have_one_name() -> None:
    found = (
        (node.name, path)
        for path in modules()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert places_of_names(found) == {}


def test_the_formatter_formats_nearly_all() -> None:
    skips = {path: path.read_text().count("# fmt: skip") for path in modules()}
    assert sum(skips.values()) < MOST_UNFORMATTED


def test_modules_are_short() -> None:
    long = [path for path in modules() if path.read_text().count("\n") > LONGEST_MODULE]
    assert long == []


def test_functions_are_short() -> None:
    long_functions = [
        (path, node.name)
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert {name for _, name in long_functions} <= LONG_FOR_SPEED
