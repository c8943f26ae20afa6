"""The tag `cache`: a part of a template that depends on a few values alone is rendered once.

An archive shows each post in ten lists. `{% cache card, level %}…{% endcache %}` renders its entry
for the first of them and repeats it in the others, for one build and in one process.
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
"""Characters of rendered parts that are kept: the entries of some 100,000 posts."""

_KEYS = 1000
"""Records whose keys are kept, together with the records."""

_encode = msgpack.Encoder().encode


class Fragments(Extension):
    """Compiles the tag, and keeps the rendered parts."""

    tags = {"cache"}  # noqa: RUF012 - so does Jinja declare it

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._kept: dict[tuple[object, ...], str] = {}
        self._size = 0
        self._keys: dict[int, tuple[object, tuple[type, object]]] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        """Return the node of one tag; refuse a body that uses more than the tag's values."""
        line = next(parser.stream).lineno
        values = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            values.append(parser.parse_expression())
        body = parser.parse_statements(("name:endcache",), drop_needle=True)
        used = (_names(body) & _GIVEN) | ({"loop"} if any(map(_uses_outer_loop, body)) else set())
        for each in sorted(used - _names(values)):
            parser.fail(f'"{each}" is used in this piece, and is none of its values', line)
        place = nodes.Const(f"{parser.name} {parser.free_identifier(line).name}")
        call = self.call_method("_recall", [place, *values], lineno=line)
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _recall(self, place: str, *values: object, caller: Callable[[], str]) -> str:
        key = (place, *map(self._key_of, values))
        part = self._kept.get(key)
        if part is None:
            part = caller()
            self._size += len(part)
            if self._size > _ROOM:
                self._kept.clear()
                self._size = len(part)
            self._kept[key] = part
        return part

    def _key_of(self, value: object) -> tuple[type, object]:
        """Return the key of a value; those of the last records are kept."""
        if not isinstance(value, Struct):
            return _key_of(value)
        known = self._keys.get(id(value))
        if known is None or known[0] is not value:
            if len(self._keys) >= _KEYS:
                self._keys.clear()
            known = self._keys[id(value)] = (value, _key_of(value))
        return known[1]


def _key_of(value: object) -> tuple[type, object]:
    """Return a key for a value: itself, or the hash of a record, which may be large."""
    if isinstance(value, Undefined):
        str(value)  # raises an error that names what is missing
    if value is None or isinstance(value, str | int):
        return type(value), value
    return type(value), blake2b(_encode(value), digest_size=16).digest()


def _names(of: list[nodes.Node] | list[nodes.Expr]) -> set[str]:
    within = {name.name for node in of for name in node.find_all(nodes.Name)}
    return within | {node.name for node in of if isinstance(node, nodes.Name)}


def _uses_outer_loop(node: nodes.Node) -> bool:
    """Return whether a node uses the `loop` around the tag; a loop inside it has its own."""
    if isinstance(node, nodes.For):
        return _uses_outer_loop(node.iter)
    if isinstance(node, nodes.Name):
        return node.name == "loop"
    return any(map(_uses_outer_loop, node.iter_child_nodes()))
