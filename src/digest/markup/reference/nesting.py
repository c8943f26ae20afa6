"""Keeps what is nested too deeply: it becomes plain paragraphs instead of being left out."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock

_NESTING = ("blockquote", "list", "container", "footnote_def", "deflist")
_LEVELS_OF_A_LEAF = 4


def limit_nesting(md: MarkdownIt, deepest: int) -> None:
    """Let no rule open a block from which markdown-it would skip the rest of the document."""
    for rule in md.block.ruler.__rules__:
        if rule.name in _NESTING:
            md.block.ruler.at(rule.name, _guard(rule.fn, deepest), {"alt": list(rule.alt)})


def _guard(rule: RuleFuncBlockType, deepest: int) -> RuleFuncBlockType:
    limit = deepest - _LEVELS_OF_A_LEAF

    def guarded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < limit and rule(state, start, end, silent)

    return guarded
