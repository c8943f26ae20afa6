"""markdown-it's inline parser, made faster on plain text, and the positions of its tokens."""

from __future__ import annotations

import re
from bisect import bisect_right

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from digest.markup.parser_state import ParserState

_MARKERS = {
    "newline": "\n",
    "extended_autolink": ":w",
    "emoji": ":",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "spaced_link": "[!",
    "image": "!",
    "span": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
    "attributes": "{",
    "footnote_inline": "^",
    "footnote_ref": "[",
}
"""The characters at which each rule may match; a rule that is not named here is always tried."""
_UNPLACED = frozenset({"text", "text_special", "softbreak"})

Rules = tuple[RuleFuncInlineType, ...]


class InlineParser(ParserInline):
    """An inline parser whose tokens have `meta["pos"]`: the offset at which their rule matched."""

    def __init__(self) -> None:
        super().__init__()
        self._compiled: list[RuleFuncInlineType] = []
        self._by_char: dict[str, Rules] = {}
        self._others: Rules = ()
        self._ends_statement = self._stops_www = self._stops_here = self.terminator_re

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Append the tokens of a leaf's source."""
        if self.ruler.getRules("") is not self._compiled:
            self._compile()
        outside = self._stops_here
        self._stops_here = self._stops_www if "www." in src else self._ends_statement
        try:
            return super().parse(src, md, env, tokens)
        finally:
            self._stops_here = outside

    def tokenize(self, state: StateInline) -> None:
        """Append the tokens of the range from `state.pos` to `state.posMax`."""
        src, end, tokens = state.src, state.posMax, state.tokens
        search = self._stops_here.search
        choose, others = self._by_char.get, self._others
        deepest = state.md.options.maxNesting
        while (pos := state.pos) < end:
            stop = search(src, pos, end)
            at = stop.start() if stop else end
            if at > pos:
                state.append_pending(src[pos:at])
                state.pos = at
                continue
            made = len(tokens)
            if state.level < deepest and any(
                rule(state, False) for rule in choose(src[pos], others)
            ):
                if len(tokens) > made:
                    _mark(state, made, pos)
                continue
            state.append_pending(src[pos])
            state.pos = pos + 1
        if state.pending:
            state.pushPending()

    def _compile(self) -> None:
        self._compiled = self.ruler.getRules("")
        names = self.ruler.get_active_rules()
        named = [(n, r) for n, r in zip(names, self._compiled, strict=True) if n != "text"]
        chars = {char for name, _ in named for char in _MARKERS.get(name, "")}
        self._by_char = {
            char: tuple(rule for name, rule in named if char in _MARKERS.get(name, char))
            for char in chars
        }
        self._others = tuple(rule for name, rule in named if name not in _MARKERS)
        self._ends_statement = self.terminator_re
        self._stops_www = re.compile(rf"{self.terminator_re.pattern}|(?<!\w)www\.(?=\w)")


def _mark(state: StateInline, made: int, pos: int) -> None:
    tokens = state.tokens
    if tokens[made].type == "text" and len(tokens) > made + 1:
        made += 1
    token = tokens[made]
    if token.type not in _UNPLACED:
        token.meta.setdefault("pos", pos)


class SourcePositions:
    """Maps offsets in the content of one inline token to lines and columns of the file."""

    __slots__ = ("_columns", "_starts", "_state", "_token")

    def __init__(self, token: Token, state: ParserState) -> None:
        self._token = token
        self._state = state
        self._starts: list[int] = []
        self._columns: list[int] = []

    def at(self, offset: int) -> tuple[int, int]:
        """Return the line and column of an offset in the token's content; 0 is unknown."""
        if self._token.map is None:
            return 0, 0
        if not self._starts:
            self._locate(self._token.map[0])
        row = bisect_right(self._starts, offset) - 1
        column = self._columns[row]
        place = offset - self._starts[row] + column if column else 0
        return self._state.line_of(self._token.map[0] + row), place

    def _locate(self, first: int) -> None:
        """Find the column at which each line of the content begins: quotes and lists indent it."""
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
