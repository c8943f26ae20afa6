"""The floors of the house: no import goes up, none goes round, counting lazy and typing imports."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "digest"

FLOORS = {
    "codes": 0, "text": 0, "repair": 2, "dates": 0, "links": 0, "html": 0,
    "hashing": 0, "locks": 0, "git": 0, "workers": 2, "sealed": 1,
    "facts": 2, "since": 2, "diagnostics": 1, "model": 1, "blocks": 1, "contexts": 2, "parcels": 3,
    "drafting": 1, "external": 1, "config": 2, "registry": 2, "cache": 2, "publish": 2,
    "configfile": 3, "source": 3, "permalinks": 3, "header": 4, "markup": 4,
    "items": 5, "rules": 5, "linkrot": 3, "parse": 6, "site": 7, "theme": 5, "runs": 3,
    "standing": 6, "workshop": 4, "library": 7, "pages": 8, "checks": 8, "mending": 8,
    "copies": 8, "render": 9, "feeds": 9, "exports": 9, "tasks": 10, "press": 11,
    "build": 12, "serve": 13,
    "seen": 8, "schemas": 5, "scaffold": 10, "doctor": 13,
    "cli": 14, "__init__": 15, "__main__": 15,
}  # fmt: skip


def module_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("digest."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "digest":
            found.update(alias.name for alias in node.names if alias.name in FLOORS)
        elif isinstance(node, ast.Import):
            found.update(n.name.split(".")[1] for n in node.names if n.name.startswith("digest."))
    return found - {module_of(path)}


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE))
)
def test_imports_only_go_down(path: Path) -> None:
    floor = FLOORS[module_of(path)]
    assert {name for name in imports_of(path) if FLOORS[name] >= floor} == set()


def test_the_architecture_page_names_every_floor() -> None:
    page = (SOURCE.parent.parent / "docs" / "architecture.md").read_text()
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", page, re.MULTILINE)
    named = {name: int(floor) for floor, name in rows}
    assert named == {name: floor for name, floor in FLOORS.items() if not name.startswith("__")}


def inner_imports(package: Path) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {}
    for path in package.glob("*.py"):
        wanted: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = node.module.split(".")
                if parts[:2] == ["digest", package.name]:
                    names = [parts[2]] if len(parts) > 2 else [a.name for a in node.names]
                    wanted.update(n for n in names if (package / f"{n}.py").exists())
        graph[path.stem] = wanted
    return graph


@pytest.mark.parametrize(
    "package",
    sorted(p for p in SOURCE.iterdir() if (p / "__init__.py").exists()),
    ids=lambda p: p.name,
)
def test_no_cycle_inside_a_package(package: Path) -> None:
    graph = inner_imports(package)
    while graph:
        free = {name for name, wanted in graph.items() if not wanted & graph.keys() - {name}}
        assert free, f"import cycle among {sorted(graph)}"
        graph = {name: wanted for name, wanted in graph.items() if name not in free}
