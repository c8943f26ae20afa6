"""Text, addresses and attributes as they are written into HTML, and slots for later text.

A slot marks a place in a post's body where the theme writes what belongs to the item there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

SLOT = re.compile(r"\x00(\d+)\x00")
"""The slot of an item, by its position in the post."""

_UNSAFE_IN_URL = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')
_PRINTABLE = frozenset(
    """
    align alt class colspan decoding dir download headers height hidden hreflang id lang loading
    open rel reversed role rowspan scope sizes start style tabindex target title translate type
    value width
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)


def escape(text: str) -> str:
    """Return text escaped for an element or a double-quoted attribute."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def escape_text(text: str) -> str:
    """Return text escaped for an element; quotation marks stay."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote_url(url: str) -> str:
    """Return an address with what may never stand in one percent-encoded; letters stay."""
    if _UNSAFE_IN_URL.search(url):
        return _UNSAFE_IN_URL.sub(lambda found: quote(found[0], safe=""), url)
    return url


def write_attributes(pairs: Iterable[tuple[str, str]]) -> str:
    """Return attributes as they follow a tag's name, each with a space in front."""
    return "".join(f' {name}="{escape(value)}"' for name, value in pairs)


def is_printable(name: str) -> bool:
    """Return whether HTML has an attribute of this name that no script or address is in."""
    name = name.lower()
    return name in _PRINTABLE or name.startswith(("data-", "aria-"))


def printable(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the attributes to be written; an author's others are read by digest alone."""
    return tuple((name, value) for name, value in pairs if is_printable(name))


def fill_slots(body: str, fill: Callable[[int], str]) -> str:
    """Return a body with each slot replaced by what `fill` returns for its item's position."""
    return SLOT.sub(lambda found: fill(int(found[1])), body)


def strip_slots(body: str) -> str:
    """Return a body without its slots."""
    return SLOT.sub("", body)
