"""RSS that is written as text has the very bytes that feedgen gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.output.feeds.feed import Entry, Feed
from digest.output.feeds.feed_formats import write_rss
from digest.output.feeds.rss_text import write_plain_rss

DAY = datetime(2024, 2, 29, 5, 7, 9, tzinfo=UTC)
ENTRY = Entry(
    id="tag:x.example,2024:a",
    url="https://x.example/a/?b=1&c=2",
    title="A & <B>",
    published=DAY,
    updated=DAY,
    authors=(),
    summary="",
    content="",
    categories=(),
)
FEED = Feed(
    id="tag:x.example,2024:/",
    url="https://x.example/rss.xml?a&b",
    home="https://x.example/",
    title="News",
    description="",
    language="en",
    authors=(),
    rights="",
    updated=DAY,
    entries=(ENTRY,),
)
TEXTS = st.text(max_size=12) | st.sampled_from(
    ["\r\n", "a\x00b", "]]>", "&amp;", "\"'", "\U0001f6a2", " "]
)
TIMES = st.datetimes(min_value=datetime(1990, 1, 1)).map(  # noqa: DTZ001 - the zone comes next
    lambda moment: moment.replace(tzinfo=timezone(timedelta(minutes=90)))
)
ENTRIES = st.builds(
    lambda **changes: replace(ENTRY, **changes),
    title=TEXTS,
    summary=TEXTS,
    content=TEXTS,
    published=TIMES,
    authors=st.lists(TEXTS, max_size=2).map(tuple),
    categories=st.lists(TEXTS, max_size=2).map(tuple),
    external_url=st.sampled_from(["", "https://y.example/?a&b"]),
)


@given(
    st.lists(ENTRIES, max_size=2),
    st.fixed_dictionaries({"title": TEXTS, "description": TEXTS, "rights": TEXTS}),
)
@settings(max_examples=150, deadline=None)
def test_feeds_are_those_of_feedgen(entries: list[Entry], texts: dict[str, str]) -> None:
    feed = replace(FEED, entries=tuple(entries), **texts)
    plain = write_plain_rss(feed)
    if plain is not None:
        assert plain == write_rss(feed)


@pytest.mark.parametrize("authors", [(), ("Ada", "Grace & Co")])
def test_usual_feeds_are_written_as_text(authors: tuple[str, ...]) -> None:
    entry = replace(ENTRY, authors=authors, categories=("x", "<y>"), content="<p>Hello</p>")
    feed = replace(FEED, entries=(ENTRY, entry), authors=authors, rights="CC", description="D")
    assert write_plain_rss(feed) == write_rss(feed)
    assert write_plain_rss(replace(FEED, entries=())) == write_rss(replace(FEED, entries=()))
