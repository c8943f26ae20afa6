"""Signs in a body of what the fast parser leaves to the reference parser.

A sign may be there for nothing (that costs time), but nothing may be there without a sign.
Looking for signs must cost a small part of reading a body, so it is done on UTF-8, every pattern
begins with a literal, and most are not even tried: their first byte is rare, and one pass tells
which of the rare bytes a body has. Beyond ASCII the patterns take any byte for what they need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from digest.config.tables import Config
from digest.markup.math.mathml import is_dollar_formula
from digest.markup.scripts import WIDE

_RARE = b"{}^$%@|\\=~+\t\x0b\x0c\x1c\x1d\x1e\x1f"
_ASCII = 0x7F
_COMMON = bytes(byte for byte in range(0x80) if byte not in _RARE)


class _Sign(NamedTuple):
    """A pattern, and the substrings (or the rare byte) without which it cannot match."""

    needs: tuple[bytes, ...]
    pattern: re.Pattern[bytes]

    def find_in(self, data: bytes, rare: bytes) -> Iterator[int]:
        """Give the places of the sign in a body; `rare` are its rare bytes."""
        if any(
            need in (rare if need in _RARE or need[0] > _ASCII else data) for need in self.needs
        ):
            yield from (found.start() for found in self.pattern.finditer(data))


def _sign(pattern: bytes, *needs: bytes) -> _Sign:
    return _Sign(needs, re.compile(pattern, re.MULTILINE))


_SPACES = tuple(space.encode() for space in "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")
"""Characters that the parsers do not agree to be spaces or line ends."""

_LINE_SIGNS = (
    _sign(rb":(?<![!-=?-~]:)[ \t]", b": ", b":\t"),
    _sign(rb"~(?<![!-=?-~]~)[ \t]", b"~"),
    _sign(rb":::", b":::"),
    _sign(rb"%(?<![!-=?-~]%)(?:[\s\x80-\xff]|\Z)", b"%"),
    _sign(rb"\+\+\+", b"+"),
    _sign(rb"\\\\?[ \t\x80-\xff]*$", b"\\"),
    _sign(rb"\{(?![%{])[^{}\n]*\}[ \t#\x80-\xff]*$", b"{"),
)
"""What means something to the blocks around it, where a line begins with it."""

_LINE_START = re.compile(rb"[ \t>*+\-\d.)\x80-\xff]*")

_DOCUMENT_SIGNS = (
    _sign(rb"\{\{[<%]", b"{"),
    _sign(rb"\^(?<=\[\^)|\^\[|\^[A-Za-z0-9-]{2,}[ \t]*$", b"^"),
    _sign(rb"=(?<=\)=)[\s\x80-\xff]*$", b"="),
    _sign(rb"\{bibliography", b"{"),
    _sign(rb"\{%-?\s*(?:assign|comment|highlight|raw)", b"{"),
    _sign(rb"\{(?:(?<=```\{)|(?<=~~~\{)|(?<=```[ \t]\{)|(?<=~~~[ \t]\{))", b"{"),
    _sign(rb"%%(?<![!-~]%%)(?![\d%])", b"%"),
)
"""What may reach from one block to others, wherever it stands."""

_RULE_SIGNS = (
    _sign(rb"\[(?i:_?toc_?\])", b"[t", b"[T", b"[_"),
    _sign(rb"@\[", b"@"),
    _sign(rb"\{%", b"{"),
    _sign(rb"\$[${]", b"$"),
    _sign(rb"\\\[|\\begin\{", b"\\"),
    _sign(rb"==+[ \t]*$", b"="),
)
"""What ends a paragraph, where a line begins with it."""

_CODE = rb"(?i:javascript|vbscript|file|data):"
_BLOCK_SIGNS = (
    _sign(rb"\[(?:\[[^\[\]\n]*\]\](?![(\[:])| ?\]\(|!(?![\[\]])|[ xX]\][ \t\n])", b"["),
    _sign(rb"\]\((?=[ \t]*[^()<>\"'\[\]\n ]+ )[^()<>\"'\[\]\n]*\)", b"]("),
    _sign(rb"\](?:\(|:)\s*<?" + _CODE, b"["),
    _sign(rb"<(?:!--|" + _CODE + rb")", b"<"),
    _sign(rb":/(?<=[sSpP]:/)(?!/)", b":/"),
    _sign(rb"```[ \t]*math", b"```"),
    _sign(rb"~~~", b"~"),
    _sign(rb"\t", b"\t"),
    _sign(rb"\\[ \t]+$", b"\\"),
    _sign(rb"==(?<![\w=!<>]==)(?![\s=])", b"="),
    _sign(rb"\{(?:[%{]|[A-Za-z][\w:.+-]*\}`)", b"{"),
    _sign(rb"\{(?<=[!-~\x80-\xff]\{)", b"{"),
    _sign(rb"\{(?<=[ \t]\{)[^{}\n]*\}[ \t#\x80-\xff]*$", b"{"),
    _sign(rb"\{(?:filename|static|attach|tag|category|author|index)\}", b"{"),
    _sign(rb"\|(?:filename|static|attach|tag|category|author|index)\|", b"|"),
    _sign(rb"@/", b"@"),
    _sign(rb"\\(?:[(\[]|begin\{)", b"\\"),
)
"""What stays within one block."""

_DOLLARS = re.compile(
    rb"\$(?:\$|`|(?=((?:\\.|[^$\\\n]|\n(?![ \t]*\n))+)(?<!\s)\$(?![A-Za-z0-9$])))"
)
_DELIMITERS = re.compile(rb"\n[ \t>]*[-:|][-:| \t]*$", re.MULTILINE)
"""A line that makes a table's head of the one above it, if that has a bar."""
_PROSE = re.compile(rb"[ \t]*(?:[A-Za-z\[>]|\*\*)")
_BEGINS_BLOCK = re.compile(rb"[ \t]*(?:[>#*+\-`~=<]|\d+[.)])")
_QUOTE = re.compile(rb"\n[ \t*+\-\d.)]*>")
_INDENTED = re.compile(rb"\n(?:    | {0,3}\t)")
_PLAIN_DEFINITION = re.compile(
    rb"\[(?<![^\n]\[)[^\]\[\\\n]+\]:[ \t]+[^\s<>\"'()\\]+[ \t]*(?=\n\n|\n\[[^\]\[\n]+\]:|\n?\Z)"
)
_SPACED_TAG = re.compile(rb">[ \t]*(?:\xc2\xa0|\xe2\x80[\x80-\x8b\xaf]|\xe3\x80\x80)")
"""The end of a tag before a space that is none in Markdown."""
_ONE_TILDE = re.compile(rb"~(?<!~~)(?!~)")
_EAST = re.compile(f"[{WIDE.pattern[1:-1]}\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
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


def find_signs(data: bytes, path: str, config: Config) -> list[int] | None:
    """Give the places of a body, as UTF-8, that the reference parser must read, in order.

    None: something may reach from one of its blocks to others, and it must read all of it.
    """
    rare = data.translate(None, _COMMON)
    rules = [position for sign in _RULE_SIGNS for position in sign.find_in(data, rare)]
    if (
        path.endswith(".mdx")
        or data[:200].lstrip().startswith((b"import", b"export"))
        or _asks_for_more(data, config)
        or any(space in rare for space in _SPACES)
        or any(_begins_line(data, at) for sign in _LINE_SIGNS for at in sign.find_in(data, rare))
        or any(_breaks_paragraph(data, position) for position in rules)
        or any(True for sign in _DOCUMENT_SIGNS for _ in sign.find_in(data, rare))
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
    """Give the places of what stays within one block."""
    for sign in _BLOCK_SIGNS:
        yield from sign.find_in(data, rare)
    if b"|" in rare:
        yield from _find_tables(data)
    if b"~" in rare and b"~~" in data:
        yield from (tilde.start() for tilde in _ONE_TILDE.finditer(data))
    if b"$" in rare:
        yield from _find_formulas(data)
    if _may_be_east_asian(rare):
        yield from _find_east_asian(data)


def _asks_for_more(data: bytes, config: Config) -> bool:
    """Tell whether the site's settings need the reference parser for this body."""
    settings = config.markdown
    return (
        settings.typographer
        or (settings.html != "allow" and b"<" in data)
        or bool(config.substitutions and b"{{" in data)
    )


def _are_comments_plain(data: bytes) -> bool:
    """Tell whether each comment is closed, and one that begins a line has its lines for itself.

    Text may follow on its last line, if that is a paragraph of its own.
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
    """Tell whether a sign begins a line that is no paragraph of its own, outside of lists."""
    if data[position - 1 : position] in (b"!", b"["):
        position -= 1
    if not _begins_line(data, position):
        return False
    above, end = data[max(position - 2, 0) : position], data.find(b"\n", position)
    below = data[end + 1 : data.find(b"\n", end + 1)] if end >= 0 else b""
    return above not in (b"", b"\n", b"\n\n") or bool(below.strip())


def _find_tables(data: bytes) -> Iterator[int]:
    """Give where the head of each table may begin."""
    for row in _DELIMITERS.finditer(data):
        start = data.rfind(b"\n", 0, row.start()) + 1
        if b"|" in data[start : row.start()]:
            yield start


def _are_tables_plain(data: bytes) -> bool:
    """Tell whether no head of a table could begin another block: the parsers do not agree then."""
    return not any(_BEGINS_BLOCK.match(data, head) for head in _find_tables(data))


def _are_quotes_plain(data: bytes) -> bool:
    """Tell whether no line below one of a quote, in the same paragraph, is indented as code is."""
    lines = b"\n" + data
    for quote in _QUOTE.finditer(lines):
        end = lines.find(b"\n\n", quote.end())
        if _INDENTED.search(lines, quote.end(), end if end >= 0 else len(lines)):
            return False
    return True


def _are_tags_plain(data: bytes) -> bool:
    """Tell whether no line that begins with a tag has an odd space behind one."""
    for found in _SPACED_TAG.finditer(data):
        tag = data.find(b"<", data.rfind(b"\n", 0, found.start()) + 1, found.start())
        if tag >= 0 and _begins_line(data, tag):
            return False
    return True


def _find_definitions(data: bytes) -> Iterator[int]:
    """Give the start of each line that may define an address."""
    end = data.find(b"]:")
    while end >= 0:
        start = data.rfind(b"[", 0, end)
        while data[start - 1 : start] == b"\\":
            start = data.rfind(b"[", 0, start)
        if start >= 0 and _begins_line(data, start):
            yield start
        end = data.find(b"]:", end + 2)


def _begins_line(data: bytes, position: int) -> bool:
    """Tell whether nothing but the marks of quotes and lists is before a place in its line."""
    start = data.rfind(b"\n", 0, position) + 1
    return _LINE_START.fullmatch(data, start, position) is not None


def _find_formulas(data: bytes) -> Iterator[int]:
    """Give the dollars that may open a formula; prices do not."""
    for found in _DOLLARS.finditer(data):
        if found[1] is None or is_dollar_formula(found[1].decode("utf-8", "replace")):
            yield found.start()


def _may_be_east_asian(rare: bytes) -> bool:
    if rare.count(_FULL_WIDTH) > rare.count(_EMOJI_STYLE):
        return True
    return any(start in rare for start in _EAST_STARTS)


def _find_east_asian(data: bytes) -> Iterator[int]:
    """Give where East Asian text is beside emphasis, or may go on in the next line."""
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
