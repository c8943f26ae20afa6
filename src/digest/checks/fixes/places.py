"""Where in a source an address is written, and which parts of a source are code."""

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


class Source:
    """A source in which addresses are looked for: everywhere but in code and comments."""

    def __init__(self, text: str, body_line: int) -> None:
        self.text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.fenced = fenced_lines(text.split("\n"), body_line - 1)
        spans = [found.span() for pattern in (_CODE, _COMMENT) for found in pattern.finditer(text)]
        self._code = sorted(spans)
        self._code_starts = [start for start, _ in self._code]

    def find(self, url: str, line: int, column: int, taken: set[int]) -> int | None:
        """Give the offset of an address, as it is written by the link at a place; None: not found.

        The forms are `](url)`, `<url>`, the bare address, an HTML attribute, and the definition
        of a reference, wherever that stands.
        """
        start = self._starts[line - 1] + max(column - 1, 0)
        end = _BLANK.search(self.text, start)
        stop = end.start() if end else len(self.text)
        forms = (
            (rf"\]\(\s*<?(?P<url>{re.escape(url)})(?=[\s)>])", start, stop),
            (rf"<?(?P<url>{re.escape(url)})(?![\w/?=%-])", start, start + len(url) + 1),
            (rf"""\b(?:href|src)\s*=\s*["']?(?P<url>{re.escape(url)})(?=["'\s>])""", start, stop),
            (rf"^[ ]{{0,3}}\[[^\]\n]+\]:\s*<?(?P<url>{re.escape(url)})(?=[\s>]|$)", 0, None),
            (rf"(?P<url>{re.escape(url)})(?![\w/?=%-])", start, stop if not column else start),
        )
        for form, first, last in forms:
            pattern = re.compile(form, re.MULTILINE)
            found = pattern.finditer(self.text, first, len(self.text) if last is None else last)
            for match in found:
                place = match.start("url")
                if place not in taken and not self._is_code(place):
                    return place
        return None

    def _is_code(self, place: int) -> bool:
        if bisect_right(self._starts, place) - 1 in self.fenced:
            return True
        before = bisect_right(self._code_starts, place) - 1
        return before >= 0 and self._code[before][0] < place < self._code[before][1]


def fenced_lines(lines: list[str], first: int) -> frozenset[int]:
    """Give the indices of lines that are code or may be: fenced, indented, or front matter."""
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
            sign = opening["fence"]
            is_code = sign[0] in "`~$" and (sign[0] != "`" or "`" not in opening["info"])
            if is_code and not (sign == "$$" and "$$" in opening["info"]):
                fence = sign
                found.add(index)
        elif _INDENTED.match(line):
            found.add(index)
    return frozenset(found)
