"""Raw HTML in a body, under the site's policy: kept, sanitised, or shown as text."""

from __future__ import annotations

import re

from digest.config import RawHtml
from digest.html import read_attributes
from digest.markup.builder import InlineBuilder

_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")


def add_raw_html(
    builder: InlineBuilder, html: str, policy: RawHtml, line: int, column: int
) -> None:
    """Add one raw tag in running text; a comment leaves nothing."""
    if policy == "escape":
        builder.add_text(html)
        return
    found = _NAME.match(html)
    if html.startswith("<!--") or not found:
        return
    name, closes = found[2].lower(), bool(found[1])
    if name == "br":
        builder.add_span("break", html, "\n")
    elif name == "a" and closes:
        builder.close_link()
    elif name == "a" and not builder.in_link and (url := read_attributes(html).get("href")):
        builder.open_link(url, html=html, line=line, column=column)
    elif name == "img" and (url := read_attributes(html).get("src")):
        alt = read_attributes(html).get("alt", "")
        builder.add_span("image", html, alt, url=url, line=line, column=column)
    else:
        if name in {"script", "style"}:
            builder.mute(-1 if closes else 1)
        builder.add_markup(html)
