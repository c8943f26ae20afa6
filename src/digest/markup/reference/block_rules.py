"""Block rules for markdown-it that every document is read with, besides CommonMark's and GFM's.

Code fences and HTML comments that were never closed are repaired and reported; lines of `=` or of
backslashes alone, which exports of other programs hold, are read as breaks or left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock

from digest.core.codes import Code
from digest.markup.parser_state import parser_state_of

_OPENING = re.compile(r"(`{3,}(?=[^`]*\Z)|~{3,})")
_BACKSLASHES = frozenset({"\\", "\\\\"})
_ALT: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


def block_rules_plugin(md: MarkdownIt) -> None:
    """Install the rules."""
    md.block.ruler.at("fence", read_fence, _ALT)
    md.block.ruler.before(
        "html_block", "comment", read_comment, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    md.block.ruler.before("paragraph", "separator", read_separator)
    md.block.ruler.before("paragraph", "backslashes", read_backslashes, {"alt": ["paragraph"]})


def _line(state: StateBlock, row: int) -> str:
    return state.src[state.bMarks[row] + state.tShift[row] : state.eMarks[row]]


def read_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read fenced code; a closing fence may be glued to the last line of code."""
    pos = state.bMarks[start] + state.tShift[start]
    if state.src[pos : pos + 3] not in {"```", "~~~"} or state.is_code_block(start):
        return False
    opening = _OPENING.match(_line(state, start))
    if not opening:
        return False
    if silent:
        return True
    markup = opening[1]
    last, closed, glued = _find_end(state, start, end, markup)
    token = state.push("fence", "code", 0)
    token.info = _line(state, start)[len(markup) :]
    token.content = state.getLines(start + 1, last, state.sCount[start], True)
    token.markup = markup
    state.line = last + 1 if closed and not glued else last
    token.map = [start, state.line]
    if glued:
        body = token.content.rstrip("\n").rstrip().rstrip(markup[0])
        token.content = body + "\n"
    if glued or not closed:
        _warn(state, start if not glued else last - 1, markup, glued)
    return True


def _find_end(state: StateBlock, start: int, end: int, markup: str) -> tuple[int, bool, bool]:
    """Return the row after the code, if a fence closes it, and if that ends a line of code."""
    mark, size = markup[0], len(markup)
    glued = 0
    row = start + 1
    while row < end:
        pos = state.bMarks[row] + state.tShift[row]
        if pos < state.eMarks[row] and state.sCount[row] < state.blkIndent:
            break
        line = state.src[pos : state.eMarks[row]].rstrip()
        if line.endswith(markup) or line.startswith(markup):
            rest = line.lstrip(mark)
            if not rest and len(line) >= size and not state.is_code_block(row):
                return row, True, False
            if glued and rest and line.startswith(markup) and not line.endswith(mark):
                return glued, True, True
            if not glued and rest and line.endswith(markup) and not line.startswith(mark):
                glued = row + 1
        row += 1
    return (glued, True, True) if glued else (row, False, False)


def _warn(state: StateBlock, row: int, markup: str, glued: bool) -> None:
    document = parser_state_of(state.env)
    if glued:
        message = "the closing code fence stands behind code on one line"
        hint = f'put "{markup}" on a line of its own'
    else:
        message = "the code fence is never closed"
        hint = f'write "{markup}" on a line of its own after the code'
    column = len(_line(state, row).rstrip()) - len(markup) + 1 + state.tShift[row] if glued else 1
    document.warn(
        Code.UNCLOSED_FENCE, message, line=document.line_of(row), column=column, hint=hint
    )


def read_comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Drop an HTML comment; an unclosed one ends at an empty line, text after it is Markdown."""
    pos = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<!--", pos) or state.is_code_block(start):
        return False
    if silent:
        return True
    close = _comment_end(state, pos)
    row = bisect_right(state.eMarks, close) if close >= 0 else end
    if row >= end:
        _drop_unclosed(state, start, end)
    elif state.src[close + 3 : state.eMarks[row]].strip():
        _read_rest(state, row, close + 3, end)
    else:
        state.line = row + 1
    return True


def _comment_end(state: StateBlock, pos: int) -> int:
    if "last_comment_end" not in state.env:
        state.env["last_comment_end"] = state.src.rfind("-->")
    return state.src.find("-->", pos + 2) if pos < state.env["last_comment_end"] else -1


def _drop_unclosed(state: StateBlock, start: int, end: int) -> None:
    row = start
    while row + 1 < end and not state.isEmpty(row + 1):
        row += 1
    parser_state_of(state.env).warn(
        Code.UNCLOSED_COMMENT,
        "the comment is never closed",
        column=state.tShift[start] + 1,
        line=parser_state_of(state.env).line_of(start),
        hint='write "-->" after it',
    )
    state.line = row + 1


def _read_rest(state: StateBlock, row: int, pos: int, end: int) -> None:
    """Read the block that begins after a comment, in the middle of a line."""
    marks = state.bMarks[row], state.tShift[row], state.sCount[row]
    state.bMarks[row], state.tShift[row] = pos, state.skipSpaces(pos) - pos
    state.sCount[row] = state.blkIndent
    state.line = row
    for rule in state.md.block.ruler.getRules(""):
        if rule(state, row, end, False):
            break
    state.bMarks[row], state.tShift[row], state.sCount[row] = marks


def read_separator(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a line of equals signs that underlines no heading as a thematic break."""
    del end
    line = _line(state, start).rstrip()
    if not line.startswith("===") or line.strip("=") or state.is_code_block(start):
        return False
    if not silent:
        token = state.push("hr", "hr", 0)
        token.map, token.meta = [start, start + 1], {"name": "separator"}
        state.line = start + 1
    return True


def read_backslashes(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Drop a line that holds only backslashes: exports write them for empty lines."""
    del end, silent
    if _line(state, start).rstrip() not in _BACKSLASHES or state.is_code_block(start):
        return False
    state.line = start + 1
    return True
