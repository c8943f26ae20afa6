"""Reads what a feed written as a template was: its format, and how it names its entries."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import msgspec

_FORMS: tuple[tuple[Literal["rss", "atom", "json"], re.Pattern[str]], ...] = (
    ("rss", re.compile(r"<rss\b")),
    ("atom", re.compile(r"<feed\b[^>]*\bxmlns")),
    ("json", re.compile(r"jsonfeed\.org/version/")),
)
_PODCAST = "www.itunes.com/dtds/"
_BY_ID = re.compile(r"(?:<id>|<guid[^>]*>|\"id\"\s*:).{0,80}?\b\w+\.id\b")


class TemplateFeed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed of all posts at an address; `by_id`: its entries' ids are made from Jekyll's `id`."""

    url: str
    form: Literal["rss", "atom", "json"]
    by_id: bool


def read_template_feed(path: str, file: Path, posts: str) -> TemplateFeed | None:
    """Give the feed that a template makes of all posts, which it names `posts`; else None."""
    if not path.endswith((".xml", ".rss", ".atom", ".json")):
        return None
    text = file.read_text("utf-8", errors="replace")
    form = next((name for name, mark in _FORMS if mark.search(text)), None)
    if form is None or posts not in text or _PODCAST in text:
        return None
    return TemplateFeed(url=f"/{path}", form=form, by_id=bool(_BY_ID.search(text)))
