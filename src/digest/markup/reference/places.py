"""Offsets in a leaf's content → line and column of the file its author sees."""

from __future__ import annotations

from bisect import bisect_right

from markdown_it.token import Token

from digest.markup.state import MarkupState


class Places:
    """Finds places in the content of one inline token; its lines are located when first asked."""

    __slots__ = ("_columns", "_starts", "_state", "_token")

    def __init__(self, token: Token, state: MarkupState) -> None:
        self._token = token
        self._state = state
        self._starts: list[int] = []
        self._columns: list[int] = []

    def at(self, offset: int) -> tuple[int, int]:
        """Give line and column of an offset in the token's content; 0 is unknown."""
        if self._token.map is None:
            return 0, 0
        if not self._starts:
            self._locate(self._token.map[0])
        row = bisect_right(self._starts, offset) - 1
        column = self._columns[row]
        place = offset - self._starts[row] + column if column else 0
        return self._state.line_of(self._token.map[0] + row), place

    def _locate(self, first: int) -> None:
        """Find in which column each line of the content begins: quotes and lists indent it."""
        lines = self._state.lines
        start = 0
        for row, content in enumerate(self._token.content.split("\n"), first):
            source = lines[row] if 0 <= row < len(lines) else ""
            if row == first and "start" in self._token.meta:
                column = int(self._token.meta["start"])
            elif source.endswith(content):
                column = len(source) - len(content) + 1
            else:
                column = source.find(content.rstrip()) + 1
            self._starts.append(start)
            self._columns.append(column)
            start += len(content) + 1
