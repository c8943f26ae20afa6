"""MyST's line comments (`% text`) and block breaks (`+++`)."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from digest.markup.reference.plugin_api import INTERRUPTS, line_text

_COMMENT = re.compile(r"%(?:\s|\Z)")
_BREAK = re.compile(r"\+\+\+(?:\s.*)?")


def myst_lines_plugin(md: MarkdownIt) -> None:
    """Install the rules for comments and block breaks."""
    md.block.ruler.before("blockquote", "line_comment", _comment, {"alt": INTERRUPTS})
    md.block.ruler.before("hr", "block_break", _break, {"alt": INTERRUPTS})


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not _is_comment(state, start):
        return False
    if not silent:
        row = start + 1
        while row < end and not state.isEmpty(row) and _is_comment(state, row):
            row += 1
        state.line = row
    return True


def _is_comment(state: StateBlock, row: int) -> bool:
    """Return whether a line is a comment, and no wrapped sentence whose line begins with "%"."""
    position = state.bMarks[row] + state.tShift[row]
    if state.src[position : position + 1] != "%" or state.is_code_block(row):
        return False
    if state.sCount[row] < state.blkIndent or not _COMMENT.match(line_text(state, row)):
        return False
    return not (row and line_text(state, row - 1).rstrip()[-1:].isdigit())


def _break(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("+++", position) or state.is_code_block(start):
        return False
    if _BREAK.fullmatch(line_text(state, start)) is None:
        return False
    if not silent:
        state.line = start + 1
    return True
