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
from digest.markup.fast.fast_source import Fallback, FastSource, Unsupported
from digest.markup.fast.inline_events import END, Pair, read_leaf
from digest.markup.fast.inline_writer import ends_leaf, write_leaf
from digest.markup.fast.unsupported_syntax import Findings
from digest.markup.inline_builder import Inline
from digest.markup.leaf_blocks import make_code, make_html, make_paragraph

ParsePart = Callable[[int, int, list[str]], tuple[Block, ...]]
"""Returns the blocks that the reference parser makes of the rows from one to before another.

The list holds the raw elements that are open before these rows, and afterwards those open then.
"""

_OPTIONS = pyromark.Options.ENABLE_TABLES
_STRIKE = pyromark.Options.ENABLE_STRIKETHROUGH
_DEEPEST = 12
_NESTING = frozenset({"List", "BlockQuote"})
_MARKER = re.compile(rb"[ \t>]*(\d{1,9}[.)]|[-+*])([ \t]+\[[ xX]\][ \t\n])?")
_VERBATIM = re.compile(r"\s*<(?:script|pre|style|textarea|[!?])", re.IGNORECASE)
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*")


class BlockReader:
    """Reads one document; each method consumes the events of what it turns into blocks.

    `fallbacks` are the parts that the reference parser read, `definitions` the rows of link
    reference definitions.
    """

    __slots__ = (
        "_depth",
        "_events",
        "_last_candidate",
        "_list_level",
        "_matches",
        "_open_tags",
        "_rows",
        "_source",
        "definitions",
        "fallbacks",
    )

    def __init__(self, source: FastSource, findings: Findings) -> None:
        self._source = source
        self._matches = findings.matches
        self._rows = [source.row_of(match.offset) for match in findings.matches]
        self._open_tags: list[str] = []
        self._depth = 0
        self._list_level = 0
        self.fallbacks: list[Fallback] = []
        self._last_candidate = max(map(source.row_of, findings.definitions), default=-1)
        self.definitions = self._find_definitions(findings.definitions)
        self._events = self._read_events()

    def _read_events(self) -> Iterator[Pair]:
        options = _OPTIONS | _STRIKE if "~~" in self._source.text else _OPTIONS
        return iter(pyromark.events_with_range(self._source.text, options=options))  # type: ignore[arg-type]

    def read_document(self, parse_part: ParsePart) -> tuple[Block, ...]:
        """Return all blocks; the reference parser reads top-level ones with unsupported syntax."""
        blocks: list[Block] = []
        source, events = self._source, self._events
        below = 0
        pair = next(events, None)
        while pair is not None:
            event, extent = pair
            first, open_tags = source.row_of(extent["start"]), self._open_tags
            try:
                if self._rows:
                    self._check_between(below, first)
                    below = source.row_of(extent["end"] - 1) + 1
                    self._check_matches(event, first, below - 1)
                blocks += self._read_block(pair, source.first_line + first)
                pair = next(events, None)
            except Unsupported as found:
                skipped = self._skip((event, extent)) if found.scope == "block" else None
                if found.scope == "document" or (not skipped and first <= self._last_candidate):
                    raise
                end, after = skipped or (len(source.starts) - 1, None)
                self._depth, self._list_level, self._open_tags = 0, 0, open_tags
                self.fallbacks.append(Fallback(first, end, found.reason))
                blocks += parse_part(first, end, open_tags)
                if source.state.labels:
                    raise Unsupported("label", "document") from None
                below, pair = end, after
        self._check_between(below, len(source.starts))
        if self._open_tags:
            self._close_tags(blocks)
        return tuple(blocks)

    def _skip(self, opening: Pair) -> tuple[int, Pair | None] | None:
        """Consume the rest of a top-level block; return the row after it and the next event.

        Returns None where the parsers may differ in where the block ends. Events without extent,
        the cells that a table's last row lacks, belong to the block.
        """
        end, top = opening[1]["end"], True
        for event, extent in chain((opening,), self._events):
            if end <= extent["start"] < extent["end"] and "End" not in event:
                return self._last_row(opening[1]) + 1, (event, extent)
            if "Start" in event and self._ends_unclearly(event["Start"], extent, nested=not top):
                return None
            top = False
        return self._last_row(opening[1]) + 1, None

    def _ends_unclearly(self, kind: Any, extent: dict[str, int], *, nested: bool) -> bool:
        """Return whether the parsers may differ in where code or verbatim HTML ends."""
        if kind == "HtmlBlock":
            html = self._source.slice(extent["start"], extent["end"])
            return (nested or html.endswith((" ", "\t"))) and bool(_VERBATIM.match(html))
        if kind.__class__ is dict and "CodeBlock" in kind and kind["CodeBlock"] != "Indented":
            source = self._source.slice(extent["start"], extent["end"])
            return not _is_closed(source, source.rstrip().partition("\n")[2].rpartition("\n")[0])
        return False

    def _check_between(self, first: int, end: int) -> None:
        """Raise `Unsupported` if rows between two blocks, which are definitions, have a match."""
        if first < end and self._rows:
            at = bisect_left(self._rows, first)
            if at < len(self._rows) and self._rows[at] < end:
                raise Unsupported(self._matches[at].reason, "document")

    def _find_definitions(self, offsets: Sequence[int]) -> list[int]:
        """Return the rows of definitions: lines that are no part of any top-level block."""
        if not offsets:
            return []
        covered: set[int] = set()
        depth = 0
        for event, extent in self._read_events():
            if not depth:
                covered.update(
                    range(self._source.row_of(extent["start"]), self._last_row(extent) + 1)
                )
            depth += ("Start" in event) - ("End" in event)
        rows = (self._source.row_of(offset) for offset in offsets)
        return [row for row in rows if row not in covered]

    def _check_matches(self, event: Any, first: int, last: int) -> None:
        """Raise `Unsupported` if a block has unsupported syntax; code and most HTML have none."""
        rows = self._rows
        at = bisect_left(rows, first)
        if at == len(rows) or rows[at] > last:
            return
        found = self._matches[at : bisect_right(rows, last)]
        kind = event.get("Start") if event.__class__ is dict else None
        if kind == "HtmlBlock":
            html = self._source.data[self._source.starts[first] : self._source.starts[last + 1]]
            if not any(mark in html for mark in (b"<!--", b"{{", b"{%")):
                found = [match for match in found if match.scope == "document"]
        elif kind.__class__ is dict and "CodeBlock" in kind and kind["CodeBlock"] != "Indented":
            inside = range(first + 1, last)
            rows = rows[at : at + len(found)]
            found = [match for row, match in zip(rows, found, strict=True) if row not in inside]
        nests = kind == "BlockQuote" or (kind.__class__ is dict and next(iter(kind)) in _NESTING)
        for match in found:
            if match.scope == "document" or (match.scope == "nested" and not nests):
                raise Unsupported(match.reason, "document")
        if found:
            raise Unsupported(found[0].reason)

    def _last_row(self, extent: dict[str, int]) -> int:
        """Return a block's last row; the range of a list may end in the indentation below it."""
        source, end = self._source, extent["end"]
        row = source.row_of(end - 1)
        if row and not source.data[source.starts[row] : end].strip(b" \t"):
            row -= 1
        return row

    def _close_tags(self, blocks: list[Block]) -> None:
        """Close the raw elements that the blocks of one level leave open."""
        line = blocks[-1].line if blocks else 0
        blocks.append(Block(kind="html", line=line, html=close_tags(self._open_tags)))

    def _read_until_end(self) -> tuple[Block, ...]:
        """Return the blocks up to the end of what holds them, which is consumed."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unsupported("deep nesting", "rest")
        outside, self._open_tags = self._open_tags, []
        blocks: list[Block] = []
        events, starts = self._events, self._source.starts
        before = self._source.first_line - 1
        event, extent = next(events, END)
        while "End" not in event:
            line = before + bisect_right(starts, extent["start"])
            if ends_leaf(event):
                blocks += self._read_block((event, extent), line)
                event, extent = next(events, END)
            else:
                content, (event, extent) = self._read_leaf(chain(((event, extent),), events))
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
        event, extent = pair
        if "Start" in event:
            name = event["Start"]
            kind, detail = (name, None) if name.__class__ is str else next(iter(name.items()))
            if reader := _READERS.get(kind):
                return reader(self, detail, extent, line)
        elif event == "Rule":
            return (Block(kind="rule", line=line),)
        raise Unsupported("block of another kind")

    def _read_paragraph(self, _detail: Any, _extent: dict[str, int], line: int) -> Sequence[Block]:
        content, _ = self._read_leaf(self._events)
        return make_paragraph(content, line)

    def _read_heading(self, detail: Any, _extent: dict[str, int], line: int) -> Sequence[Block]:
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

    def _read_quote(self, _detail: Any, _extent: dict[str, int], line: int) -> Sequence[Block]:
        return (Block(kind="quote", line=line, children=self._read_until_end()),)

    def _read_list(self, detail: Any, _extent: dict[str, int], line: int) -> Sequence[Block]:
        self._list_level += 1
        level, data, starts = self._list_level, self._source.data, self._source.starts
        before = self._source.first_line - 1
        entries: list[Block] = []
        loose = False
        mark = "-"
        for event, extent in self._events:
            if "End" in event:
                break
            found = _MARKER.match(data, extent["start"])
            children = self._read_until_end()
            if found is None or not children or found[2]:
                raise Unsupported("list item that is empty or a task")
            mark = found[1].decode()
            entries.append(
                Block(
                    kind="entry",
                    line=before + bisect_right(starts, extent["start"]),
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

    def _read_code(self, detail: Any, extent: dict[str, int], line: int) -> Sequence[Block]:
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
            source = self._source.slice(extent["start"], extent["end"])
            if not _is_closed(source, code):
                raise Unsupported("code fence", "rest")
        return (make_code(code, info.strip(), line, self._source.state.config.markdown),)

    def _read_html(self, _detail: Any, _extent: dict[str, int], line: int) -> Sequence[Block]:
        parts: list[str] = []
        for event, _ in self._events:
            if "End" in event:
                break
            parts.append(event["Html"] if "Html" in event else event["Text"])
        html = "".join(parts)
        if (self._depth or html.endswith((" ", "\t"))) and _VERBATIM.match(html):
            raise Unsupported("verbatim HTML", "rest")
        if remove_unsafe_addresses(html)[1]:
            raise Unsupported("unsafe address")
        settings = self._source.state.config.markdown
        return make_html(html, line, settings, self._open_tags)


def _is_closed(source: str, code: str) -> bool:
    """Return whether the last line of fenced code closes it, and no line before seems to."""
    opening = _FENCE.match(source)
    above, _, last = source.rstrip().rpartition("\n")
    closing = _FENCE.fullmatch(last)
    if not (opening and above and closing):
        return False
    return closing[1].startswith(opening[1]) and opening[1] not in code


_READERS: dict[str, Callable[[BlockReader, Any, dict[str, int], int], Sequence[Block]]] = {
    "Paragraph": BlockReader._read_paragraph,  # noqa: SLF001
    "Heading": BlockReader._read_heading,  # noqa: SLF001
    "BlockQuote": BlockReader._read_quote,  # noqa: SLF001
    "List": BlockReader._read_list,  # noqa: SLF001
    "CodeBlock": BlockReader._read_code,  # noqa: SLF001
    "HtmlBlock": BlockReader._read_html,  # noqa: SLF001
}
