"""What a feed holds, independent of its format: plain values, every address absolute."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from msgspec import Struct

from digest.core.html import escape_text

Form = Literal["rss", "atom", "json"]

MEDIA_TYPES: dict[Form, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}

# XML 1.0 section 2.2 allows no other character below U+0020, nor surrogates and non-characters.
_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


_TAG_OPENS = re.compile(r"<[a-zA-Z/!?]")


class Entry(Struct, frozen=True, kw_only=True):
    """One entry: a post or an item.

    `id` is permanent (RFC 4151 `tag:` URI, or the post's own guid). `url` is the page here,
    `external_url` what an item points at. `content` is HTML, or "" where the entry carries only
    its `summary` (plain text). `published` never moves, `updated` only with real edits.
    """

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    summary: str
    content: str
    categories: tuple[str, ...]
    external_url: str = ""
    image: str = ""
    language: str = ""


class Feed(Struct, frozen=True, kw_only=True):
    """A whole feed, newest entry first. `updated` is the newest entry's, never the clock's.

    `max_bytes` is the size up to which its entries carry whole bodies.
    """

    id: str
    url: str
    home: str
    title: str
    description: str
    language: str
    authors: tuple[str, ...]
    rights: str
    updated: datetime
    entries: tuple[Entry, ...]
    max_bytes: int = 1 << 20


def legal_text(text: str) -> str:
    """Return the text without the characters that XML 1.0 forbids."""
    return _ILLEGAL_IN_XML.sub("", text)


def looks_like_html(text: str) -> bool:
    """Return whether a browser that takes this plain text for HTML finds a tag in it."""
    return _TAG_OPENS.search(text) is not None


def escape_if_html(text: str) -> str:
    """Return legal text for an element without a type, also harmless where it is taken for HTML."""
    text = legal_text(text)
    return escape_text(text) if looks_like_html(text) else text
