"""Alerts and callouts: block quotes that begin with `[!NOTE]`, `[!tip]- Title` and the like."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_HEAD = re.compile(r"\[!([A-Za-z][\w\-]*)(?:\|[^\]\n]*)?\]([+\-]?)(?:[ \t]+([^\n]*))?(?:\n|\Z)")


def callouts(md: MarkdownIt) -> None:
    """Install the rule."""
    md.core.ruler.after("block", "callouts", read_callouts)


def read_callouts(state: StateCore) -> None:
    """Turn such quotes into containers."""
    tokens = state.tokens
    result: list[Token] = []
    closings: list[bool] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token.type == "blockquote_open":
            head = _head_of(tokens, index)
            closings.append(head is not None)
            if head is not None:
                result += _open(token, head, tokens[index + 1])
                index = _skip_head(tokens, index, head)
                continue
        elif token.type == "blockquote_close" and closings.pop():
            token.type, token.tag = "container_close", "div"
        result.append(token)
    state.tokens = result


def _head_of(tokens: list[Token], index: int) -> re.Match[str] | None:
    if index + 1 < len(tokens) and tokens[index].type == "paragraph_open":
        return _HEAD.match(tokens[index + 1].content)
    return None


def _open(quote: Token, head: re.Match[str], inline: Token) -> list[Token]:
    kind = head[1].lower()
    quote.type, quote.tag, quote.info = "container_open", "div", kind
    if head[2]:
        quote.meta["open"] = head[2] == "+"
    title = Token("container_title", "", 0)
    title.content = (head[3] or "").strip() or kind.replace("-", " ").capitalize()
    title.map = inline.map
    return [quote, title]


def _skip_head(tokens: list[Token], index: int, head: re.Match[str]) -> int:
    """Take the head's line off the first paragraph; give where to read on."""
    inline = tokens[index + 1]
    inline.content = inline.content[head.end() :]
    if not inline.content.strip():
        return index + 3
    if inline.map and head[0].endswith("\n"):
        inline.map = [inline.map[0] + 1, inline.map[1]]
        tokens[index].map = list(inline.map)
    return index
