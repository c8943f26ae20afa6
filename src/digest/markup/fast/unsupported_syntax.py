"""Finds syntax that the fast parser does not support and leaves to the reference parser.

A pattern may match for nothing (which costs time), but must match wherever the parsers may differ.
The search must cost a small part of parsing, so it is done on UTF-8, every pattern begins with a
literal, and most are not even tried: their first byte is rare, and one pass finds which of the rare
bytes a body has. Beyond ASCII the patterns accept any byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from digest.config.tables import Config
from digest.markup.inline_syntax import EAST_ASIAN_WIDE
from digest.markup.math.mathml import is_dollar_formula

_RARE = b"{}^$%@|\\=~+\t\x0b\x0c\x1c\x1d\x1e\x1f"
_ASCII = 0x7F
_COMMON = bytes(byte for byte in range(0x80) if byte not in _RARE)


class _Pattern(NamedTuple):
    """A pattern, and the substrings (or rare bytes) without which it cannot match."""

    needs: tuple[bytes, ...]
    pattern: re.Pattern[bytes]

    def find_in(self, data: bytes, rare: bytes) -> Iterator[int]:
        """Yield the offsets of the matches in a body; `rare` are its rare bytes."""
        if any(
            need in (rare if need in _RARE or need[0] > _ASCII else data) for need in self.needs
        ):
            yield from (found.start() for found in self.pattern.finditer(data))


def _pattern(pattern: bytes, *needs: bytes) -> _Pattern:
    return _Pattern(needs, re.compile(pattern, re.MULTILINE))


_SPACES = tuple(space.encode() for space in "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")
"""Characters that only one of the parsers takes for spaces or line ends."""

_LINE_START_PATTERNS = (
    _pattern(rb":(?<![!-=?-~]:)[ \t]", b": ", b":\t"),
    _pattern(rb"~(?<![!-=?-~]~)[ \t]", b"~"),
    _pattern(rb":::", b":::"),
    _pattern(rb"%(?<![!-=?-~]%)(?:[\s\x80-\xff]|\Z)", b"%"),
    _pattern(rb"\+\+\+", b"+"),
    _pattern(rb"\\\\?[ \t\x80-\xff]*$", b"\\"),
    _pattern(rb"\{(?![%{])[^{}\n]*\}[ \t#\x80-\xff]*$", b"{"),
)
"""Syntax that affects the blocks around it where it begins a line."""

_LINE_START = re.compile(rb"[ \t>*+\-\d.)\x80-\xff]*")

_DOCUMENT_PATTERNS = (
    _pattern(rb"\{\{[<%]", b"{"),
    _pattern(rb"\^(?<=\[\^)|\^\[|\^[A-Za-z0-9-]{2,}[ \t]*$", b"^"),
    _pattern(rb"=(?<=\)=)[\s\x80-\xff]*$", b"="),
    _pattern(rb"\{bibliography", b"{"),
    _pattern(rb"\{%-?\s*(?:assign|comment|highlight|raw)", b"{"),
    _pattern(rb"\{(?:(?<=```\{)|(?<=~~~\{)|(?<=```[ \t]\{)|(?<=~~~[ \t]\{))", b"{"),
    _pattern(rb"%%(?<![!-~]%%)(?![\d%])", b"%"),
)
"""Syntax that may affect other blocks, wherever it stands."""

_INTERRUPTING_PATTERNS = (
    _pattern(rb"\[(?i:_?toc_?\])", b"[t", b"[T", b"[_"),
    _pattern(rb"@\[", b"@"),
    _pattern(rb"\{%", b"{"),
    _pattern(rb"\$[${]", b"$"),
    _pattern(rb"\\\[|\\begin\{", b"\\"),
    _pattern(rb"==+[ \t]*$", b"="),
)
"""Syntax that interrupts a paragraph where it begins a line."""

_CODE = rb"(?i:javascript|vbscript|file|data):"
_BLOCK_PATTERNS = (
    _pattern(rb"\[(?:\[[^\[\]\n]*\]\](?![(\[:])| ?\]\(|!(?![\[\]])|[ xX]\][ \t\n])", b"["),
    _pattern(rb"\]\((?=[ \t]*[^()<>\"'\[\]\n ]+ )[^()<>\"'\[\]\n]*\)", b"]("),
    _pattern(rb"\](?:\(|:)\s*<?" + _CODE, b"["),
    _pattern(rb"<(?:!--|" + _CODE + rb")", b"<"),
    _pattern(rb":/(?<=[sSpP]:/)(?!/)", b":/"),
    _pattern(rb"```[ \t]*math", b"```"),
    _pattern(rb"~~~", b"~"),
    _pattern(rb"\t", b"\t"),
    _pattern(rb"\\[ \t]+$", b"\\"),
    _pattern(rb"==(?<![\w=!<>]==)(?![\s=])", b"="),
    _pattern(rb"\{(?:[%{]|[A-Za-z][\w:.+-]*\}`)", b"{"),
    _pattern(rb"\{(?<=[!-~\x80-\xff]\{)", b"{"),
    _pattern(rb"\{(?<=[ \t]\{)[^{}\n]*\}[ \t#\x80-\xff]*$", b"{"),
    _pattern(rb"\{(?:filename|static|attach|tag|category|author|index)\}", b"{"),
    _pattern(rb"\|(?:filename|static|attach|tag|category|author|index)\|", b"|"),
    _pattern(rb"@/", b"@"),
    _pattern(rb"\\(?:[(\[]|begin\{)", b"\\"),
)
"""Syntax that affects its own block only."""

_DOLLARS = re.compile(
    rb"\$(?:\$|`|(?=((?:\\.|[^$\\\n]|\n(?![ \t]*\n))+)(?<!\s)\$(?![A-Za-z0-9$])))"
)
_DELIMITERS = re.compile(rb"\n[ \t>]*[-:|][-:| \t]*$", re.MULTILINE)
"""A delimiter row: the line above it is the head of a table if it has a bar."""
_PROSE = re.compile(rb"[ \t]*(?:[A-Za-z\[>]|\*\*)")
_BEGINS_BLOCK = re.compile(rb"[ \t]*(?:[>#*+\-`~=<]|\d+[.)])")
_QUOTE = re.compile(rb"\n[ \t*+\-\d.)]*>")
_INDENTED = re.compile(rb"\n(?:    | {0,3}\t)")
_PLAIN_DEFINITION = re.compile(
    rb"\[(?<![^\n]\[)[^\]\[\\\n]+\]:[ \t]+[^\s<>\"'()\\]+[ \t]*(?=\n\n|\n\[[^\]\[\n]+\]:|\n?\Z)"
)
_SPACED_TAG = re.compile(rb">[ \t]*(?:\xc2\xa0|\xe2\x80[\x80-\x8b\xaf]|\xe3\x80\x80)")
"""The end of a tag before a Unicode space that CommonMark does not take for one."""
_ONE_TILDE = re.compile(rb"~(?<!~~)(?!~)")
_EAST = re.compile(f"[{EAST_ASIAN_WIDE.pattern[1:-1]}\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_EAST_STARTS = (
    *(bytes((lead,)) for lead in (0xE1, *range(0xE3, 0xEE))),
    *(bytes((0xE2, second)) for second in range(0xBA, 0xC0)),
    *(bytes((0xF0, second)) for second in range(0xA0, 0xC0)),
)
_EMOJI_STYLE = "\ufe0f".encode()
_FULL_WIDTH = b"\xef"
_LEAD = b"\x01"
_LEADS = bytes(int(byte in {0xE1, 0xE2, *range(0xE3, 0xEE), 0xEF, 0xF0}) for byte in range(256))
_FOUR_BYTES = 0xF0
_MARKS = (b"*", b"_", b"~")


def find_unsupported(data: bytes, path: str, config: Config) -> list[int] | None:
    """Return the offsets in a body, as UTF-8, whose blocks the reference parser must read, sorted.

    None means that a construct may affect other blocks, so that it must read the whole body.
    """
    rare = data.translate(None, _COMMON)
    rules = [
        position for pattern in _INTERRUPTING_PATTERNS for position in pattern.find_in(data, rare)
    ]
    if (
        path.endswith(".mdx")
        or data[:200].lstrip().startswith((b"import", b"export"))
        or _asks_for_more(data, config)
        or any(space in rare for space in _SPACES)
        or any(
            _begins_line(data, at)
            for pattern in _LINE_START_PATTERNS
            for at in pattern.find_in(data, rare)
        )
        or any(_breaks_paragraph(data, position) for position in rules)
        or any(True for pattern in _DOCUMENT_PATTERNS for _ in pattern.find_in(data, rare))
        or not (_are_comments_plain(data) and _are_quotes_plain(data) and _are_tags_plain(data))
        or (b"|" in rare and not _are_tables_plain(data))
    ):
        return None
    found = [*rules, *_find_in_blocks(data, rare)]
    definitions = [*_find_definitions(data)]
    if definitions and (
        found or not all(_PLAIN_DEFINITION.match(data, start) for start in definitions)
    ):
        return None
    return sorted(found)


def _find_in_blocks(data: bytes, rare: bytes) -> Iterator[int]:
    """Yield the offsets of syntax that affects its own block only."""
    for pattern in _BLOCK_PATTERNS:
        yield from pattern.find_in(data, rare)
    if b"|" in rare:
        yield from _find_tables(data)
    if b"~" in rare and b"~~" in data:
        yield from (tilde.start() for tilde in _ONE_TILDE.finditer(data))
    if b"$" in rare:
        yield from _find_formulas(data)
    if _may_be_east_asian(rare):
        yield from _find_east_asian(data)


def _asks_for_more(data: bytes, config: Config) -> bool:
    """Return whether the site's settings require the reference parser for this body."""
    settings = config.markdown
    return (
        settings.typographer
        or (settings.html != "allow" and b"<" in data)
        or bool(config.substitutions and b"{{" in data)
    )


def _are_comments_plain(data: bytes) -> bool:
    """Return whether each comment is closed, and one that begins a line shares none with text.

    Text may follow on its last line if it is a paragraph of its own.
    """
    start = data.find(b"<!--")
    if start >= 0 and (b"<!-->" in data or b"<!--->" in data):
        return False
    while start >= 0:
        end = data.find(b"-->", start + 4)
        if end < 0:
            return False
        if _begins_line(data, start):
            rest, _, below = data[end + 3 : end + 4096].partition(b"\n")
            if data[start - 1 : start] not in b"\n":
                return False
            if rest.strip() and (not _PROSE.match(rest) or below.partition(b"\n")[0].strip()):
                return False
        start = data.find(b"<!--", end)
    return True


def _breaks_paragraph(data: bytes, position: int) -> bool:
    """Return whether a match begins a line that is not a paragraph of its own, outside of lists."""
    if data[position - 1 : position] in (b"!", b"["):
        position -= 1
    if not _begins_line(data, position):
        return False
    above, end = data[max(position - 2, 0) : position], data.find(b"\n", position)
    below = data[end + 1 : data.find(b"\n", end + 1)] if end >= 0 else b""
    return above not in (b"", b"\n", b"\n\n") or bool(below.strip())


def _find_tables(data: bytes) -> Iterator[int]:
    """Yield the offsets at which the head of a table may begin."""
    for row in _DELIMITERS.finditer(data):
        start = data.rfind(b"\n", 0, row.start()) + 1
        if b"|" in data[start : row.start()]:
            yield start


def _are_tables_plain(data: bytes) -> bool:
    """Return whether no table's head could begin another block: the parsers differ there."""
    return not any(_BEGINS_BLOCK.match(data, head) for head in _find_tables(data))


def _are_quotes_plain(data: bytes) -> bool:
    """Return whether no line below one of a quote, in its paragraph, is indented like code."""
    lines = b"\n" + data
    for quote in _QUOTE.finditer(lines):
        end = lines.find(b"\n\n", quote.end())
        if _INDENTED.search(lines, quote.end(), end if end >= 0 else len(lines)):
            return False
    return True


def _are_tags_plain(data: bytes) -> bool:
    """Return whether no line that begins with a tag has a Unicode space after one."""
    for found in _SPACED_TAG.finditer(data):
        tag = data.find(b"<", data.rfind(b"\n", 0, found.start()) + 1, found.start())
        if tag >= 0 and _begins_line(data, tag):
            return False
    return True


def _find_definitions(data: bytes) -> Iterator[int]:
    """Yield the start of each line that may be a link reference definition."""
    end = data.find(b"]:")
    while end >= 0:
        start = data.rfind(b"[", 0, end)
        while data[start - 1 : start] == b"\\":
            start = data.rfind(b"[", 0, start)
        if start >= 0 and _begins_line(data, start):
            yield start
        end = data.find(b"]:", end + 2)


def _begins_line(data: bytes, position: int) -> bool:
    """Return whether only markers of quotes and lists stand before an offset in its line."""
    start = data.rfind(b"\n", 0, position) + 1
    return _LINE_START.fullmatch(data, start, position) is not None


def _find_formulas(data: bytes) -> Iterator[int]:
    """Yield the offsets of dollars that may open a formula; prices do not."""
    for found in _DOLLARS.finditer(data):
        if found[1] is None or is_dollar_formula(found[1].decode("utf-8", "replace")):
            yield found.start()


def _may_be_east_asian(rare: bytes) -> bool:
    if rare.count(_FULL_WIDTH) > rare.count(_EMOJI_STYLE):
        return True
    return any(start in rare for start in _EAST_STARTS)


def _find_east_asian(data: bytes) -> Iterator[int]:
    """Yield the offsets of East Asian text beside emphasis, or at the end of a line."""
    leads = data.translate(_LEADS)
    start = leads.find(_LEAD)
    while start >= 0:
        end = start + (4 if data[start] >= _FOUR_BYTES else 3)
        if (
            data[start - 1 : start] in _MARKS
            or data[end : end + 1] in _MARKS
            or b"\n" in data[end : end + 8]
        ) and _EAST.match(data[start:end].decode("utf-8", "replace")):
            yield start
        start = leads.find(_LEAD, end)
