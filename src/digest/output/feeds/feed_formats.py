"""Feeds in their three formats: RSS 2.0 and Atom (RFC 4287) by feedgen, and JSON Feed 1.1.

feedgen stamps the time of the run on whatever has no date, puts entries in backwards order, and
drops authors without an address: every one of these is set here explicitly.

Titles, names and summaries are plain text. Readers of RSS take all of them for HTML, and some
readers of Atom do: what could be a tag is escaped as HTML, and Atom says so by `type="html"`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from digest.core.html import escape_text
from digest.output.feeds.feed import (
    MEDIA_TYPES,
    Entry,
    Feed,
    Form,
    escape_if_html,
    legal_text,
    looks_like_html,
)


def write_rss(feed: Feed) -> bytes:
    """Write RSS 2.0: summary in `description`, whole text in `content:encoded`."""
    made: bytes = _fill_generator(feed, "rss").rss_str(pretty=True)
    return made


def write_atom(feed: Feed) -> bytes:
    """Write Atom 1.0: summary as text, whole text as escaped HTML."""
    made: bytes = _fill_generator(feed, "atom").atom_str(pretty=True)
    return made


def _fill_generator(feed: Feed, form: Form) -> Any:
    from feedgen.feed import FeedGenerator

    generator = FeedGenerator()
    generator.load_extension("dc", atom=False, rss=True)
    generator.id(feed.id)
    generator.title(_write_title(feed.title, form))
    # RSS takes the link set last for the address of the site.
    generator.link(href=feed.url, rel="self", type=MEDIA_TYPES[form])
    generator.link(href=feed.home, rel="alternate", type="text/html")
    # RSS wants a description; Atom's subtitle is taken from the same call.
    generator.description(_write_title(legal_text(feed.description) or feed.title, form))
    generator.language(feed.language)
    generator.updated(feed.updated)
    generator.lastBuildDate(feed.updated)
    generator.generator("digest")
    generator.docs("https://www.rssboard.org/rss-specification")
    if legal_text(feed.rights):
        generator.rights(legal_text(feed.rights))
    for name in feed.authors or (feed.title,):
        generator.author(name=escape_if_html(name))
    for entry in feed.entries:
        _add_entry(generator, entry, form)
    if form == "atom":
        titles = _html_titles()
        generator.register_extension("titles", titles, titles, atom=True, rss=False)
    return generator


def _add_entry(generator: Any, entry: Entry, form: Form) -> None:
    made = generator.add_entry(order="append")
    made.id(entry.id)
    # feedgen and RFC 4287 want a title; one of characters that XML forbids has none left.
    made.title(_write_title(entry.title, form) or entry.url)
    # An item's entry leads to what it is about. It is the only link, since feedgen forgets the
    # relation of an entry's links and RFC 4287 wants one alternate; the page is in the content.
    made.link(href=entry.external_url or entry.url, rel="alternate")
    made.published(entry.published)
    made.updated(entry.updated)
    names = [escape_if_html(name) for name in entry.authors]
    for name in names:
        made.author(name=name)
    if names and form == "rss":
        made.dc.dc_creator(names)
    for category in map(escape_if_html, entry.categories):
        made.category(term=category)
    summary = legal_text(entry.summary) or legal_text(entry.title)
    if form == "rss":
        made.description(escape_text(summary))
    elif looks_like_html(summary):
        made.summary(escape_text(summary), type="html")
    else:
        made.summary(summary)
    if entry.content:
        made.content(legal_text(entry.content), type="html")


def _write_title(text: str, form: Form) -> str:
    """Return a title as feedgen is given it; `_html_titles` escapes those of Atom."""
    return legal_text(text) if form == "atom" else escape_if_html(text)


@cache
def _html_titles() -> type:
    """Return the extension of feedgen that types Atom's titles, which it cannot do itself."""
    from feedgen.ext.base import BaseEntryExtension

    class HtmlTitles(BaseEntryExtension):  # type: ignore[misc]
        def extend_atom(self, feed: Any) -> Any:
            for element in feed:
                name = element.tag.rpartition("}")[2]
                if name in {"title", "subtitle"} and looks_like_html(element.text or ""):
                    element.text = escape_text(element.text)
                    element.set("type", "html")
            return feed

    return HtmlTitles


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
