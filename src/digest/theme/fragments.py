"""The tag `cache`: a piece of a template that looks the same for the same values is made once.

An archive shows each post in ten lists. `{% cache card, level %}…{% endcache %}` makes its entry
for the first of them and repeats it in the others, as long as this process renders this build.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

_GIVEN = frozenset({"site", "page", "view"})
_KEPT = 1 << 12
"""Pieces that are kept: a few megabytes."""


class Fragments(Extension):
    """Compiles the tag, and keeps what its pieces became."""

    tags = {"cache"}  # noqa: RUF012 - so does Jinja declare it

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._kept: dict[tuple[Any, ...], tuple[tuple[Any, ...], str]] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        """Give the node of one piece; refuse one that shows a page without naming it as a value."""
        line = next(parser.stream).lineno
        values = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            values.append(parser.parse_expression())
        body = parser.parse_statements(("name:endcache",), drop_needle=True)
        for each in _names(body) & _GIVEN - _names(values):
            parser.fail(f'"{each}" is used in this piece, and is none of its values', line)
        place = nodes.Const(f"{parser.name} {parser.free_identifier(line).name}")
        call = self.call_method("_recall", [place, *values], lineno=line)
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _recall(self, place: str, *values: object, caller: Callable[[], str]) -> str:
        key = (place, *map(_mark, values))
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            kept = self._kept[key] = (values, caller())  # values stay: their ids remain theirs
        return kept[1]


def _mark(value: object) -> object:
    """Tell values apart: words and numbers by what they are, records (which never change) by id."""
    return (type(value), value) if isinstance(value, str | int) else id(value)


def _names(of: list[nodes.Node] | list[nodes.Expr]) -> set[str]:
    within = {name.name for node in of for name in node.find_all(nodes.Name)}
    return within | {node.name for node in of if isinstance(node, nodes.Name)}
