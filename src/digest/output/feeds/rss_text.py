"""RSS 2.0 written as text: the bytes that feedgen would give, in a twentieth of the time.

An archive has thousands of terms, each with a feed. feedgen and its element trees stay for what a
site publishes in tens; tests compare the two.
"""

from __future__ import annotations

from datetime import datetime

from digest.core.dates import ENGLISH_MONTHS
from digest.core.html import escape, escape_text
from digest.output.feeds.feed import MEDIA_TYPES, Entry, Feed, escape_if_html, legal_text

_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">\n'
    "  <channel>\n"
)
_DOCS = "https://www.rssboard.org/rss-specification"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def write_plain_rss(feed: Feed) -> bytes | None:
    """Return RSS 2.0, or None for a feed with texts that only an XML library should write.

    These are empty ones, and addresses with characters that XML 1.0 forbids.
    """
    texts = [feed.title, feed.home, feed.url, feed.language, *feed.authors]
    for entry in feed.entries:
        texts += [entry.id, entry.title, entry.external_url or entry.url]
        texts += [*entry.authors, *entry.categories]
    if not all(map(legal_text, texts)):
        return None
    link = f'href="{escape(feed.url)}" rel="self" type="{MEDIA_TYPES["rss"]}"'
    lines = [
        _line("title", escape_if_html(feed.title)),
        f"    <link>{escape_text(feed.home)}</link>\n",
        _line("description", escape_if_html(legal_text(feed.description) or feed.title)),
        f"    <atom:link {link}/>\n",
        _line("copyright", feed.rights) if legal_text(feed.rights) else "",
        f"    <docs>{_DOCS}</docs>\n    <generator>digest</generator>\n",
        f"    <language>{escape_text(feed.language)}</language>\n",
        f"    <lastBuildDate>{_write_time(feed.updated)}</lastBuildDate>\n",
        *map(_write_entry, feed.entries),
    ]
    text = f"{_HEAD}{''.join(lines)}  </channel>\n</rss>\n"
    return text.encode() if text == legal_text(text) else None


def _write_entry(entry: Entry) -> str:
    content = _line("content:encoded", entry.content, 6) if entry.content else ""
    return "".join(
        [
            "    <item>\n",
            _line("title", escape_if_html(entry.title), 6),
            f"      <link>{escape_text(entry.external_url or entry.url)}</link>\n",
            _line(
                "description", escape_text(legal_text(entry.summary) or legal_text(entry.title)), 6
            ),
            content,
            f'      <guid isPermaLink="false">{escape_text(entry.id)}</guid>\n',
            *[_line("category", escape_if_html(category), 6) for category in entry.categories],
            f"      <pubDate>{_write_time(entry.published)}</pubDate>\n",
            *[_line("dc:creator", escape_if_html(name), 6) for name in entry.authors],
            "    </item>\n",
        ]
    )


def _line(name: str, text: str, indent: int = 4) -> str:
    """Return an element on a line of its own."""
    written = escape_text(legal_text(text)).replace("\r", "&#13;")
    return f"{' ' * indent}<{name}>{written}</{name}>\n"


def _write_time(moment: datetime) -> str:
    """Return a time as RFC 2822 writes it, in English."""
    day, month = _DAYS[moment.weekday()], ENGLISH_MONTHS[moment.month - 1][:3]
    return f"{day}, {moment.day:02} {month} {moment.strftime('%Y %H:%M:%S %z')}"
