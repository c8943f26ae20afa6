"""The inline parser: markdown-it's, faster on plain text, and its tokens know where they stand."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

_MARKERS = {
    "newline": "\n", "bare_link": ":w", "emoji": ":", "escape": "\\", "backticks": "`",
    "strikethrough": "~", "emphasis": "*_", "link": "[", "loose_link": "[!", "image": "!",
    "span": "[", "autolink": "<", "html_inline": "<", "entity": "&", "attributes": "{",
    "footnote_inline": "^", "footnote_ref": "[",
}  # fmt: skip
"""The characters at which a rule may match; a rule that is not named here is always tried."""
_UNPLACED = frozenset({"text", "text_special", "softbreak"})

Rules = tuple[RuleFuncInlineType, ...]


class InlineParser(ParserInline):
    """markdown-it's inline parser, whose tokens carry `meta["pos"]`: where their rule began."""

    def __init__(self) -> None:
        super().__init__()
        self._compiled: list[RuleFuncInlineType] = []
        self._by_char: dict[str, Rules] = {}
        self._others: Rules = ()
        self._stops = self._stops_www = self._stops_here = self.terminator_re

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Turn a leaf's source into tokens."""
        if self.ruler.getRules("") is not self._compiled:
            self._compile()
        outside = self._stops_here
        self._stops_here = self._stops_www if "www." in src else self._stops
        try:
            return super().parse(src, md, env, tokens)
        finally:
            self._stops_here = outside

    def tokenize(self, state: StateInline) -> None:
        """Turn the range of `state` into tokens."""
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
        self._stops = self.terminator_re
        self._stops_www = re.compile(rf"{self.terminator_re.pattern}|(?<!\w)www\.(?=\w)")


def _mark(state: StateInline, made: int, pos: int) -> None:
    tokens = state.tokens
    if tokens[made].type == "text" and len(tokens) > made + 1:
        made += 1
    token = tokens[made]
    if token.type not in _UNPLACED:
        token.meta.setdefault("pos", pos)
