"""Builds the inline content of a leaf block: HTML, plain text and spans.

Both parsers call these methods in reading order, so they write links, images, code and raw HTML in
the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from digest.config.tables import RawHtml
from digest.core.blocks import Span, SpanKind
from digest.core.html import (
    balance_part,
    close_tags,
    escape,
    escape_text,
    is_element,
    printable,
    quote_url,
    read_attributes,
    sanitise_part,
    write_attributes,
)

Attributes = tuple[tuple[str, str], ...]
_TAGS: dict[str, str] = {"strong": "strong", "emphasis": "em", "strike": "s"}

_KEEP_HIDDEN = 1 << 60
"""The value of `_hidden` where a script or style is kept in the HTML."""


class TopLevelElement(NamedTuple):
    """An image or emphasis that no other span encloses (or an image that is all of a link)."""

    kind: SpanKind
    start: int
    end: int
    html: str


class Inline(NamedTuple):
    """Finished inline content. `top_level` is kept only where there are images."""

    text: str
    html: str
    spans: tuple[Span, ...] = ()
    top_level: tuple[TopLevelElement, ...] = ()


@dataclass(slots=True)
class _Open:
    kind: SpanKind
    slot: int
    start: int
    first_part: int
    url: str = ""
    title: str = ""
    line: int = 0
    column: int = 0


@dataclass(slots=True)
class InlineBuilder:
    """Collects one leaf's inline content; call `finish` once."""

    lazy_images: bool = True
    _html: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _spans: list[Span | None] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _marks: list[tuple[SpanKind, int, int, int, int]] = field(default_factory=list)
    _images: int = 0
    _hidden: int = -1
    raw_tags: list[str] = field(default_factory=list)
    """Names of open raw elements; `finish` closes them."""

    def add_text(self, text: str) -> None:
        """Add plain text."""
        self._html.append(escape_text(text))
        self._append_text(text)

    def add_markup(self, html: str, text: str = "") -> None:
        """Add finished HTML whose plain text is `text`."""
        self._html.append(html)
        if text:
            self._append_text(text)

    def add_span(
        self,
        kind: SpanKind,
        html: str,
        text: str,
        *,
        url: str = "",
        title: str = "",
        line: int = 0,
        column: int = 0,
    ) -> None:
        """Add a finished element and its span: code, math, a footnote reference, an embed."""
        start = self._length
        self.add_markup(html, text)
        self._spans.append(Span(kind, start, self._length, url, title, line, column))

    def add_code(self, text: str, attributes: Attributes = ()) -> None:
        """Add a code span."""
        html = f"<code{write_attributes(printable(attributes))}>{escape_text(text)}</code>"
        self.add_span("code", html, text)

    def add_soft_break(self, *, joined: bool = False) -> None:
        """Add a soft line break; `joined` where the script writes no space between words."""
        if not joined:
            self._html.append("\n")
            self._append_text(" ")

    def add_hard_break(self) -> None:
        """Add a hard line break."""
        self.add_span("break", "<br>\n", "\n")

    def add_image(
        self,
        url: str,
        alt: str,
        *,
        title: str = "",
        attributes: Attributes = (),
        line: int = 0,
        column: int = 0,
    ) -> None:
        """Add an image; its alternative text is part of the leaf's text."""
        first, start = len(self._html), self._length
        html = write_image(url, alt, title, attributes, lazy=self.lazy_images)
        self.add_span("image", html, alt, url=url, title=title, line=line, column=column)
        self._images += 1
        self._mark("image", start, first)

    def open_span(self, kind: SpanKind, attributes: Attributes = ()) -> None:
        """Begin strong, emphasis or strike."""
        self._begin(kind, f"<{_TAGS[kind]}{write_attributes(printable(attributes))}>")

    def close_span(self) -> None:
        """End the span that `open_span` began last, and a raw `<a>` left open in it."""
        while self._open and self._open[-1].kind == "link":
            self.close_link(bare=True)
        opened = self._end()
        if opened:
            self._html.append(f"</{_TAGS[opened.kind]}>")
            if opened.kind == "emphasis":
                self._mark("emphasis", opened.start, opened.first_part)

    def open_link(
        self,
        url: str,
        *,
        title: str = "",
        attributes: Attributes = (),
        html: str = "",
        line: int = 0,
        column: int = 0,
    ) -> None:
        """Begin a link; `html` is its tag where the author wrote one."""
        tag = html or write_link_tag(url, title, attributes)
        opened = self._begin("link", tag)
        opened.url, opened.title, opened.line, opened.column = url, title, line, column

    def close_link(self, *, bare: bool = False) -> None:
        """End a link; one without text shows its address, unless `bare`."""
        if not self.in_link:
            return
        while self._open[-1].kind != "link":
            self.close_span()
        if not bare and len(self._html) == self._open[-1].first_part + 1:
            self.add_text(self._open[-1].url)
        opened = self._end()
        self._html.append("</a>")
        if opened and self._marks and self._marks[-1][0] == "image":
            kind, start, end, first, last = self._marks[-1]
            whole = first == opened.first_part + 1 and last == len(self._html) - 1
            if whole and not self._open:
                self._marks[-1] = (kind, start, end, opened.first_part, len(self._html))

    def begin_hidden(self, html: str, *, keep: bool) -> None:
        """Begin a script or style, whose content is no text; it is dropped unless `keep`."""
        if self._hidden < 0:
            self._hidden = len(self._html) if not keep else _KEEP_HIDDEN
            self._html.append(html)

    def end_hidden(self, html: str) -> None:
        """End a script or style."""
        if self._hidden >= 0:
            if self._hidden != _KEEP_HIDDEN:
                del self._html[self._hidden :]
            self._hidden = -1
            self._html.append(html)

    @property
    def in_link(self) -> bool:
        """Return whether a link is open."""
        return any(opened.kind == "link" for opened in self._open)

    def finish(self) -> Inline:
        """Return the content; what is still open is closed."""
        self.end_hidden("")
        while self._open:
            if self._open[-1].kind == "link":
                self.close_link(bare=True)
            else:
                self.close_span()
        self._html.append(close_tags(self.raw_tags))
        top_level = (
            tuple(
                TopLevelElement(kind, start, end, "".join(self._html[first:last]))
                for kind, start, end, first, last in self._marks
            )
            if self._images
            else ()
        )
        spans = tuple(span for span in self._spans if span is not None)
        return Inline("".join(self._text), "".join(self._html), spans, top_level)

    def _append_text(self, text: str) -> None:
        if self._hidden < 0:
            self._text.append(text)
            self._length += len(text)

    def _mark(self, kind: SpanKind, start: int, first: int) -> None:
        links_only = all(opened.kind == "link" for opened in self._open)
        if not self._open or (kind == "image" and len(self._open) == 1 and links_only):
            self._marks.append((kind, start, self._length, first, len(self._html)))

    def _begin(self, kind: SpanKind, tag: str) -> _Open:
        opened = _Open(kind, len(self._spans), self._length, len(self._html))
        self._spans.append(None)
        self._open.append(opened)
        self._html.append(tag)
        return opened

    def _end(self) -> _Open | None:
        if not self._open:
            return None
        o = self._open.pop()
        self._spans[o.slot] = Span(o.kind, o.start, self._length, o.url, o.title, o.line, o.column)
        return o


def write_link_tag(url: str, title: str = "", attributes: Attributes = ()) -> str:
    """Return a link's opening tag."""
    shown = f' title="{escape(title)}"' if title else ""
    return f'<a href="{escape(quote_url(url))}"{shown}{write_attributes(printable(attributes))}>'


def write_image(
    url: str, alt: str, title: str = "", attributes: Attributes = (), *, lazy: bool = True
) -> str:
    """Return an image element."""
    shown = f' title="{escape(title)}"' if title else ""
    loading = ' loading="lazy" decoding="async"' if lazy else ""
    more = write_attributes(printable(attributes))
    return f'<img src="{escape(quote_url(url))}" alt="{escape(alt)}"{shown}{more}{loading}>'


_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_HIDDEN = frozenset({"script", "style"})


def add_raw_html(
    builder: InlineBuilder, html: str, policy: RawHtml, line: int, column: int
) -> None:
    """Add one raw HTML tag under the site's policy; comments are left out, unknown tags text."""
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
    """Return the tag sanitised or balanced by policy; the builder itself closes links."""
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
