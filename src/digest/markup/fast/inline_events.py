"""Inline events of pulldown-cmark → the content of a leaf, for the common kinds of events.

`read_leaf` is the hot path of a build: text, code, emphasis and links, in one loop without a call
for each event. A leaf with any other event is written again by `inline_writer`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from digest.core.addresses import is_allowed_address
from digest.core.blocks import Span, SpanKind
from digest.core.html import escape, escape_text, quote_url
from digest.markup.fast.fast_source import FastSource, Unsupported
from digest.markup.inline_builder import Inline

Event = Any
"""An event of pyromark: a str for one without content, else a dict of one key."""
Pair = tuple[Event, dict[str, int]]
"""An event and the range of bytes that it came from."""

SPANS: dict[str, tuple[SpanKind, str, str]] = {
    "Strong": ("strong", "<strong>", "</strong>"),
    "Emphasis": ("emphasis", "<em>", "</em>"),
    "Strikethrough": ("strike", "<s>", "</s>"),
}
INLINE = frozenset({*SPANS, "Link", "Image"})
"""Elements that stand inside a leaf."""

SPECIAL = re.compile(r"://|www\.|:[a-zA-Z0-9_+\-]{2,64}:")
"""What may be an extended autolink or an emoji shortcode."""

END: Pair = ({"End": "Document"}, {"start": 0, "end": 0})
"""The event after the last one."""

_DEEPEST = 20
ENTITY_END = ord(";")
_PLAIN = 2
"""The number of fields kept of an open span; a link has more."""


def read_leaf(  # noqa: C901, PLR0912, PLR0915  (one loop: calls would cost more than the work)
    events: Iterator[Pair], source: FastSource, seen: list[Pair]
) -> tuple[Inline | None, Pair]:
    """Return the content up to the event that ends the leaf, and that event.

    The content is None at an event that this loop does not handle; `seen` has the events so far.
    """
    html: list[str] = []
    text: list[str] = []
    spans: list[Any] = []
    opened: list[tuple[Any, ...]] = []
    length = 0
    pair: Pair = END
    for pair in events:
        seen.append(pair)
        event = pair[0]
        if "Text" in event:
            part = event["Text"]
            if (":" in part or "www." in part) and SPECIAL.search(part):
                break
            text.append(part)
            length += len(part)
            if "&" in part or "<" in part or ">" in part:
                part = escape_text(part)
            html.append(part)
        elif "End" in event:
            name = event["End"]
            if name == "Link":
                slot, start, count, url, title, line, column = opened.pop()
                if len(html) == count:
                    break
                spans[slot] = Span("link", start, length, url, title, line, column)
                html.append("</a>")
            elif name.__class__ is str and name in SPANS:
                slot, start = opened.pop()
                spans[slot] = Span(SPANS[name][0], start, length)
                html.append(SPANS[name][2])
            else:
                return _finish(html, text, spans, seen, source), pair
        elif "Start" in event:
            name = event["Start"]
            if name.__class__ is dict and "Link" in name:
                link = name["Link"]
                url, title = link["dest_url"], link["title"]
                if not url or link["link_type"] == "Email" or any(len(o) > _PLAIN for o in opened):
                    break
                if not url.startswith("https://") and not is_allowed_address(url):
                    raise Unsupported("unsafe address")
                shown = f' title="{escape(title)}"' if title else ""
                html.append(f'<a href="{escape(quote_url(url))}"{shown}>')
                line, column = source.place_of(pair[1]["start"])
                opened.append((len(spans), length, len(html), url, title, line, column))
                spans.append(None)
            elif name.__class__ is str and name in SPANS:
                if len(opened) > _DEEPEST:
                    break
                html.append(SPANS[name][1])
                opened.append((len(spans), length))
                spans.append(None)
            elif name.__class__ is dict and "Image" in name:
                break
            else:
                return _finish(html, text, spans, seen, source), pair
        elif "Code" in event:
            part = event["Code"]
            if "  " in part:
                break
            text.append(part)
            spans.append(Span("code", length, length + len(part)))
            length += len(part)
            html.append(f"<code>{escape_text(part)}</code>")
        elif event == "SoftBreak":
            text.append(" ")
            html.append("\n")
            length += 1
        elif event == "HardBreak":
            text.append("\n")
            html.append("<br>\n")
            spans.append(Span("break", length, length + 1))
            length += 1
        elif event == "Rule" or "Html" in event:
            return _finish(html, text, spans, seen, source), pair
        else:
            break
    return None, pair


def _finish(
    html: list[str], text: list[str], spans: list[Span], seen: list[Pair], source: FastSource
) -> Inline:
    """Return the content, without Unicode spaces at its edges."""
    if html and (html[-1][-1:].isspace() or html[0][:1].isspace()):
        first, last = seen[0], seen[-2]
        if first[0].get("Text", "x")[:1].isspace() or "Text" not in last[0]:
            raise Unsupported("space at the edge of a block")
        if source.data[last[1]["end"] - 1] != ENTITY_END:
            html[-1], text[-1] = html[-1].rstrip(), text[-1].rstrip()
            if not text[-1]:
                raise Unsupported("space at the edge of a block")
    return Inline("".join(text), "".join(html), tuple(spans))
