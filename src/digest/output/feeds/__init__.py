"""Feeds: which there are, what is in them, and the three formats they are written in."""

from __future__ import annotations

import msgspec

from digest.core.html import escape_text
from digest.output.feeds.feed import Feed, Form


def write_feed(feed: Feed, form: Form) -> bytes:
    """Return a feed in one of the three formats, as UTF-8."""
    if form == "rss" and not any(entry.content for entry in feed.entries):
        from digest.output.feeds.rss_text import write_plain_rss

        if (plain := write_plain_rss(feed)) is not None:
            return plain
    if form == "json":
        from digest.output.feeds.feed_formats import write_json

        return write_json(feed)
    from digest.output.feeds.feed_formats import write_atom, write_rss

    return write_rss(feed) if form == "rss" else write_atom(feed)


def measure_content(content: str, form: Form) -> int:
    """Return how many bytes an entry's HTML takes in a feed, escaped."""
    if form == "json":
        return len(msgspec.json.encode(content))
    return len(escape_text(content).encode("utf-8", "replace"))
