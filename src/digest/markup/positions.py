"""Where inline tokens stand: each remembers its offset in the content it was read from."""

from __future__ import annotations

from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import StateInline


class InlineParser(ParserInline):
    """markdown-it's inline parser, whose tokens carry `meta["pos"]`: where their rule began."""

    def tokenize(self, state: StateInline) -> None:
        """Turn the range of `state` into tokens."""
        rules = self.ruler.getRules("")
        end = state.posMax
        deepest = state.md.options.maxNesting
        tokens = state.tokens
        while state.pos < end:
            pos = state.pos
            made = len(tokens)
            if state.level < deepest and any(rule(state, False) for rule in rules):
                if len(tokens) > made:
                    _mark(state, made, pos)
                continue
            state.append_pending(state.src[state.pos])
            state.pos += 1
        if state.pending:
            state.pushPending()


def _mark(state: StateInline, made: int, pos: int) -> None:
    tokens = state.tokens
    if tokens[made].type == "text" and len(tokens) > made + 1:
        made += 1
    token = tokens[made]
    if token.type not in {"text", "text_special", "softbreak"}:
        token.meta.setdefault("pos", pos)
