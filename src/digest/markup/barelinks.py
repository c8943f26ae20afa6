"""Bare addresses become links: only those that say http://, https:// or www. themselves.

Names of files (`foo.md`), hosts and mail addresses in prose stay prose.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline.state_inline import StateInline


_SCHEME = re.compile(r"(?<![a-z0-9.+\-])https?\Z", re.IGNORECASE)
_FULL_STOP = re.compile("[\u3000-\u3002\u3008-\u3011\u3014-\u301b\uff01-\uff0f\uff1a-\uff20"
                        "\uff3b-\uff40\uff5b-\uff65\u2018-\u201f\u2026\u00ab\u00bb]")  # fmt: skip
_TAIL = "*_~.,:;!?'\"|\\"


def bare_links(md: MarkdownIt) -> None:
    """Install the rule."""
    md.inline.ruler.after("newline", "bare_link", read_bare_link)


def read_bare_link(state: StateInline, silent: bool) -> bool:
    """Read `://` behind a scheme, or `www.` at a word's start."""
    src, pos = state.src, state.pos
    if state.linkLevel > 0:
        return False
    if src.startswith("://", pos):
        scheme = _SCHEME.search(state.pending[-6:])
        if not scheme:
            return False
        start, prefix = pos - len(scheme[0]), ""
    elif src.startswith("www.", pos) and not state.pending[-1:].isalnum():
        start, prefix = pos, "http://"
    else:
        return False
    url = find_address(prefix + src[start : state.posMax])[len(prefix) :]
    if not url:
        return False
    if not silent:
        if start < pos:
            state.pending = state.pending[: start - pos]
        opening = state.push("link_open", "a", 1)
        opening.attrs, opening.markup, opening.info = {"href": prefix + url}, "linkify", "auto"
        opening.meta["pos"] = start
        state.push("text", "", 0).content = url
        closing = state.push("link_close", "a", -1)
        closing.markup, closing.info = "linkify", "auto"
    state.pos = start + len(url)
    return True


def find_address(text: str) -> str:
    """Give the address that `text` begins with, without the punctuation of the sentence."""
    stop = text.find("\n")
    found = _linkifier().match_at_start(text[: stop if stop >= 0 else None])
    if found is None:
        return ""
    url: str = _FULL_STOP.split(found.url, maxsplit=1)[0].rstrip(_TAIL)
    return url if "." in url or "localhost" in url or url.count(":") > 1 else ""


@lru_cache(maxsize=1)
def _linkifier() -> Any:
    from linkify_it import LinkifyIt

    return LinkifyIt({}, {"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
