"""The filters of templates: addresses, dates, words, JSON. All are pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from markupsafe import Markup

from digest.core.dates import format_date
from digest.core.html import escape, to_text

_CSS_VALUE = re.compile(r"[\w#%.,()/ +\-]+")
_JSON_ESCAPES = tuple((char, f"\\u{ord(char):04x}") for char in "<>&\u2028\u2029")

_OPENING = 4000
"""Characters at the start of a body in which its excerpt is looked for."""

_COMPARED = 40
"""Characters of a text that are enough to recognise it."""


def make_filters(base_url: str, language: str) -> dict[str, Callable[..., Any]]:
    """Return every filter by its name in templates, for a site at this address in this language."""
    base = base_url.rstrip("/")
    folder = urlsplit(base).path.rstrip("/")

    def link(url: str) -> str:
        return folder + url if _is_rooted(url) else url

    def absolute(url: str) -> str:
        return base + url if _is_rooted(url) else url

    def date_filter(value: date | None, pattern: str = "long", language: str = language) -> str:
        return _write_date(_wall_time(value), pattern, language) if value else ""

    return {
        "link": link,
        "absolute": absolute,
        "date": date_filter,
        "iso": format_iso,
        "slug": make_slug,
        "plural": count_words,
        "json": write_json,
        "host": host_of,
        "quote": quote_component,
        "css_value": check_css_value,
        "repeats": repeats_opening,
    }


def _wall_time(value: date) -> date:
    """Return a time as the clock shows it: two that are equal elsewhere may show another day."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


@lru_cache(maxsize=4096)
def _write_date(value: date, pattern: str, language: str) -> str:
    return format_date(value, pattern, language)


def _is_rooted(url: str) -> bool:
    return url.startswith("/") and not url.startswith("//")


def format_iso(value: date | None) -> str:
    """Return a date or time for machines, as ISO 8601: what `<time datetime>` wants."""
    return value.isoformat() if value else ""


def count_words(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 item", "12 items"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def write_json(value: Any) -> Markup:
    """Return a value as JSON that may stand inside a script element."""
    text = msgspec.json.encode(value).decode()
    for char, escaped in _JSON_ESCAPES:
        text = text.replace(char, escaped)
    return Markup(text)  # noqa: S704


def host_of(url: str | None) -> str:
    """Return the host of an address as readers know it, without "www."."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def make_slug(text: str) -> str:
    """Return a text as it may stand in an address or id."""
    from digest.core.text import slugify

    return slugify(text)


def check_css_value(value: str) -> str:
    """Return a colour or length as it may stand in a style element; anything else is refused."""
    if not _CSS_VALUE.fullmatch(value):
        raise ValueError(f'"{value}" is not a CSS colour or length')
    return value


def quote_component(text: str) -> str:
    """Return a text as it may stand in the query of an address."""
    return quote(text, safe="")


def repeats_opening(text: str, body: str) -> bool:
    """Return whether a text is only what the body begins with, as an excerpt is."""
    words = " ".join(text.split())
    if escape(words[:_COMPARED]) in body:
        return True
    # With markup in it, or over several lines, it has to be looked for in the plain text.
    return words[: 2 * _COMPARED] in " ".join(to_text(body[:_OPENING]).split())
