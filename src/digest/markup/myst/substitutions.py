"""MyST's substitutions: `{{ name }}` is replaced by the Markdown in `[substitutions]`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from digest.markup.parser_state import parser_state_of
from digest.markup.reference.plugin_api import dialect_state_of, line_text

_NAME = re.compile(r"\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}")


def substitutions_plugin(md: MarkdownIt) -> None:
    """Install the rules for the site's substitutions."""
    md.block.ruler.before("paragraph", "substitution", _block)
    md.inline.ruler.before("link", "substitution", _inline)


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    text = line_text(state, start)
    found = _NAME.fullmatch(text.strip()) if text.startswith("{{") else None
    if found is None or (start + 1 < end and not state.isEmpty(start + 1)):
        return False
    value = parser_state_of(state.env).substitutions.get(found[1])
    if value is None:
        return False
    if not silent:
        tokens: list[Token] = []
        state.md.block.parse(value, state.md, state.env, tokens)
        for token in tokens:
            token.map = [start, start + 1] if token.map else None
            token.level += state.level
        state.tokens.extend(tokens)
        state.line = start + 1
    return True


def _inline(state: StateInline, silent: bool) -> bool:
    found = _NAME.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    value = parser_state_of(state.env).substitutions.get(found[1])
    expanding = dialect_state_of(state.env).expanding
    if value is None or found[1] in expanding:
        return False
    if not silent:
        push_markdown(state, " ".join(value.split("\n")), found[1])
    state.pos = found.end()
    return True


def push_markdown(state: StateInline, text: str, name: str = "") -> None:
    """Push the tokens of inline Markdown in place of the source at the current position."""
    expanding = dialect_state_of(state.env).expanding
    tokens: list[Token] = []
    expanding.append(name)
    state.md.inline.parse(text, state.md, state.env, tokens)
    expanding.pop()
    if state.pending:
        state.pushPending()
    for token in tokens:
        token.meta["pos"] = state.pos
        if "diagnostics" in token.meta:
            token.meta["diagnostics"] = [
                (state.pos, diagnostic) for _, diagnostic in token.meta["diagnostics"]
            ]
    state.tokens.extend(tokens)
