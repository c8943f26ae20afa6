"""The grammar of JSX tags, as MDX has them: `<Name a="x" b={expression} c>` and `</Name>`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NAME = re.compile(r"<(/?)(?:([A-Z][\w.]*)(?=[\s/>])|(?=>))")
_PROP = re.compile(r"\s+([A-Za-z_][\w:.-]*)")
_STRING = re.compile(r"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LITERAL = re.compile(r"\{\s*(?:\"([^\"{}]*)\"|'([^'{}]*)'|`([^`{}$]*)`)\s*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One tag: its props as text (an expression with its braces) and where it lies."""

    name: str
    start: int
    end: int
    props: dict[str, str] = field(default_factory=dict)
    closes: bool = False
    alone: bool = False

    def get(self, *names: str) -> str:
        """Give the first of some props that is a plain text, or ""."""
        values = (self.props.get(name, "") for name in names)
        return next((value for value in values if value and not value.startswith("{")), "")


def read_component(source: str, start: int, limit: int) -> Component | None:
    """Read the tag that begins at an offset; fragments `<>` have the name ""."""
    head = _NAME.match(source, start, limit)
    if head is None:
        return None
    position = head.end()
    props: dict[str, str] = {}
    while position < limit:
        tail = re.compile(r"\s*(/?)>").match(source, position, limit)
        if tail:
            return Component(
                name=head[2] or "",
                start=start,
                end=tail.end(),
                props=props,
                closes=bool(head[1]),
                alone=bool(tail[1]),
            )
        read = _read_prop(source, position, limit, props)
        if read is None:
            return None
        position = read
    return None


def _read_prop(source: str, position: int, limit: int, props: dict[str, str]) -> int | None:
    """Read one prop into `props`; give where it ends."""
    spread = re.compile(r"\s*(?=\{)").match(source, position, limit)
    if spread:
        return _close_brace(source, spread.end(), limit)
    found = _PROP.match(source, position, limit)
    if found is None:
        return None
    string = _STRING.match(source, found.end(), limit)
    if string:
        props[found[1]] = string[1] if string[1] is not None else string[2]
        return string.end()
    brace = re.compile(r"\s*=\s*(?=\{)").match(source, found.end(), limit)
    if brace is None:
        props[found[1]] = ""
        return found.end()
    end = _close_brace(source, brace.end(), limit)
    if end is None:
        return None
    value = source[brace.end() : end]
    literal = _LITERAL.fullmatch(value)
    props[found[1]] = next((g for g in literal.groups() if g is not None), "") if literal else value
    return end


def _close_brace(source: str, start: int, limit: int) -> int | None:
    """Give where the braces that open at an offset are closed; quotes are skipped."""
    depth, quote = 0, ""
    for position in range(start, limit):
        char = source[position]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'`":
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if depth == 0:
                return position + 1
    return None


def find_closing(source: str, tag: Component, limit: int) -> Component | None:
    """Give the tag that closes another one, those of the same name between them paired off."""
    depth = 1
    for found in re.compile(r"</?" + re.escape(tag.name) + r"(?=[\s/>])").finditer(
        source, tag.end, limit
    ):
        other = read_component(source, found.start(), limit)
        if other is None or other.alone:
            continue
        depth += -1 if other.closes else 1
        if depth == 0:
            return other
    return None
