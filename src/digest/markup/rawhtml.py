"""Raw HTML tags in running text, under the site's policy: kept, sanitised, or shown as text."""

from __future__ import annotations

import re

from digest.config.tables import RawHtml
from digest.core.html import balance_part, is_element, read_attributes, sanitise_part
from digest.markup.builder import InlineBuilder

_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_HIDDEN = frozenset({"script", "style"})


def add_raw_html(
    builder: InlineBuilder, html: str, policy: RawHtml, line: int, column: int
) -> None:
    """Add one raw tag; a comment leaves nothing, and what is no element (`<T>`) is text."""
    if policy == "escape":
        builder.add_text(html)
        return
    found = _NAME.match(html)
    if html.startswith("<!--") or not found:
        return
    name, closes = found[2].lower(), bool(found[1])
    if not is_element(name):
        builder.add_text(html)
        return
    if name in _HIDDEN:
        _hide(builder, html, policy, closes)
        return
    if name == "a" and closes and policy == "sanitize":
        builder.close_link()
        return
    html = _repair(html, name, policy, builder.raw_tags)
    if html and name == "iframe" and policy == "sanitize":
        url = read_attributes(html).get("href", "")
        builder.add_span("link", html, url, url=url, line=line, column=column)
    elif html:
        _add_tag(builder, html, name, closes, (line, column))


def _repair(html: str, name: str, policy: RawHtml, open_tags: list[str]) -> str:
    """Give the tag as it may stand in the page; links are closed by the builder."""
    if policy == "sanitize":
        html = sanitise_part(html, open_tags)
        if name == "a" and open_tags:
            open_tags.pop()
        return html
    return html if name == "a" else balance_part(html, open_tags)


def _hide(builder: InlineBuilder, html: str, policy: RawHtml, closes: bool) -> None:
    if closes:
        builder.end_hidden(html if policy == "allow" else "")
    else:
        builder.begin_hidden(html, keep=policy == "allow")


def _add_tag(
    builder: InlineBuilder, html: str, name: str, closes: bool, place: tuple[int, int]
) -> None:
    line, column = place
    if name == "br":
        builder.add_span("break", html, "\n")
    elif name == "a" and closes:
        if builder.in_link:
            builder.close_link(bare=True)
        else:
            builder.add_markup(html)
    elif name == "a" and not builder.in_link and (url := read_attributes(html).get("href")):
        builder.open_link(url, html=html, line=line, column=column)
    elif name == "img" and (url := read_attributes(html).get("src")):
        alt = read_attributes(html).get("alt", "")
        builder.add_span("image", html, alt, url=url, line=line, column=column)
    else:
        builder.add_markup(html)
