"""What each kind of evidence is worth, read from `weights.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from digest.items.evidence import BIT, names_of
from digest.items.nodes import Node

HOLDING = (
    BIT["list-entry"] | BIT["boilerplate"] | BIT["contents"] | BIT["references"] | BIT["asks"]
    | BIT["odd-one-out"] | BIT["nothing-new"] | BIT["recurring-part"] | BIT["fact"]
)  # fmt: skip
"""What counts for a node's holding entries; all else speaks for or against its being one."""
FILE = Path(__file__).with_name("weights.toml")

Table = Mapping[str, float]


class Weights:
    """The worth of evidence, by what it speaks for; sums for seen sets of evidence are kept."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = {name: dict(table) for name, table in tables.items()}
        self._sums: dict[tuple[str, int], float] = {}

    def entry(self, node: Node, bits: int) -> float:
        """Return what evidence says for a node's being an entry."""
        return self._sum("section" if node.is_section else "item", bits)

    def container(self, node: Node) -> float:
        """Return what evidence says for a node's holding entries."""
        if node.kind == "post":
            return self._sum("post", node.marks)
        name = "section-holds" if node.is_section else "item-holds"
        return self._sum(name, (node.marks | node.flags) & HOLDING)

    def _sum(self, name: str, bits: int) -> float:
        key = (name, bits)
        found = self._sums.get(key)
        if found is None:
            table = self.tables[name]
            found = sum(table.get(each, 0.0) for each in names_of(bits))
            self._sums[key] = found
        return found


@cache
def read_weights() -> Weights:
    """Return the weights that digest ships."""
    with FILE.open("rb") as file:
        tables: dict[str, dict[str, float]] = tomllib.load(file)
    unknown = {name for table in tables.values() for name in table} - BIT.keys()
    if unknown:
        raise ValueError(f"no such evidence: {', '.join(sorted(unknown))}")
    return Weights(tables)
