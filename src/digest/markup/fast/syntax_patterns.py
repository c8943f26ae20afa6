r"""Patterns of the syntax that the fast parser does not support, as tables.

A pattern may match for nothing (which costs time), but must match wherever the parsers may differ.
The search must cost a small part of parsing, so it is done on UTF-8, every pattern begins with a
literal, and most are not even tried: their first byte is rare, and one pass finds which of the rare
bytes a body has. Beyond ASCII the patterns accept any byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Scope = Literal["block", "nested", "document"]
"""What the reference parser must read: the top-level block, this block if it is a list or quote
(else the document), or the whole document."""

RARE = b"{}^$%@|\\=~+\t\x0b\x0c\x1c\x1d\x1e\x1f"
_ASCII = 0x7F
_CONTROLS = tuple(bytes((n,)) for n in b"\x0b\x0c\x1c\x1d\x1e\x1f")


class Match(NamedTuple):
    """A place that the reference parser must read: its byte offset, and the syntax found there."""

    offset: int
    reason: str
    scope: Scope = "block"


class Pattern(NamedTuple):
    """A pattern, and the substrings (or rare bytes) without which it cannot match."""

    reason: str
    needs: tuple[bytes, ...]
    pattern: re.Pattern[bytes]

    def find_in(self, data: bytes, rare: bytes) -> Iterator[int]:
        """Yield the offsets of the matches in a body; `rare` are its rare bytes."""
        if any(need in (rare if need in RARE or need[0] > _ASCII else data) for need in self.needs):
            yield from (found.start() for found in self.pattern.finditer(data))


def _pattern(reason: str, pattern: bytes, *needs: bytes) -> Pattern:
    return Pattern(reason, needs, re.compile(pattern, re.MULTILINE))


LINE_START = re.compile(rb"[ \t>*+\-\d.)\x80-\xff]*")
"""What may stand before a line's content: markers of quotes and lists."""

NESTABLE = (
    _pattern("definition list", rb":(?<![!-=?-~]:)[ \t]", b": ", b":\t"),
    _pattern("definition list", rb"~(?<![!-=?-~]~)[ \t]", b"~"),
)
"""Syntax that affects the blocks around it where it begins a line, within its list or quote."""

AT_LINE_START = (
    _pattern("container", rb":::", b":::"),
    _pattern("line comment", rb"%(?<![!-=?-~]%)(?:[\s\x80-\xff]|\Z)", b"%"),
    _pattern("block comment", rb"%%(?<![!-~]%%)(?![\d%])", b"%"),
    _pattern("block break", rb"\+\+\+", b"+"),
    _pattern("line of backslashes", rb"\\\\?[ \t\x80-\xff]*$", b"\\"),
    _pattern("attribute line", rb"\{(?![%{])[^{}\n]*\}[ \t#\x80-\xff]*$", b"{"),
)
"""Syntax that affects the blocks around it where it begins a line."""

ANYWHERE = (
    _pattern("shortcode", rb"\{\{[<%]", b"{"),
    _pattern("footnote", rb"\^\[|\^(?<=\[\^)[^\n]*?\]:", b"^"),
    _pattern("block id", rb"\^(?:(?<=[\s\x80-\xff]\^)|(?<![^\n]\^))[A-Za-z0-9-]{2,}[ \t]*$", b"^"),
    _pattern("target", rb"=(?<=\)=)[\s\x80-\xff]*$", b"="),
    _pattern("bibliography", rb"\{bibliography", b"{"),
    _pattern("template block", rb"\{%-?\s*(?:assign|comment|highlight|raw)", b"{"),
    _pattern("directive", rb"\{(?:(?<=```\{)|(?<=~~~\{)|(?<=```[ \t]\{)|(?<=~~~[ \t]\{))", b"{"),
    _pattern("link without text", rb"\[(?<!!\[) ?\]\((?!https?://|[ \t]*\))", b"[](", b"[ ]("),
)
"""Syntax that may affect other blocks, wherever it stands."""

INTERRUPTING = (
    _pattern("table of contents", rb"\[(?i:_?toc_?\])", b"[t", b"[T", b"[_"),
    _pattern("table of contents", rb"@\[", b"@"),
    _pattern("template tag", rb"\{%", b"{"),
    _pattern("formula", rb"\$[${]", b"$"),
    _pattern("formula", rb"\\\[|\\begin\{", b"\\"),
    _pattern("line of equals signs", rb"==+[ \t]*$", b"="),
)
"""Syntax that interrupts a paragraph where it begins a line."""

_SCRIPT = rb"(?i:javascript|vbscript|file|data):"
IN_BLOCK = (
    _pattern("wiki link", rb"\[\[[^\[\]\n]*\]\](?![(\[:])", b"[["),
    _pattern("link without text", rb"\[(?<!!\[) ?\]\(", b"[](", b"[ ]("),
    _pattern("image without text", rb"\[(?<=!\[) \]\(", b"![ ]("),
    _pattern("callout", rb"\[!(?![\[\]])", b"[!"),
    _pattern("task", rb"\[[ xX]\][ \t\n]", b"[ ]", b"[x]", b"[X]"),
    _pattern("footnote reference", rb"\^(?<=\[\^)", b"^"),
    _pattern(
        "address with spaces",
        rb"\]\((?=[ \t]*[^()<>\"'\[\]\n ]+ )[^()<>\"'\[\]\n]*\)",
        b"](",
    ),
    _pattern("address of a script", rb"\](?:\(|:)\s*<?" + _SCRIPT, b"["),
    _pattern("address of a script", rb"<" + _SCRIPT, b"<"),
    _pattern("comment", rb"<!--", b"<!--"),
    _pattern("address with one slash", rb":/(?<=[sSpP]:/)(?!/)", b":/"),
    _pattern("formula", rb"```[ \t]*math", b"```"),
    _pattern("formula", rb"\\(?:[(\[]|begin\{)", b"\\"),
    _pattern("tildes", rb"~~~", b"~"),
    _pattern("tab", rb"\t", b"\t"),
    _pattern("backslash before spaces", rb"\\[ \t]+$", b"\\"),
    _pattern("highlight", rb"==(?<![\w=!<>]==)(?![\s=])", b"="),
    _pattern("comment", rb"%%(?<![!-~]%%)(?![\d%])", b"%"),
    _pattern("template expression", rb"\{(?:[%{]|[A-Za-z][\w:.+-]*\}`)", b"{"),
    _pattern("attribute list", rb"\{(?<=[!-~\x80-\xff]\{)", b"{"),
    _pattern("attribute list", rb"\{(?<=[ \t]\{)[^{}\n]*\}[ \t#\x80-\xff]*$", b"{"),
    _pattern(
        "template address", rb"\{(?:filename|static|attach|tag|category|author|index)\}", b"{"
    ),
    _pattern(
        "template address", rb"\|(?:filename|static|attach|tag|category|author|index)\|", b"|"
    ),
    _pattern("template address", rb"@/", b"@"),
    _pattern("control character", rb"[\x0b\x0c\x1c-\x1f]", *_CONTROLS),
    _pattern(
        "line separator",
        rb"\xc2\x85|\xe2\x80[\xa8\xa9]",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\xe2\x80\xa9",
    ),
)
"""Syntax that affects its own block only."""

EDGE_CONTROL = re.compile(
    rb"^[^A-Za-z\n]*[\x0b\x0c\x1c-\x1f]|[\x0b\x0c\x1c-\x1f][^A-Za-z\n]*$", re.MULTILINE
)
"""A control character that may make a line blank, or the marker or end of a block."""

DOLLARS = re.compile(rb"\$(?:\$|`|(?=((?:\\.|[^$\\\n]|\n(?![ \t]*\n))+)(?<!\s)\$(?![A-Za-z0-9$])))")
DELIMITER_ROW = re.compile(rb"\n[ \t>]*[-:|][-:| \t]*$", re.MULTILINE)
"""The line above it is the head of a table if it has a bar."""
PLAIN_DELIMITER_ROW = re.compile(rb"\s*\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*(?::?-+:?[ \t]*)?")
"""A delimiter row that both parsers take for one (GFM 4.10)."""
PROSE = re.compile(rb"[ \t]*(?:[A-Za-z\[>]|\*\*)")
BLOCK_MARKER = re.compile(rb"[ \t]*(?:[>#*+\-`~=<]|\d+[.)])")
QUOTE_MARKER = re.compile(rb"\n[ \t*+\-\d.)]*>")
INDENTED = re.compile(rb"\n(?:    | {0,3}\t)")
PLAIN_DEFINITION = re.compile(
    rb"\[(?<![^\n]\[)[^\]\[\\\n]+\]:[ \t]+[^\s<>\"'()\\]+[ \t]*(?=\n\n|\n\[[^\]\[\n]+\]:|\n?\Z)"
)
"""A link reference definition that both parsers read alike."""
NO_DEFINITION = re.compile(rb"\]:[ \t]*[^\s<]+[ \t]+[^\s\"'(]")
"""What follows a label in brackets where it is no link reference definition: words."""
SPACED_TAG = re.compile(rb">[ \t]*(?:\xc2\xa0|\xe2\x80[\x80-\x8b\xaf]|\xe3\x80\x80)")
"""The end of a tag before a Unicode space that CommonMark does not take for one."""
ONE_TILDE = re.compile(rb"~(?<!~~)(?!~)")
