"""Feeds as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import Any

import msgspec

from digest.output.feeds.feed import Entry, Feed

VERSION = "https://jsonfeed.org/version/1.1"


def write_json(feed: Feed) -> bytes:
    """Write the feed as UTF-8 JSON, indented."""
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        **_unless_empty("description", feed.description),
        "language": feed.language,
        **_unless_empty("authors", [{"name": name} for name in feed.authors]),
        "items": [_describe_entry(entry) for entry in feed.entries],
    }
    return msgspec.json.format(msgspec.json.encode(document)) + b"\n"


def _describe_entry(entry: Entry) -> dict[str, Any]:
    # The specification asks for content_html or content_text in each item.
    content = (
        {"content_html": entry.content}
        if entry.content
        else {"content_text": entry.summary or entry.title}
    )
    return {
        "id": entry.id,
        "url": entry.url,
        **_unless_empty("external_url", entry.external_url),
        "title": entry.title,
        **content,
        **_unless_empty("summary", entry.summary),
        **_unless_empty("image", entry.image),
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        **_unless_empty("authors", [{"name": name} for name in entry.authors]),
        **_unless_empty("tags", list(entry.categories)),
        **_unless_empty("language", entry.language),
    }


def _unless_empty(key: str, value: Any) -> dict[str, Any]:
    return {key: value} if value else {}
