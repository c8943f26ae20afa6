"""Lines that ask another generator for a table of contents: left out, as each page has its own."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from digest.markup.reference.tokens import INTERRUPTS, line_text

_MARKER = re.compile(
    r"\[\[?_?toc_?\]?\]|\{:\s*toc[^}]*\}|\$\{toc\}|@\[toc\]|\{\{[<%]\s*toc\s*[>%]\}\}"
    r"|\{\{\s*(?:toc|page\.table_of_contents)\s*\}\}|!\[toc\]",
    re.IGNORECASE,
)
_KRAMDOWN = re.compile(r"(?:[*+-]|\d+\.)\s+\S.*")
_KRAMDOWN_TOC = re.compile(r"\{:\s*toc[^}]*\}\s*", re.IGNORECASE)


def toc_markers_plugin(md: MarkdownIt) -> None:
    """Teach a parser to leave such lines out."""
    md.block.ruler.before("table", "toc_marker", _marker, {"alt": INTERRUPTS})


def _marker(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if state.src[position : position + 1] not in set("[{$@!*+-0123456789"):
        return False
    text = line_text(state, start).strip()
    rows = 1 if _MARKER.fullmatch(text) and not state.is_code_block(start) else 0
    if not rows and start + 1 < end and _KRAMDOWN.fullmatch(text):
        rows = 2 if _KRAMDOWN_TOC.fullmatch(line_text(state, start + 1)) else 0
    if rows and not silent:
        state.line = start + rows
    return bool(rows)
