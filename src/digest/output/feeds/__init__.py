"""Feeds: what is in them (`plan`), and the three formats they are written in."""

from __future__ import annotations

from digest.output.feeds.identity import Identities
from digest.output.feeds.plan import (
    BodySource,
    FeedPlan,
    feed_digest,
    fill_feed,
    make_feed,
    plan_feeds,
)
from digest.output.feeds.records import Entry, Feed, Form

__all__ = [
    "BodySource",
    "Entry",
    "Feed",
    "FeedPlan",
    "Form",
    "Identities",
    "feed_digest",
    "fill_feed",
    "make_feed",
    "plan_feeds",
    "write_feed",
]


def write_feed(feed: Feed, form: Form) -> bytes:
    """Write a feed in one of the three formats, as UTF-8."""
    if form == "json":
        from digest.output.feeds.jsonfeed import write_json

        return write_json(feed)
    from digest.output.feeds.xml import write_atom, write_rss

    return write_rss(feed) if form == "rss" else write_atom(feed)
