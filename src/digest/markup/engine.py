"""The Markdown engine: text → block tree, by the parser that the body needs.

Bodies are read by the fast parser, which hands the blocks that it does not support to the
reference parser; a body in which one block may depend on another is read by the reference parser
as a whole.
"""

from __future__ import annotations

import re
from functools import partial

from digest.config.tables import Config
from digest.core.blocks import Document
from digest.core.diagnostics import Report
from digest.markup.element_ids import assign_heading_ids
from digest.markup.fast.fast_parser import parse_fast
from digest.markup.parser_state import ParserState, Resources

_COMMENT = re.compile(r"<!--(?!-?>)")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})", re.MULTILINE)
_VISIBLE = re.compile(r"[^\n]")


def parse_markup(
    body: str,
    *,
    path: str,
    first_line: int,
    config: Config,
    report: Report,
    resources: Resources | None = None,
) -> Document:
    """Return the block tree of a body that starts at `first_line` of the file `path`.

    Faults of the body are added to `report`; nothing is raised for any input.
    """
    text = body.replace("\r\n", "\n").replace("\r", "\n") if "\r" in body else body
    text = text.replace("\0", "\ufffd")
    text = blank_multiline_comments(text)
    state = ParserState(
        path=path,
        first_line=first_line,
        config=config,
        report=report,
        lines=text.split("\n"),
        resources=resources or Resources(),
    )
    state.render = partial(_render_fragment, state)
    blocks = parse_fast(text, state) if config.markdown.engine == "auto" else None
    if blocks is None:
        from digest.markup.reference.reference_parser import parse_body

        blocks = parse_body(text, state)
    blocks = assign_heading_ids(blocks, state)
    return Document(blocks=blocks, labels=tuple(state.labels.items()))


def _render_fragment(state: ParserState, text: str, row: int) -> str:
    from digest.markup.reference import reference_parser

    return reference_parser.render_fragment(state, text, row)


def blank_multiline_comments(text: str) -> str:
    """Return the text with comments that hold empty lines replaced by as many empty lines.

    These are comments that begin within a paragraph: CommonMark ends the paragraph, and with it the
    comment, at the first empty line, while their authors meant to hide everything up to `-->`.
    Comments at the start of a line are left to the block parser.
    """
    if "<!--" not in text:
        return text
    parts: list[str] = []
    done = 0
    fences = _FenceTracker(text)
    for found in _COMMENT.finditer(text):
        start = found.start()
        before = text[text.rfind("\n", 0, start) + 1 : start]
        if start < done or not before.strip(" \t>"):
            continue
        end = text.find("-->", start + 4)
        if end < 0:
            break
        hidden = text[start : end + 3]
        if _EMPTY_LINE.search(hidden) and not _is_code(before) and not fences.is_open_at(start):
            parts += [text[done:start], _VISIBLE.sub("", hidden)]
            done = end + 3
            while text.startswith((" ", "\t"), done):
                done += 1
    return "".join([*parts, text[done:]])


def _is_code(before: str) -> bool:
    return before.startswith(("    ", "\t")) or before.count("`") % 2 == 1


class _FenceTracker:
    """Knows, for growing positions of a text, whether a code fence is open there."""

    def __init__(self, text: str) -> None:
        self._marks = _FENCE.finditer(text)
        self._next = next(self._marks, None)
        self._fence = ""

    def is_open_at(self, position: int) -> bool:
        """Return whether `position` lies in fenced code; positions must not decrease."""
        while self._next and self._next.start() < position:
            mark = self._next[1]
            if not self._fence:
                self._fence = mark
            elif mark.startswith(self._fence):
                self._fence = ""
            self._next = next(self._marks, None)
        return bool(self._fence)
