"""Builds the inline part of a leaf: HTML, plain text and spans grow side by side.

A parser's front end calls these methods in reading order; nothing here knows a parser, so every
front end writes links, images and code in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from digest.core.blocks import Span, SpanKind
from digest.core.html import close_tags, escape, escape_text, printable, quote_url, write_attributes

Attributes = tuple[tuple[str, str], ...]
_TAGS: dict[str, str] = {"strong": "strong", "emphasis": "em", "strike": "s"}

_KEPT = 1 << 60
"""Where hidden content begins that is kept."""


class Piece(NamedTuple):
    """An image or emphasis at the top of its leaf (or an image that is a whole link)."""

    kind: SpanKind
    start: int
    end: int
    html: str


class Inline(NamedTuple):
    """Finished inline content. `pieces` are kept only where there are images."""

    text: str
    html: str
    spans: tuple[Span, ...] = ()
    pieces: tuple[Piece, ...] = ()


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
    """Names of raw elements that are open; `finish` closes them."""

    def add_text(self, text: str) -> None:
        """Add plain text."""
        self._html.append(escape_text(text))
        self._say(text)

    def add_markup(self, html: str, text: str = "") -> None:
        """Add finished HTML that shows as `text`."""
        self._html.append(html)
        if text:
            self._say(text)

    def add_span(
        self, kind: SpanKind, html: str, text: str, *, url: str = "", title: str = "",
        line: int = 0, column: int = 0,
    ) -> None:  # fmt: skip
        """Add a finished element with its span: code, math, a footnote's mark, an embed."""
        start = self._length
        self.add_markup(html, text)
        self._spans.append(Span(kind, start, self._length, url, title, line, column))

    def add_code(self, text: str, attributes: Attributes = ()) -> None:
        """Add a code span."""
        html = f"<code{write_attributes(printable(attributes))}>{escape_text(text)}</code>"
        self.add_span("code", html, text)

    def add_soft_break(self, *, joined: bool = False) -> None:
        """End a source line; `joined` where the script writes no space between words."""
        if not joined:
            self._html.append("\n")
            self._say(" ")

    def add_hard_break(self) -> None:
        """End a line for good."""
        self.add_span("break", "<br>\n", "\n")

    def add_image(
        self, url: str, alt: str, *, title: str = "", attributes: Attributes = (),
        line: int = 0, column: int = 0,
    ) -> None:  # fmt: skip
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
        """End what `open_span` began last, and a raw link that was left open in it."""
        while self._open and self._open[-1].kind == "link":
            self.close_link(bare=True)
        opened = self._end()
        if opened:
            self._html.append(f"</{_TAGS[opened.kind]}>")
            if opened.kind == "emphasis":
                self._mark("emphasis", opened.start, opened.first_part)

    def open_link(
        self, url: str, *, title: str = "", attributes: Attributes = (), html: str = "",
        line: int = 0, column: int = 0,
    ) -> None:  # fmt: skip
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
            self._hidden = len(self._html) if not keep else _KEPT
            self._html.append(html)

    def end_hidden(self, html: str) -> None:
        """End it."""
        if self._hidden >= 0:
            if self._hidden != _KEPT:
                del self._html[self._hidden :]
            self._hidden = -1
            self._html.append(html)

    @property
    def in_link(self) -> bool:
        """Whether a link is open."""
        return any(opened.kind == "link" for opened in self._open)

    def finish(self) -> Inline:
        """Give what was collected."""
        self.end_hidden("")
        while self._open:
            if self._open[-1].kind == "link":
                self.close_link(bare=True)
            else:
                self.close_span()
        self._html.append(close_tags(self.raw_tags))
        pieces = (
            tuple(
                Piece(kind, start, end, "".join(self._html[first:last]))
                for kind, start, end, first, last in self._marks
            )
            if self._images
            else ()
        )
        spans = tuple(span for span in self._spans if span is not None)
        return Inline("".join(self._text), "".join(self._html), spans, pieces)

    def _say(self, text: str) -> None:
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
    """Give a link's opening tag."""
    shown = f' title="{escape(title)}"' if title else ""
    return f'<a href="{escape(quote_url(url))}"{shown}{write_attributes(printable(attributes))}>'


def write_image(
    url: str, alt: str, title: str = "", attributes: Attributes = (), *, lazy: bool = True
) -> str:
    """Give an image element."""
    shown = f' title="{escape(title)}"' if title else ""
    loading = ' loading="lazy" decoding="async"' if lazy else ""
    more = write_attributes(printable(attributes))
    return f'<img src="{escape(quote_url(url))}" alt="{escape(alt)}"{shown}{more}{loading}>'
