"""East Asian text: line ends without a space, and emphasis beside full-width punctuation."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline.state_inline import Delimiter, StateInline
from markdown_it.token import Token

from digest.markup.scripts import HANGUL, WIDE


def joins_lines(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the soft break at `index` stands between two wide characters."""
    before = _edge(tokens, index, -1)
    return bool(
        before and WIDE.match(before) and (after := _edge(tokens, index, 1)) and WIDE.match(after)
    )


def _edge(tokens: Sequence[Token], index: int, step: int) -> str:
    index += step
    while 0 <= index < len(tokens):
        token = tokens[index]
        if token.content:
            return token.content[0 if step > 0 else -1] if token.type == "text" else ""
        if token.type != "text" and not token.nesting:
            return ""
        index += step
    return ""


def wide_emphasis(md: MarkdownIt) -> None:
    """Let `**` and `*` open and close beside wide characters as if a space stood there."""
    md.inline.ruler.at("emphasis", read_emphasis)


def read_emphasis(state: StateInline, silent: bool) -> bool:
    """Read a run of emphasis markers."""
    start = state.pos
    marker = state.src[start]
    if silent or marker not in "_*":
        return False
    scanned = state.scanDelims(start, marker == "*")
    can_open, can_close = scanned.can_open, scanned.can_close
    end = start + scanned.length
    if marker == "*" and not (can_open and can_close):
        before = state.src[start - 1] if start else " "
        after = state.src[end] if end < state.posMax else " "
        if _is_wide(before) or _is_wide(after):
            can_open = can_open or not after.isspace()
            can_close = can_close or not before.isspace()
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker), length=scanned.length, token=len(state.tokens) - 1, end=-1,
                open=can_open, close=can_close,
            )
        )  # fmt: skip
    state.pos = end
    return True


def _is_wide(char: str) -> bool:
    return char > "\u1100" and bool(WIDE.match(char) or HANGUL.match(char))
