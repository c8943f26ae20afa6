"""The tag `cache`: a piece of a template that looks the same for the same values is made once.

An archive shows each post in ten lists. `{% cache card, level %}…{% endcache %}` makes its entry
for the first of them and repeats it in the others, as long as this process renders this build.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from jinja2 import Environment, Undefined, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from msgspec import Struct, msgpack

_GIVEN = frozenset({"site", "page", "view"})
_ROOM = 1 << 26
"""Characters of pieces that are kept: the entries of some 100,000 posts."""

_MARKS = 1000
"""Records whose marks are remembered, the records with them."""

_encode = msgpack.Encoder().encode


class Fragments(Extension):
    """Compiles the tag, and keeps what its pieces became."""

    tags = {"cache"}  # noqa: RUF012 - so does Jinja declare it

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._kept: dict[tuple[object, ...], str] = {}
        self._size = 0
        self._marks: dict[int, tuple[object, tuple[type, object]]] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        """Return the node of one piece; refuse one that shows what is none of its values."""
        line = next(parser.stream).lineno
        values = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            values.append(parser.parse_expression())
        body = parser.parse_statements(("name:endcache",), drop_needle=True)
        used = (_names(body) & _GIVEN) | ({"loop"} if any(map(_counts_outer_loop, body)) else set())
        for each in sorted(used - _names(values)):
            parser.fail(f'"{each}" is used in this piece, and is none of its values', line)
        place = nodes.Const(f"{parser.name} {parser.free_identifier(line).name}")
        call = self.call_method("_recall", [place, *values], lineno=line)
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _recall(self, place: str, *values: object, caller: Callable[[], str]) -> str:
        key = (place, *map(self._mark, values))
        piece = self._kept.get(key)
        if piece is None:
            piece = caller()
            self._size += len(piece)
            if self._size > _ROOM:
                self._kept.clear()
                self._size = len(piece)
            self._kept[key] = piece
        return piece

    def _mark(self, value: object) -> tuple[type, object]:
        """Return the mark of a value; of a record that comes again and again, it is made once."""
        if not isinstance(value, Struct):
            return _mark(value)
        known = self._marks.get(id(value))
        if known is None or known[0] is not value:
            if len(self._marks) >= _MARKS:
                self._marks.clear()
            known = self._marks[id(value)] = (value, _mark(value))
        return known[1]


def _mark(value: object) -> tuple[type, object]:
    """Tell values apart by what they are; of a record, which may be large, by a digest of it."""
    if isinstance(value, Undefined):
        str(value)  # says which name is missing
    if value is None or isinstance(value, str | int):
        return type(value), value
    return type(value), blake2b(_encode(value), digest_size=16).digest()


def _names(of: list[nodes.Node] | list[nodes.Expr]) -> set[str]:
    within = {name.name for node in of for name in node.find_all(nodes.Name)}
    return within | {node.name for node in of if isinstance(node, nodes.Name)}


def _counts_outer_loop(node: nodes.Node) -> bool:
    """Whether a node uses the `loop` around the piece; a loop inside it has its own."""
    if isinstance(node, nodes.For):
        return _counts_outer_loop(node.iter)
    if isinstance(node, nodes.Name):
        return node.name == "loop"
    return any(map(_counts_outer_loop, node.iter_child_nodes()))
