"""What the dialects share: pushing tokens, reading lines in place, and reporting faults once.

A dialect reads the lines of a construct where they stand (`parse_lines`), so that everything
inside keeps its true line. Inline rules do not know their line; they leave a fault on the token
they make (`flag`), and `report_faults` places it once the paragraph is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from digest.core.codes import Code
from digest.markup.state import state_of

_KEY = "dialects"
INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
"""The block rules that a construct of a dialect ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault of an inline construct, to be placed later; `name` is reported once in a post."""

    code: Code
    name: str
    message: str
    hint: str = ""


@dataclass(slots=True)
class Notes:
    """What the dialects remember of one document."""

    faults: list[tuple[int, int, Fault]] = field(default_factory=list)
    reported: set[tuple[Code, str]] = field(default_factory=set)
    variables: dict[str, str] | None = None
    expanding: list[str] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    has_bibliography: bool = False
    is_mdx: bool | None = None


def notes_of(env: MutableMapping[str, Any]) -> Notes:
    """Give the dialects' notes on the document that an `env` belongs to."""
    found = env.setdefault(_KEY, Notes())
    if not isinstance(found, Notes):
        raise TypeError(f"env[{_KEY!r}] is not a Notes")
    return found


def warn_once(env: MutableMapping[str, Any], fault: Fault, *, line: int, column: int = 0) -> None:
    """Note a fault; of those with one code and name in a document, the first is reported."""
    notes_of(env).faults.append((line, column, fault))


def warn_block(state: StateBlock, row: int, fault: Fault) -> None:
    """Note a fault of a block at the first character of one of its lines."""
    warn_once(
        state.env, fault, line=state_of(state.env).line_of(row), column=_column_of(state, row)
    )


def _column_of(state: StateBlock, row: int) -> int:
    start = state.src.rfind("\n", 0, state.bMarks[row]) + 1
    return state.bMarks[row] + state.tShift[row] - start + 1


def flag(token: Token, position: int, fault: Fault) -> None:
    """Leave a fault on an inline token; `position` is its offset in the paragraph's source."""
    token.meta.setdefault("faults", []).append((position, fault))


def report_faults(state: StateCore) -> None:
    """Report the faults that were noted, and those that inline rules left on their tokens."""
    document = state_of(state.env)
    _place_flags(state)
    faults, reported = notes_of(state.env).faults, notes_of(state.env).reported
    for line, column, fault in sorted(faults, key=lambda noted: noted[:2]):
        if (fault.code, fault.name) not in reported:
            reported.add((fault.code, fault.name))
            document.warn(fault.code, fault.message, line=line, column=column, hint=fault.hint)
    faults.clear()


def _place_flags(state: StateCore) -> None:
    document = state_of(state.env)
    for block in state.tokens:
        if block.type != "inline" or block.map is None:
            continue
        for position, fault in _flags_of(block):
            before = block.content[:position]
            row = block.map[0] + before.count("\n")
            start = before.rfind("\n") + 1
            text = block.content[start:].split("\n", 1)[0]
            line = document.line_of(row)
            shown = document.lines[row] if row < len(document.lines) else ""
            column = shown.find(text) + (position - start) + 1 if text and text in shown else 0
            warn_once(state.env, fault, line=line, column=column)


def _flags_of(block: Token) -> Iterator[tuple[int, Fault]]:
    for token in block.children or ():
        yield from token.meta.get("faults", ())
        for child in token.children or ():
            yield from ((0, fault) for _, fault in child.meta.get("faults", ()))


def line_text(state: StateBlock, row: int) -> str:
    """Give a line of the block being parsed, without its indentation and line end."""
    return state.src[state.bMarks[row] + state.tShift[row] : state.eMarks[row]]


def raw_lines(state: StateBlock, start: int, end: int, indent: int) -> str:
    """Give lines verbatim, up to `indent` columns of indentation taken off each."""
    return state.getLines(start, end, indent, True)


def last_row(state: StateBlock, start: int, end: int) -> int:
    """Give the first row after `start` that leaves the list or quote that `start` lies in."""
    for row in range(start + 1, end):
        empty = state.isEmpty(row)
        if not empty and state.sCount[row] < min(state.blkIndent, state.sCount[start]):
            return row
    return end


def parse_lines(state: StateBlock, start: int, end: int, *, indent: int | None = None) -> None:
    """Read the lines from `start` up to `end` as blocks, in place, as if nothing else existed.

    With `indent`, lines count from that column, and lines that are less indented are moved to it.
    """
    parent, limit, block_indent = state.parentType, state.lineMax, state.blkIndent
    counts = state.sCount[start:end]
    if indent is not None:
        state.blkIndent = indent
        state.sCount[start:end] = [max(count, indent) for count in counts]
    state.parentType = "container"
    state.lineMax = end
    state.md.block.tokenize(state, start, end)
    state.parentType, state.lineMax, state.blkIndent = parent, limit, block_indent
    state.sCount[start:end] = counts
    state.line = end


def parse_rest(state: StateBlock, row: int, position: int, end: int, *, indent: int) -> None:
    """Read blocks that begin in the middle of a line, at an offset of the source."""
    mark, shift, count = state.bMarks[row], state.tShift[row], state.sCount[row]
    state.bMarks[row], state.tShift[row], state.sCount[row] = position, 0, indent
    parse_lines(state, row, end, indent=indent)
    state.bMarks[row], state.tShift[row], state.sCount[row] = mark, shift, count


def push_paragraph(
    state: StateBlock, text: str, row: int, attrs: Mapping[str, str] | None = None
) -> None:
    """Push a paragraph of inline Markdown that stands for one line."""
    push_leaf(state, ("paragraph", "p"), text, row, attrs)


def open_container(
    state: StateBlock,
    kind: str,
    row: int,
    *,
    title: str = "",
    attrs: Mapping[str, str] | None = None,
) -> Token:
    """Push the start of a container; its title is inline Markdown."""
    opening = state.push("container_open", "div", 1)
    opening.info, opening.map, opening.attrs = kind, [row, row + 1], dict(attrs or {})
    if title:
        heading = state.push("container_title", "", 0)
        heading.content, heading.map, heading.children = title, [row, row + 1], None
    return opening


def close_container(state: StateBlock, opening: Token, end: int) -> None:
    """Push the end of a container whose last line is the one before `end`."""
    state.push("container_close", "div", -1)
    opening.map = [opening.map[0] if opening.map else end - 1, end]


def push_leaf(
    state: StateBlock,
    names: tuple[str, str],
    text: str,
    row: int,
    attrs: Mapping[str, str] | None = None,
) -> None:
    """Push a block of inline Markdown; `names` are its tokens' and its element's."""
    kind, tag = names
    opening = state.push(f"{kind}_open", tag, 1)
    opening.map = [row, row + 1]
    opening.attrs = dict(attrs or {})
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = text, [row, row + 1], []
    state.push(f"{kind}_close", tag, -1)


def push_embed(
    state: StateBlock,
    html: str,
    rows: tuple[int, int],
    *,
    text: str = "",
    links: tuple[tuple[str, str], ...] = (),
    images: tuple[str, ...] = (),
) -> None:
    """Push a block of finished HTML; `links` are the (address, text) pairs in it."""
    token = state.push("embed", "", 0)
    token.content, token.map = html, list(rows)
    token.meta = {"text": text, "links": links, "images": images}


def push_figure(
    state: StateBlock, meta: Mapping[str, str], caption: str, rows: tuple[int, int]
) -> Token:
    """Push a figure whose caption is one paragraph of inline Markdown."""
    opening = state.push("figure_open", "figure", 1)
    opening.map, opening.meta = list(rows), dict(meta)
    if caption:
        push_paragraph(state, caption, rows[0])
    state.push("figure_close", "figure", -1)
    return opening


def push_inline_embed(state: StateInline, html: str, *, text: str = "", url: str = "") -> Token:
    """Push finished phrasing HTML; `text` is what it adds to the plain text of its block."""
    token = state.push("embed_inline", "", 0)
    token.content = html
    token.meta = {"text": text, "url": url, "pos": state.pos}
    return token


def push_pair(
    state: StateInline, tag: str, text: str, attrs: Mapping[str, str] | None = None
) -> Token:
    """Push an inline element around plain text."""
    opening = state.push(f"{tag}_open", tag, 1)
    opening.attrs = dict(attrs or {})
    opening.meta["pos"] = state.pos
    state.push("text", "", 0).content = text
    state.push(f"{tag}_close", tag, -1)
    return opening


def trim_gap(state: StateInline) -> None:
    """Take off the space before something hidden, where a space or the end follows it."""
    after = state.src[state.pos : state.pos + 1]
    if state.pending.endswith(" ") and (not after or after.isspace()):
        state.pending = state.pending[:-1]


def tag_html(source: str) -> str:
    """Give the visible form of markup that belongs to another program: not part of any text."""
    return f'<code class="template-tag">{escape(source, quote=False)}</code>'
