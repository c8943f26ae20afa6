"""Links whose address has a space in it by mistake: read as meant where no doubt is possible."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline.state_inline import StateInline

_LOOSE = re.compile(r"\[([^\[\]\n]+)\]\([ \t]*(https?:[^()<>\"'\[\]\n]*?)[ \t]*\)")
_HEAD = re.compile(r"(https?):[ \t]*/[ \t]*/[ \t]*")


def loose_links(md: MarkdownIt) -> None:
    """Install the rule."""
    md.inline.ruler.after("link", "loose_link", read_loose_link)


def read_loose_link(state: StateInline, silent: bool) -> bool:
    """Read `[text](https://address with spaces)`."""
    if state.src[state.pos] != "[" or state.linkLevel > 0:
        return False
    found = _LOOSE.match(state.src, state.pos, state.posMax)
    if not found or " " not in found[2]:
        return False
    if not silent:
        limit = state.posMax
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": mend_address(found[2])}
        opening.meta["mended"] = found[2]
        state.pos, state.posMax = found.start(1), found.end(1)
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
        state.posMax = limit
    state.pos = found.end()
    return True


def mend_address(url: str) -> str:
    """Give an address without the spaces: gone around the host, encoded behind it."""
    head = _HEAD.match(url)
    if not head:
        return url.replace(" ", "%20")
    host, slash, path = url[head.end() :].partition("/")
    return f"{head[1]}://{host.replace(' ', '')}{slash}{path.replace(' ', '%20')}"
