"""Headings written as raw HTML, `<h3 id="x"><a …>Title</a></h3>`, read as headings."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from digest.core.blocks import Block, Span

_HEADING = re.compile(
    r"\s*(?:<!--.*?-->\s*|<a\b[^>]*>\s*</a>\s*|<(?:div|center|br)\b[^>]*>\s*)*<h([1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
_VOID = frozenset({"img", "br", "hr", "input", "wbr"})


class _Reader(HTMLParser):
    """Collects the text and the links inside the first heading of a piece of HTML."""

    def __init__(self, line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.spans: list[Span] = []
        self.anchor = ""
        self._line = line
        self._inside = self.done = False
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where the heading or a link in it begins."""
        known = dict(attrs)
        if tag[0] == "h" and tag[1:].isdigit():
            self._inside = not self.done
            self.anchor = self.anchor or known.get("id") or ""
        elif tag == "a" and self._inside:
            self._link = (known.get("href") or "", len(self.text))

    def handle_endtag(self, tag: str) -> None:
        """Note where the heading or a link in it ends."""
        if tag == "a" and self._link:
            url, start = self._link
            end = len(self.text.rstrip())
            if url and end > start:
                self.spans.append(Span(kind="link", start=start, end=end, url=url, line=self._line))
            self._link = None
        elif tag[0] == "h" and tag[1:].isdigit():
            self.done, self._inside = self.done or self._inside, False

    def handle_data(self, data: str) -> None:
        """Add words of the heading, blanks folded."""
        if self._inside:
            words = re.sub(r"\s+", " ", data)
            if not self.text or self.text.endswith(" "):
                words = words.lstrip()
            self.text += words


def as_heading(block: Block) -> Block:
    """Return the heading that a piece of raw HTML begins with, else the block itself."""
    if block.kind != "html":
        return block
    found = _HEADING.match(block.html)
    if not found:
        return block
    reader = _Reader(block.line)
    reader.feed(block.html)
    text = reader.text.strip()
    if not text:
        return block
    return Block(
        kind="heading", line=block.line, level=int(found[1]), text=text, html=block.html,
        spans=tuple(reader.spans), attrs=(("id", reader.anchor),) if reader.anchor else (),
    )  # fmt: skip
