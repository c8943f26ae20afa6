"""Comments that begin inside a paragraph and run over empty lines.

Markdown ends the paragraph, and with it the comment, at the first empty line; their authors
meant to hide everything up to `-->`. Comments at a line's start are the block parser's affair.
"""

from __future__ import annotations

import re

_START = re.compile(r"<!--(?!-?>)")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})", re.MULTILINE)
_VISIBLE = re.compile(r"[^\n]")


def blank_comments(text: str) -> str:
    """Give the text with such comments replaced by empty lines, so that the others keep theirs."""
    if "<!--" not in text:
        return text
    parts: list[str] = []
    done = 0
    fences = _Fences(text)
    for found in _START.finditer(text):
        start = found.start()
        before = text[text.rfind("\n", 0, start) + 1 : start]
        if start < done or not before.strip(" \t>"):
            continue
        end = text.find("-->", start + 4)
        if end < 0:
            break
        hidden = text[start : end + 3]
        if _EMPTY_LINE.search(hidden) and not _is_code(before) and not fences.open_at(start):
            shown = _VISIBLE.sub("", hidden)
            parts += [text[done:start], shown]
            done = end + 3
            while text.startswith((" ", "\t"), done):
                done += 1
    return "".join([*parts, text[done:]])


def _is_code(before: str) -> bool:
    return before.startswith(("    ", "\t")) or before.count("`") % 2 == 1


class _Fences:
    """Tells, for growing positions of a text, whether a code fence is open there."""

    def __init__(self, text: str) -> None:
        self._marks = _FENCE.finditer(text)
        self._next = next(self._marks, None)
        self._fence = ""

    def open_at(self, position: int) -> bool:
        """Tell whether `position` lies in fenced code."""
        while self._next and self._next.start() < position:
            mark = self._next[1]
            if not self._fence:
                self._fence = mark
            elif mark.startswith(self._fence):
                self._fence = ""
            self._next = next(self._marks, None)
        return bool(self._fence)
