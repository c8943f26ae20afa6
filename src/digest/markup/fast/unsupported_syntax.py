"""Finds syntax in a body that the fast parser does not support, by the patterns of the tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from digest.config.tables import Config
from digest.markup.fast import syntax_patterns as patterns
from digest.markup.fast.fast_source import Unsupported
from digest.markup.fast.syntax_patterns import Match
from digest.markup.inline_syntax import EAST_ASIAN_WIDE
from digest.markup.math.mathml import is_dollar_formula

_AT_LINE_START: tuple[tuple[patterns.Pattern, patterns.Scope], ...] = (
    *((pattern, "document") for pattern in patterns.AT_LINE_START),
    *((pattern, "nested") for pattern in patterns.NESTABLE),
)
_COMMON = bytes(byte for byte in range(0x80) if byte not in patterns.RARE)
_EAST_ASIAN = re.compile(
    f"[{EAST_ASIAN_WIDE.pattern[1:-1]}\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"
)
_EAST_ASIAN_STARTS = (
    *(bytes((lead,)) for lead in (0xE1, *range(0xE3, 0xEE))),
    *(bytes((0xE2, second)) for second in range(0xBA, 0xC0)),
    *(bytes((0xF0, second)) for second in range(0xA0, 0xC0)),
)
_VARIATION_SELECTOR = "\ufe0f".encode()
_FULL_WIDTH = b"\xef"
_LEAD = b"\x01"
_LEADS = bytes(int(byte in {0xE1, 0xE2, *range(0xE3, 0xEE), 0xEF, 0xF0}) for byte in range(256))
_FOUR_BYTES = 0xF0
_CONTROLS = b"\x0b\x0c\x1c\x1d\x1e\x1f"
_DELIMITERS = (b"*", b"_", b"~")
_LONGEST_LABEL = 4000
"""The longest label of a definition, in bytes: CommonMark allows 999 characters."""
_WINDOW = 200
"""Bytes before a match that are looked at first, so that long lines cost little."""


class Findings(NamedTuple):
    """What a body holds besides the supported syntax, in order of offsets."""

    matches: list[Match]
    definitions: list[int]
    """The offsets of lines that look like link reference definitions, and that both parsers
    would read alike; they may be in code."""


def find_unsupported(data: bytes, path: str, config: Config) -> Findings:
    """Return the places in a body, as UTF-8, that the reference parser must read.

    Raises `Unsupported` where that is the whole body in any case.
    """
    if path.endswith(".mdx") or data[:200].lstrip().startswith((b"import", b"export")):
        raise Unsupported("MDX", "document")
    if _requires_reference(data, config):
        raise Unsupported("settings", "document")
    rare = data.translate(None, _COMMON)
    matches = [*_find_outside_blocks(data, rare), *_find_in_blocks(data, rare)]
    definitions: list[int] = []
    for start in _find_definitions(data):
        if patterns.PLAIN_DEFINITION.match(data, start):
            definitions.append(start)
        else:
            matches.append(Match(start, "link reference definition", "document"))
    matches.sort()
    return Findings(matches, definitions)


def _find_outside_blocks(data: bytes, rare: bytes) -> Iterator[Match]:
    """Yield the matches of syntax that may affect other blocks."""
    for pattern in patterns.ANYWHERE:
        for offset in pattern.find_in(data, rare):
            yield Match(offset, pattern.reason, "document")
    for pattern, scope in _AT_LINE_START:
        for offset in pattern.find_in(data, rare):
            if _begins_line(data, offset):
                yield Match(offset, pattern.reason, scope)
    for pattern in patterns.INTERRUPTING:
        for offset in pattern.find_in(data, rare):
            breaks = _breaks_paragraph(data, offset)
            yield Match(offset, pattern.reason, "document" if breaks else "block")
    for reason, find in _FINDERS.items():
        yield from (Match(offset, reason, "document") for offset in find(data))


def _find_in_blocks(data: bytes, rare: bytes) -> Iterator[Match]:
    """Yield the matches of syntax that affects its own block only."""
    for pattern in patterns.IN_BLOCK:
        for offset in pattern.find_in(data, rare):
            yield Match(offset, pattern.reason)
    if b"|" in rare:
        for offset, row in _find_tables(data):
            # A head that may begin another block is no head of a table to the other parser; nor is
            # a line of a paragraph, above a row that only one of them takes for a delimiter.
            begins_block = patterns.BLOCK_MARKER.match(data, offset)
            follows_text = offset > 1 and data[offset - 2] != ord("\n")
            is_odd = follows_text and not patterns.PLAIN_DELIMITER_ROW.fullmatch(row)
            yield Match(offset, "table", "document" if begins_block or is_odd else "block")
    if b"~" in rare and b"~~" in data:
        for tilde in patterns.ONE_TILDE.finditer(data):
            yield Match(tilde.start(), "tildes")
    if b"$" in rare:
        yield from (Match(offset, "formula") for offset in _find_formulas(data))
    if _may_be_east_asian(rare):
        yield from (Match(offset, "East Asian text") for offset in _find_east_asian(data))


def _requires_reference(data: bytes, config: Config) -> bool:
    """Return whether the site's settings require the reference parser for this body."""
    settings = config.markdown
    return (
        settings.typographer
        or (settings.html != "allow" and b"<" in data)
        or bool(config.substitutions and b"{{" in data)
    )


def _find_comments(data: bytes) -> Iterator[int]:
    """Yield the offsets of comments that begin a line and are unclosed, or share it with text.

    Text may follow on a comment's last line if it is a paragraph of its own. Comments within a line
    affect their own block only.
    """
    start = data.find(b"<!--")
    while start >= 0:
        end = data.find(b"-->", start + 4)
        if not _begins_line(data, start):
            end = start + 4
        elif end < 0 or data.startswith((b"<!-->", b"<!--->"), start):
            yield start
            end = start + 4
        else:
            rest, _, below = data[end + 3 : end + 4096].partition(b"\n")
            lone = not rest.strip() or (
                patterns.PROSE.match(rest) and not below.partition(b"\n")[0].strip()
            )
            if data[start - 1 : start] not in b"\n" or not lone:
                yield start
        start = data.find(b"<!--", end)


def _find_controls(data: bytes) -> Iterator[int]:
    """Yield the offsets of control characters that may make a line blank, or a marker."""
    if len(data.translate(None, _CONTROLS)) != len(data):
        yield from (found.start() for found in patterns.EDGE_CONTROL.finditer(data))


def _breaks_paragraph(data: bytes, position: int) -> bool:
    """Return whether a match begins a line that is not a paragraph of its own, outside of lists."""
    if data[position - 1 : position] in (b"!", b"["):
        position -= 1
    if not _begins_line(data, position):
        return False
    above, end = data[max(position - 2, 0) : position], data.find(b"\n", position)
    below = data[end + 1 : data.find(b"\n", end + 1)] if end >= 0 else b""
    return above not in (b"", b"\n", b"\n\n") or bool(below.strip())


def _find_tables(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the offsets at which the head of a table may begin, each with the row below it."""
    for row in patterns.DELIMITER_ROW.finditer(data):
        start = data.rfind(b"\n", 0, row.start()) + 1
        if b"|" in data[start : row.start()]:
            yield start, row[0]


def _find_quotes(data: bytes) -> Iterator[int]:
    """Yield the offsets of quotes with a line below, in their paragraph, indented like code."""
    if b">" not in data:
        return
    lines = b"\n" + data
    done = 0
    for quote in patterns.QUOTE_MARKER.finditer(lines):
        if quote.end() < done:
            continue
        end = lines.find(b"\n\n", quote.end())
        done = end if end >= 0 else len(lines)
        if patterns.INDENTED.search(lines, quote.end(), done):
            yield quote.end() - 2


def _find_tags(data: bytes) -> Iterator[int]:
    """Yield the offsets of tags that begin a line with a Unicode space after one of its tags."""
    for found in patterns.SPACED_TAG.finditer(data):
        tag = data.find(b"<", data.rfind(b"\n", 0, found.start()) + 1, found.start())
        if tag >= 0 and _begins_line(data, tag):
            yield tag


def _find_definitions(data: bytes) -> Iterator[int]:
    """Yield the start of each line that may be a link reference definition."""
    end = data.find(b"]:")
    while end >= 0:
        if not patterns.NO_DEFINITION.match(data, end):
            first = max(end - _LONGEST_LABEL, 0)
            start = data.rfind(b"[", first, end)
            while data[start - 1 : start] == b"\\":
                start = data.rfind(b"[", first, start)
            if start >= 0 and _begins_line(data, start):
                yield start
        end = data.find(b"]:", end + 2)


def _begins_line(data: bytes, position: int) -> bool:
    """Return whether only markers of quotes and lists stand before an offset in its line."""
    window = max(position - _WINDOW, 0)
    start = data.rfind(b"\n", window, position) + 1
    if not start and window:
        if not patterns.LINE_START.fullmatch(data, window, position):
            return False
        start = data.rfind(b"\n", 0, window) + 1
    return patterns.LINE_START.fullmatch(data, start, position) is not None


def _find_formulas(data: bytes) -> Iterator[int]:
    """Yield the offsets of dollars that may open a formula; prices do not."""
    for found in patterns.DOLLARS.finditer(data):
        if found[1] is None or is_dollar_formula(found[1].decode("utf-8", "replace")):
            yield found.start()


def _may_be_east_asian(rare: bytes) -> bool:
    if rare.count(_FULL_WIDTH) > rare.count(_VARIATION_SELECTOR):
        return True
    return any(start in rare for start in _EAST_ASIAN_STARTS)


def _find_east_asian(data: bytes) -> Iterator[int]:
    """Yield the offsets of East Asian text beside emphasis, or at the end of a line."""
    leads = data.translate(_LEADS)
    start = leads.find(_LEAD)
    while start >= 0:
        end = start + (4 if data[start] >= _FOUR_BYTES else 3)
        if (
            data[start - 1 : start] in _DELIMITERS
            or data[end : end + 1] in _DELIMITERS
            or b"\n" in data[end : end + 8]
        ) and _EAST_ASIAN.match(data[start:end].decode("utf-8", "replace")):
            yield start
        start = leads.find(_LEAD, end)


_FINDERS: dict[str, Callable[[bytes], Iterator[int]]] = {
    "comment": _find_comments,
    "control character": _find_controls,
    "quote": _find_quotes,
    "space after a tag": _find_tags,
}
