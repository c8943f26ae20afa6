"""Comments that begin inside a paragraph and run over empty lines.

Markdown ends the paragraph, and with it the comment, at the first empty line; their authors
meant to hide everything up to `-->`. Comments at a line's start are the block parser's affair.
"""

from __future__ import annotations

import re

_START = re.compile(r"(?<=\S)[ \t]*<!--(?!-?>)")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})", re.MULTILINE)
_VISIBLE = re.compile(r"[^\n]")


def blank_comments(text: str) -> str:
    """Give the text with such comments replaced by empty lines, so that the others keep their numbers."""
    if "<!--" not in text:
        return text
    parts: list[str] = []
    done = 0
    for found in _START.finditer(text):
        start = found.end() - 4
        if start < done:
            continue
        end = text.find("-->", start + 4)
        if end < 0:
            break
        hidden = text[start : end + 3]
        if _EMPTY_LINE.search(hidden) and not _in_code(text, start):
            shown = _VISIBLE.sub(" ", hidden)
            parts += [text[done:start], shown[: shown.rfind("\n") + 1]]
            done = end + 3
            done += len(text[done:]) - len(text[done:].lstrip(" \t"))
    return "".join([*parts, text[done:]])


def _in_code(text: str, position: int) -> bool:
    line = text[text.rfind("\n", 0, position) + 1 : position]
    if line.startswith(("    ", "\t")) or line.count("`") % 2:
        return True
    fence = ""
    for found in _FENCE.finditer(text, 0, position):
        if not fence:
            fence = found[1]
        elif found[1].startswith(fence):
            fence = ""
    return bool(fence)
