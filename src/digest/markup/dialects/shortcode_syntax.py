"""The syntax of shortcode tags: `{{< name args >}}`, `{{% name %}}`, `{{ name(key="x") }}`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

_HEAD = re.compile(r"\{\{([<%])\s*(/?)\s*([A-Za-z_][\w./-]*?)(?=\s|/?\s*[>%]\}\})")
_CALL = re.compile(r"\{\{\s*([A-Za-z_]\w*)\(\s*")
_CALL_ARGUMENT = re.compile(
    r"(?P<key>[A-Za-z_]\w*)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|(?P<bare>[\w.+-]+))\s*(?:,\s*|(?=\)))"
)
_CALL_END = re.compile(r"\)\s*\}\}")
_LONGEST = 4000
"""The longest tag in characters; a longer one is taken for unclosed."""
_TAIL = re.compile(r"\s*(/?)\s*([>%])\}\}")
_ARGUMENT = re.compile(
    r"\s*(?:(?P<key>[A-Za-z_][\w-]*)\s*=\s*)?"
    r"(?:\"(?P<quoted>(?:\\.|[^\"\\])*)\"|`(?P<raw>[^`]*)`|(?P<bare>(?:(?!/?[>%]\}\}|\{\{)[^\s\"`])+))"
)
_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One shortcode tag with its offsets in the source.

    `closes` marks a closing tag, `alone` a self-closing one, `is_call` the form of Zola,
    `{{ name() }}`, which is prose unless the name is known.
    """

    name: str
    start: int
    end: int
    args: tuple[str, ...] = ()
    kwargs: dict[str, str] = field(default_factory=dict)
    closes: bool = False
    alone: bool = False
    is_call: bool = False

    def get(self, name: str, index: int = -1, default: str = "") -> str:
        """Return the argument of a name, else the one at an index, else the default."""
        if name in self.kwargs:
            return self.kwargs[name]
        return self.args[index] if 0 <= index < len(self.args) else default


def read_tag(source: str, start: int, limit: int) -> Tag | None:
    """Return the tag that begins at an offset, or None if there is no complete tag."""
    head = _HEAD.match(source, start, limit)
    if head is None:
        return _read_call(source, start, limit)
    limit = min(limit, start + _LONGEST)
    args: list[str] = []
    kwargs: dict[str, str] = {}
    position = head.end()
    while True:
        tail = _TAIL.match(source, position, limit)
        if tail:
            break
        found = _ARGUMENT.match(source, position, limit)
        if found is None or found.end() == position:
            return None
        value = _value_of(found)
        if found["key"]:
            kwargs[found["key"]] = value
        else:
            args.append(value)
        position = found.end()
    if (head[1] == "<") != (tail[2] == ">"):
        return None
    return Tag(
        name=head[3],
        start=start,
        end=tail.end(),
        args=tuple(args),
        kwargs=kwargs,
        closes=bool(head[2]),
        alone=bool(tail[1]),
    )


def _read_call(source: str, start: int, limit: int) -> Tag | None:
    """Return a tag in Zola's form: `{{ youtube(id="x") }}`."""
    head = _CALL.match(source, start, limit)
    if head is None:
        return None
    kwargs: dict[str, str] = {}
    position = head.end()
    while found := _CALL_ARGUMENT.match(source, position, limit):
        kwargs[found["key"]] = found["double"] or found["single"] or found["bare"] or ""
        position = found.end()
    end = _CALL_END.match(source, position, limit)
    if end is None:
        return None
    return Tag(name=head[1], start=start, end=end.end(), kwargs=kwargs, alone=True, is_call=True)


def read_escaped(source: str, start: int, limit: int) -> tuple[str, int] | None:
    """Return the tag that an escaped one, `{{</* x */>}}`, displays, and the offset of its end."""
    found = _ESCAPED.match(source, start, min(limit, start + _LONGEST))
    if found is None:
        return None
    return f"{{{{{found[1]}{found[2]}{found[3]}}}}}", found.end()


def find_tags(source: str, start: int, limit: int) -> Iterator[Tag]:
    """Yield the tags between two offsets, in order; escaped ones are not tags."""
    position = source.find("{{", start, limit)
    while position >= 0:
        escaped = read_escaped(source, position, limit)
        tag = None if escaped else read_tag(source, position, limit)
        if tag:
            yield tag
        end = escaped[1] if escaped else tag.end if tag else position + 2
        position = source.find("{{", end, limit)


def find_close(source: str, tag: Tag, limit: int, *, verbatim: bool = False) -> Tag | None:
    """Return the tag that closes another; shortcodes do not nest in a verbatim one."""
    closings, pairs = _match_tags(source)
    if verbatim:
        found = closings.get(tag.name, [])
        at = bisect_left(found, tag.end, key=lambda other: other.start)
        closing = found[at] if at < len(found) else None
    else:
        closing = pairs.get(tag.start)
    return closing if closing and closing.end <= limit else None


@lru_cache(maxsize=8)
def _match_tags(source: str) -> tuple[dict[str, list[Tag]], dict[int, Tag]]:
    """Return the closing tags of a source by name, and by the start of the tag that each closes.

    All tags are matched in one pass, so that many unclosed ones cost no more than others.
    """
    closings: dict[str, list[Tag]] = {}
    pairs: dict[int, Tag] = {}
    opened: dict[str, list[Tag]] = {}
    for tag in find_tags(source, 0, len(source)):
        if tag.alone:
            continue
        if not tag.closes:
            opened.setdefault(tag.name, []).append(tag)
            continue
        closings.setdefault(tag.name, []).append(tag)
        if waiting := opened.get(tag.name):
            pairs[waiting.pop().start] = tag
    return closings, pairs


def _value_of(found: re.Match[str]) -> str:
    if found["quoted"] is not None:
        return re.sub(r"\\([\"\\])", r"\1", found["quoted"])
    if found["raw"] is not None:
        return found["raw"]
    return str(found["bare"])
