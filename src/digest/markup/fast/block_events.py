"""Block events of pulldown-cmark → the block tree."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

import pyromark

from digest.core.blocks import Block
from digest.core.html import close_tags, remove_unsafe_addresses
from digest.markup.fast.fast_source import FastSource, Unsupported
from digest.markup.fast.inline_events import END, Pair, read_leaf
from digest.markup.fast.inline_writer import ends_leaf, write_leaf
from digest.markup.inline_builder import Inline
from digest.markup.leaf_blocks import make_code, make_html, make_paragraph

ReadPart = Callable[[int, int], tuple[Block, ...]]
"""Returns the blocks that the reference parser makes of the rows from one to before another."""

_OPTIONS = pyromark.Options.ENABLE_TABLES
_STRIKE = pyromark.Options.ENABLE_STRIKETHROUGH
_DEEPEST = 12
_MARKER = re.compile(rb"[ \t>]*(\d{1,9}[.)]|[-+*])([ \t]+\[[ xX]\][ \t\n])?")
_CLOSING = re.compile(r"(?:</[^>]+>)+")
_VERBATIM = re.compile(r"\s*<(?:script|pre|style|textarea|[!?])", re.IGNORECASE)
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*")


class BlockReader:
    """Reads one document; each method consumes the events of what it turns into blocks."""

    __slots__ = (
        "_depth",
        "_events",
        "_list_level",
        "_open_tags",
        "_read_part",
        "_source",
        "_unsupported",
    )

    def __init__(self, source: FastSource, unsupported: Sequence[int], read_part: ReadPart) -> None:
        self._source = source
        self._unsupported = unsupported
        self._read_part = read_part
        self._open_tags: list[str] = []
        self._depth = 0
        self._list_level = 0
        options = _OPTIONS | _STRIKE if "~~" in source.text else _OPTIONS
        self._events: Iterator[Pair] = iter(
            pyromark.events_with_range(source.text, options=options)  # type: ignore[arg-type]
        )

    def read_document(self) -> tuple[Block, ...]:
        """Return all blocks; the reference parser reads top-level ones with unsupported syntax."""
        blocks: list[Block] = []
        source = self._source
        for pair in self._events:
            event, place = pair
            first = source.row_of(place["start"])
            if self._unsupported and self._is_unsupported(event, first, place["end"]):
                self._skip(event)
                blocks += self._read_by_reference(first, self._last_row(place) + 1)
            else:
                blocks += self._read_block(pair, source.first_line + first)
        if self._open_tags:
            self._close_tags(blocks)
        return tuple(blocks)

    def _last_row(self, place: dict[str, int]) -> int:
        """Return a block's last row; the range of a list may end in the indentation below it."""
        source, end = self._source, place["end"]
        row = source.row_of(end - 1)
        if row and not source.data[source.starts[row] : end].strip(b" \t"):
            row -= 1
        return row

    def _read_by_reference(self, first: int, end: int) -> tuple[Block, ...]:
        """Return the reference parser's blocks of some rows, unless they affect other blocks."""
        source = self._source
        has_tags = b"<" in source.data[source.starts[first] : source.starts[end]]
        if has_tags and self._open_tags:
            raise Unsupported
        blocks = self._read_part(first, end)
        if source.state.labels or (has_tags and blocks and _CLOSING.fullmatch(blocks[-1].html)):
            raise Unsupported
        return blocks

    def _close_tags(self, blocks: list[Block]) -> None:
        """Close the raw elements that the blocks of one level leave open."""
        line = blocks[-1].line if blocks else 0
        blocks.append(Block(kind="html", line=line, html=close_tags(self._open_tags)))

    def _is_unsupported(self, event: Any, first: int, end: int) -> bool:
        at = bisect_left(self._unsupported, first)
        if at == len(self._unsupported) or self._unsupported[at] > self._source.row_of(end - 1):
            return False
        if "Start" in event and event["Start"] == "HtmlBlock":
            html = self._source.data[self._source.starts[first] : end]
            return any(mark in html for mark in (b"<!--", b"{{", b"{%"))
        return True

    def _skip(self, event: Any) -> None:
        depth = 1 if "Start" in event else 0
        while depth:
            event, _ = next(self._events, END)
            depth += ("Start" in event) - ("End" in event)

    def _read_until_end(self) -> tuple[Block, ...]:
        """Return the blocks up to the end of what holds them, which is consumed."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unsupported
        outside, self._open_tags = self._open_tags, []
        blocks: list[Block] = []
        events, starts = self._events, self._source.starts
        before = self._source.first_line - 1
        event, place = next(events, END)
        while "End" not in event:
            line = before + bisect_right(starts, place["start"])
            if ends_leaf(event):
                blocks += self._read_block((event, place), line)
                event, place = next(events, END)
            else:
                content, (event, place) = self._read_leaf(chain(((event, place),), events))
                blocks += make_paragraph(content, line, tight=True)
        self._depth -= 1
        if self._open_tags:
            self._close_tags(blocks)
        self._open_tags = outside
        return tuple(blocks)

    def _read_leaf(self, events: Iterator[Pair]) -> tuple[Inline, Pair]:
        """Return a leaf's content and the event that ends it."""
        seen: list[Pair] = []
        content, pair = read_leaf(events, self._source, seen)
        if content is not None:
            return content, pair
        for pair in events:
            if ends_leaf(pair[0]):
                return write_leaf(seen, self._source), pair
            seen.append(pair)
        return write_leaf(seen, self._source), END

    def _read_block(self, pair: Pair, line: int) -> Sequence[Block]:
        event, place = pair
        if "Start" in event:
            name = event["Start"]
            kind, detail = (name, None) if name.__class__ is str else next(iter(name.items()))
            if reader := _READERS.get(kind):
                return reader(self, detail, place, line)
        elif event == "Rule":
            return (Block(kind="rule", line=line),)
        raise Unsupported

    def _read_paragraph(self, _detail: Any, _place: dict[str, int], line: int) -> Sequence[Block]:
        content, _ = self._read_leaf(self._events)
        return make_paragraph(content, line)

    def _read_heading(self, detail: Any, _place: dict[str, int], line: int) -> Sequence[Block]:
        content, _ = self._read_leaf(self._events)
        return (
            Block(
                kind="heading",
                line=line,
                level=int(detail["level"][1]),
                text=content.text,
                html=content.html,
                spans=content.spans,
            ),
        )

    def _read_quote(self, _detail: Any, _place: dict[str, int], line: int) -> Sequence[Block]:
        return (Block(kind="quote", line=line, children=self._read_until_end()),)

    def _read_list(self, detail: Any, _place: dict[str, int], line: int) -> Sequence[Block]:
        self._list_level += 1
        level, data, starts = self._list_level, self._source.data, self._source.starts
        before = self._source.first_line - 1
        entries: list[Block] = []
        loose = False
        mark = "-"
        for event, place in self._events:
            if "End" in event:
                break
            found = _MARKER.match(data, place["start"])
            children = self._read_until_end()
            if found is None or not children or found[2]:
                raise Unsupported
            mark = found[1].decode()
            entries.append(
                Block(
                    kind="entry",
                    line=before + bisect_right(starts, place["start"]),
                    level=level,
                    marker=mark,
                    children=children,
                )
            )
            for child in children:
                if child.kind == "paragraph" and not child.tight:
                    loose = True
        self._list_level -= 1
        return (
            Block(
                kind="list",
                line=line,
                level=level,
                children=tuple(entries),
                marker=mark if detail is None else f"1{mark[-1]}",
                tight=not loose,
                attrs=(("start", str(detail)),) if detail not in {None, 1} else (),
            ),
        )

    def _read_code(self, detail: Any, place: dict[str, int], line: int) -> Sequence[Block]:
        parts: list[str] = []
        for event, _ in self._events:
            if "End" in event:
                break
            parts.append(event["Text"])
        code = "".join(parts)
        info = ""
        if detail == "Indented":
            code = code if code.endswith("\n") else f"{code}\n"
        else:
            info = detail["Fenced"]
            source = self._source.slice(place["start"], place["end"])
            if "```" in code or "~~~" in code or not _is_closed(source):
                raise Unsupported
        return (make_code(code, info.strip(), line, self._source.state.config.markdown),)

    def _read_html(self, _detail: Any, _place: dict[str, int], line: int) -> Sequence[Block]:
        parts: list[str] = []
        for event, _ in self._events:
            if "End" in event:
                break
            parts.append(event["Html"] if "Html" in event else event["Text"])
        html = "".join(parts)
        if (self._depth or html.endswith((" ", "\t"))) and _VERBATIM.match(html):
            raise Unsupported  # the parsers do not agree where it ends
        if remove_unsafe_addresses(html)[1]:
            raise Unsupported
        settings = self._source.state.config.markdown
        return make_html(html, line, settings, self._open_tags)


def _is_closed(source: str) -> bool:
    """Return whether the last of a fenced block's lines is its closing fence."""
    opening = _FENCE.match(source)
    above, _, last = source.rstrip().rpartition("\n")
    closing = _FENCE.fullmatch(last)
    return bool(opening and above and closing and closing[1].startswith(opening[1]))


_READERS: dict[str, Callable[[BlockReader, Any, dict[str, int], int], Sequence[Block]]] = {
    "Paragraph": BlockReader._read_paragraph,  # noqa: SLF001
    "Heading": BlockReader._read_heading,  # noqa: SLF001
    "BlockQuote": BlockReader._read_quote,  # noqa: SLF001
    "List": BlockReader._read_list,  # noqa: SLF001
    "CodeBlock": BlockReader._read_code,  # noqa: SLF001
    "HtmlBlock": BlockReader._read_html,  # noqa: SLF001
}
