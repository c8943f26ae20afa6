"""Links and images whose address has spaces in it: read as meant where no doubt is possible.

That is so for web addresses, and for names of files (`![](my picture.png)`).
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token

_WEB = r"https?:[^()<>\"'\[\]\n]*?"
_FILE = r"[^()<>\"'\[\]\n:]+?\.[a-zA-Z][a-zA-Z0-9]{1,4}(?:#[^()<>\"'\[\]\s]*)?"
_LOOSE = re.compile(rf"(!?)\[([^\[\]\n]*)\]\([ \t]*({_WEB}|{_FILE})[ \t]*\)")
_HEAD = re.compile(r"(https?):[ \t]*/[ \t]*/[ \t]*")


def loose_links(md: MarkdownIt) -> None:
    """Install the rule."""
    md.inline.ruler.after("link", "loose_link", read_loose_link)


def read_loose_link(state: StateInline, silent: bool) -> bool:
    """Read `[text](https://address with spaces)` and `![text](file name.png)`."""
    if state.src[state.pos] not in "[!":
        return False
    found = _LOOSE.match(state.src, state.pos, state.posMax)
    if not found or " " not in found[3] or (state.linkLevel > 0 and not found[1]):
        return False
    if not silent:
        url = mend_address(found[3])
        token = _push_image(state, found, url) if found[1] else _push_link(state, found, url)
        token.meta["mended"] = found[3]
    state.pos = found.end()
    return True


def _push_image(state: StateInline, found: re.Match[str], url: str) -> Token:
    token = state.push("image", "img", 0)
    token.attrs = {"src": url, "alt": ""}
    token.content = found[2]
    token.children = []
    state.md.inline.parse(found[2], state.md, state.env, token.children)
    return token


def _push_link(state: StateInline, found: re.Match[str], url: str) -> Token:
    limit = state.posMax
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": url}
    state.pos, state.posMax = found.start(2), found.end(2)
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.posMax = limit
    return opening


def mend_address(url: str) -> str:
    """Give an address without the spaces: gone around the host, encoded behind it."""
    head = _HEAD.match(url)
    if not head:
        return url.replace(" ", "%20")
    host, slash, path = url[head.end() :].partition("/")
    return f"{head[1]}://{host.replace(' ', '')}{slash}{path.replace(' ', '%20')}"
