"""Text, addresses and attributes as they are written into HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

_UNSAFE_IN_URL = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')
_PRINTABLE = frozenset({
    "align", "alt", "class", "colspan", "decoding", "dir", "download", "headers", "height",
    "hidden", "hreflang", "id", "lang", "loading", "open", "rel", "reversed", "role", "rowspan",
    "scope", "sizes", "start", "style", "tabindex", "target", "title", "translate", "type",
    "value", "width",
})  # fmt: skip


def escape(text: str) -> str:
    """Give text as it is written into HTML, in an element or a double-quoted attribute."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def escape_text(text: str) -> str:
    """Give text as it is written between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote_url(url: str) -> str:
    """Percent-encode what may never stand in an address; letters of any script may."""
    if _UNSAFE_IN_URL.search(url):
        return _UNSAFE_IN_URL.sub(lambda found: quote(found[0], safe=""), url)
    return url


def write_attributes(pairs: Iterable[tuple[str, str]]) -> str:
    """Give attributes as they follow a tag's name, each with a space in front."""
    return "".join(f' {name}="{escape(value)}"' for name, value in pairs)


def is_printable(name: str) -> bool:
    """Tell whether an attribute is one that HTML knows."""
    name = name.lower()
    return name in _PRINTABLE or name.startswith(("data-", "aria-"))


def printable(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give the attributes that HTML knows; an author's others are notes for digest alone."""
    return tuple((name, value) for name, value in pairs if is_printable(name))
