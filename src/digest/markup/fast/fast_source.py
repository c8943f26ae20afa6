"""The text of the fast parser: byte offsets of events → rows, lines and columns of the file."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Literal, NamedTuple

from digest.markup.parser_state import ParserState


class Unsupported(Exception):  # noqa: N818  (not an error: another parser takes over)
    """Raised where the text has something that only the reference parser reads.

    `scope` is what it must read: the top-level block, this block and the rest of the document where
    the parsers may differ in where the block ends, or the whole document.
    """

    def __init__(self, reason: str, scope: Literal["block", "rest", "document"] = "block") -> None:
        super().__init__(reason)
        self.reason = reason
        self.scope = scope


class Fallback(NamedTuple):
    """Rows, from the first to before the end, that the reference parser read, and why."""

    first: int
    end: int
    reason: str


class FastSource:
    """A body as text and as UTF-8, with its state; rows count from 0."""

    __slots__ = ("ascii", "data", "first_line", "starts", "state", "text")

    def __init__(self, text: str, state: ParserState) -> None:
        self.text = text
        self.state = state
        self.data = text.encode("utf-8", "surrogatepass")
        self.ascii = len(self.data) == len(text)
        self.starts = [0, *accumulate(len(line) + 1 for line in self.data.split(b"\n"))]
        self.first_line = state.first_line + state.offset

    def row_of(self, offset: int) -> int:
        """Return the row of a byte."""
        return bisect_right(self.starts, offset) - 1

    def place_of(self, offset: int) -> tuple[int, int]:
        """Return line and column, in the author's file, of a byte."""
        row = bisect_right(self.starts, offset) - 1
        start = self.starts[row]
        column = offset - start if self.ascii else len(self.data[start:offset].decode())
        return self.first_line + row, column + 1

    def slice(self, start: int, end: int) -> str:
        """Return the text between two byte offsets."""
        return self.data[start:end].decode()

    def line_end(self, offset: int) -> int:
        """Return the byte offset of the end of the line that a byte is in."""
        end = self.data.find(b"\n", offset)
        return end if end >= 0 else len(self.data)
