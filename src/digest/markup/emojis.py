"""Emoji by name: `:dart:` → 🎯. The table of names is loaded when the first name occurs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline.state_inline import StateInline


_NAME = re.compile(r":([a-zA-Z0-9_+\-]{2,64}):")


def emojis(md: MarkdownIt) -> None:
    """Install the rule."""
    md.inline.ruler.before("escape", "emoji", read_emoji)


def read_emoji(state: StateInline, silent: bool) -> bool:
    """Read `:name:` of a known emoji."""
    if state.src[state.pos] != ":":
        return False
    found = _NAME.match(state.src, state.pos, state.posMax)
    char = find_emoji(found[1]) if found else None
    if not found or not char:
        return False
    if not silent:
        state.append_pending(char)
    state.pos = found.end()
    return True


@lru_cache(maxsize=4096)
def find_emoji(name: str) -> str | None:
    """Give the emoji of a name as GitHub, Slack or Unicode knows it, or None."""
    if name.strip("0123456789-_+") == "" and name not in {"+1", "-1", "100", "1234"}:
        return None
    import emoji

    for spelling in (name, name.lower(), name.lower().replace("-", "_")):
        shown: str = emoji.emojize(f":{spelling}:", language="alias")
        if not shown.startswith(":"):
            return shown
    return None
