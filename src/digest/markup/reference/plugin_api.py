"""What plug-ins are written with: pushing tokens, parsing lines in place, reporting diagnostics.

A block rule parses the content of its construct in place (`parse_lines`), so that everything in it
keeps its line. Inline rules do not know their line: they attach a diagnostic to their token
(`attach_diagnostic`), and `report_pending` finds its line once the paragraph is known.
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
from digest.markup.parser_state import parser_state_of

_KEY = "dialects"
INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
"""The block rules that a construct of a plug-in may interrupt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingDiagnostic:
    """A diagnostic whose position is found later; one of each code and name is reported."""

    code: Code
    name: str
    message: str
    hint: str = ""


@dataclass(slots=True)
class DialectState:
    """What the plug-ins record about one document."""

    diagnostics: list[tuple[int, int, PendingDiagnostic]] = field(default_factory=list)
    reported: set[tuple[Code, str]] = field(default_factory=set)
    variables: dict[str, str] | None = None
    expanding: list[str] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    has_bibliography: bool = False
    is_mdx: bool | None = None


def dialect_state_of(env: MutableMapping[str, Any]) -> DialectState:
    """Return the plug-ins' records of the document that an `env` belongs to."""
    found = env.setdefault(_KEY, DialectState())
    if not isinstance(found, DialectState):
        raise TypeError(f"env[{_KEY!r}] is not a DialectState")
    return found


def queue_diagnostic(
    env: MutableMapping[str, Any], diagnostic: PendingDiagnostic, *, line: int, column: int = 0
) -> None:
    """Record a diagnostic; of those with one code and name, the first is reported."""
    dialect_state_of(env).diagnostics.append((line, column, diagnostic))


def warn_at_row(state: StateBlock, row: int, diagnostic: PendingDiagnostic) -> None:
    """Record a diagnostic at the first character of a line of a block."""
    queue_diagnostic(
        state.env,
        diagnostic,
        line=parser_state_of(state.env).line_of(row),
        column=_column_of(state, row),
    )


def _column_of(state: StateBlock, row: int) -> int:
    start = state.src.rfind("\n", 0, state.bMarks[row]) + 1
    return state.bMarks[row] + state.tShift[row] - start + 1


def attach_diagnostic(token: Token, position: int, diagnostic: PendingDiagnostic) -> None:
    """Attach a diagnostic to an inline token, at an offset in the paragraph's source."""
    token.meta.setdefault("diagnostics", []).append((position, diagnostic))


def report_pending(state: StateCore) -> None:
    """Report the diagnostics that block rules recorded and inline rules attached to tokens."""
    document = parser_state_of(state.env)
    _collect_attached(state)
    diagnostics, reported = (
        dialect_state_of(state.env).diagnostics,
        dialect_state_of(state.env).reported,
    )
    for line, column, diagnostic in sorted(diagnostics, key=lambda noted: noted[:2]):
        if (diagnostic.code, diagnostic.name) not in reported:
            reported.add((diagnostic.code, diagnostic.name))
            document.warn(
                diagnostic.code, diagnostic.message, line=line, column=column, hint=diagnostic.hint
            )
    diagnostics.clear()


def _collect_attached(state: StateCore) -> None:
    document = parser_state_of(state.env)
    for block in state.tokens:
        if block.type != "inline" or block.map is None:
            continue
        for position, diagnostic in _attached_to(block):
            before = block.content[:position]
            row = block.map[0] + before.count("\n")
            start = before.rfind("\n") + 1
            text = block.content[start:].split("\n", 1)[0]
            line = document.line_of(row)
            shown = document.lines[row] if row < len(document.lines) else ""
            column = shown.find(text) + (position - start) + 1 if text and text in shown else 0
            queue_diagnostic(state.env, diagnostic, line=line, column=column)


def _attached_to(block: Token) -> Iterator[tuple[int, PendingDiagnostic]]:
    for token in block.children or ():
        yield from token.meta.get("diagnostics", ())
        for child in token.children or ():
            yield from ((0, diagnostic) for _, diagnostic in child.meta.get("diagnostics", ()))


def line_text(state: StateBlock, row: int) -> str:
    """Return a line of the block being parsed, without indentation and newline."""
    return state.src[state.bMarks[row] + state.tShift[row] : state.eMarks[row]]


def raw_lines(state: StateBlock, start: int, end: int, indent: int) -> str:
    """Return lines verbatim, each without up to `indent` columns of indentation."""
    return state.getLines(start, end, indent, True)


def last_row(state: StateBlock, start: int, end: int) -> int:
    """Return the first row after `start` that leaves the list or quote that `start` lies in."""
    least = min(state.blkIndent, state.sCount[start])
    if least <= 0 and not state.level:
        return end  # no line is indented less, and lines of quotes, which may be, are nested
    if min(state.sCount[start + 1 : end], default=least) >= least:
        return end
    for row in range(start + 1, end):
        empty = state.isEmpty(row)
        if not empty and state.sCount[row] < least:
            return row
    return end


def parse_lines(state: StateBlock, start: int, end: int, *, indent: int | None = None) -> None:
    """Parse the lines from `start` to before `end` as blocks, in place.

    With `indent`, content begins at that column, and less indented lines are moved to it.
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
    """Parse blocks that begin in the middle of a line, at an offset of the source."""
    mark, shift, count = state.bMarks[row], state.tShift[row], state.sCount[row]
    state.bMarks[row], state.tShift[row], state.sCount[row] = position, 0, indent
    parse_lines(state, row, end, indent=indent)
    state.bMarks[row], state.tShift[row], state.sCount[row] = mark, shift, count


def push_paragraph(
    state: StateBlock, text: str, row: int, attrs: Mapping[str, str] | None = None
) -> None:
    """Push a paragraph of inline Markdown that counts as one line."""
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
    """Push a leaf block of inline Markdown; `names` are the token's kind and its element."""
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


def trim_space(state: StateInline) -> None:
    """Remove the space before something left out, where a space or the end follows it."""
    after = state.src[state.pos : state.pos + 1]
    if state.pending.endswith(" ") and (not after or after.isspace()):
        state.pending = state.pending[:-1]


def write_template_tag(source: str) -> str:
    """Return the HTML that displays another program's markup as it is written."""
    return f'<code class="template-tag">{escape(source, quote=False)}</code>'
