"""Where in a source text a URL is written, which lines are code, and trailing spaces."""

from __future__ import annotations

import re
from bisect import bisect_right

_FENCE = re.compile(
    r"[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*(?P<fence>`{3,}|~{3,}|\${2}|:{3,})(?P<info>.*)"
)
_INDENTED = re.compile(r"(?: {4}|\t)")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_BLANK = re.compile(r"\n[ \t]*\n")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HARD_BREAK = 2


class UrlFinder:
    """Finds where URLs are written in a source: everywhere but in code and comments."""

    def __init__(self, text: str, body_line: int) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._code_lines = find_code_lines(text.split("\n"), body_line - 1)
        spans = [found.span() for pattern in (_CODE, _COMMENT) for found in pattern.finditer(text)]
        self._code = sorted(spans)
        self._code_starts = [start for start, _ in self._code]

    def find(self, url: str, line: int, column: int, taken: set[int]) -> int | None:
        """Return the offset at which the link at a place writes its URL, or None.

        The forms are `](url)`, `<url>`, the bare URL, an HTML attribute, and the definition of a
        reference, wherever that stands. Offsets in `taken` belong to other links.
        """
        start = self._starts[line - 1] + max(column - 1, 0)
        end = _BLANK.search(self._text, start)
        stop = end.start() if end else len(self._text)
        forms = (
            (rf"\]\(\s*<?(?P<url>{re.escape(url)})(?=[\s)>])", start, stop),
            (rf"<?(?P<url>{re.escape(url)})(?![\w/?=%-])", start, start + len(url) + 1),
            (rf"""\b(?:href|src)\s*=\s*["']?(?P<url>{re.escape(url)})(?=["'\s>])""", start, stop),
            (rf"^[ ]{{0,3}}\[[^\]\n]+\]:\s*<?(?P<url>{re.escape(url)})(?=[\s>]|$)", 0, None),
            (rf"(?P<url>{re.escape(url)})(?![\w/?=%-])", start, stop if not column else start),
        )
        for form, first, last in forms:
            pattern = re.compile(form, re.MULTILINE)
            found = pattern.finditer(self._text, first, len(self._text) if last is None else last)
            for match in found:
                place = match.start("url")
                if place not in taken and not self._is_code(place):
                    return place
        return None

    def _is_code(self, place: int) -> bool:
        if bisect_right(self._starts, place) - 1 in self._code_lines:
            return True
        before = bisect_right(self._code_starts, place) - 1
        return before >= 0 and self._code[before][0] < place < self._code[before][1]


def find_code_lines(lines: list[str], first: int) -> frozenset[int]:
    """Return the indices of lines that are or may be code: fenced, indented, or front matter."""
    found = set(range(first))
    fence = ""
    for index in range(first, len(lines)):
        line = lines[index]
        if fence:
            found.add(index)
            stripped = line.strip(" \t>")
            if stripped.startswith(fence) and not stripped.strip(fence[0]):
                fence = ""
        elif opening := _FENCE.match(line):
            mark = opening["fence"]
            is_code = mark[0] in "`~$" and (mark[0] != "`" or "`" not in opening["info"])
            if is_code and not (mark == "$$" and "$$" in opening["info"]):
                fence = mark
                found.add(index)
        elif _INDENTED.match(line):
            found.add(index)
    return frozenset(found)


def strip_trailing_spaces(text: str, body_line: int) -> str:
    """Return a text without the spaces that mean nothing at the ends of the lines of its body.

    Two or more spaces before another line of prose are a line break, and stay; so does all code.
    """
    lines = text.split("\n")
    code = find_code_lines(lines, body_line - 1)
    stripped = [
        line if index in code else _strip_line(line, lines[index + 1 : index + 2])
        for index, line in enumerate(lines)
    ]
    return "\n".join(stripped)


def _strip_line(line: str, following: list[str]) -> str:
    kept = line.rstrip(" \t")
    tail = line[len(kept) :]
    breaks = kept and tail.endswith(" " * _HARD_BREAK) and following and following[0].strip()
    return line if breaks else kept
