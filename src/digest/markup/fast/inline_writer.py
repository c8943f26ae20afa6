"""Inline events of pulldown-cmark → the content of a leaf, for every kind of event.

Leaves with images, raw tags, extended autolinks or emoji shortcodes are written here, by the same
`InlineBuilder` as the reference parser uses; the common ones in `inline_events`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from digest.core.addresses import is_allowed_address
from digest.core.html import remove_unsafe_addresses
from digest.markup.fast.fast_source import FastSource, Unsupported
from digest.markup.fast.inline_events import ENTITY_END, INLINE, SPANS, SPECIAL, Pair
from digest.markup.inline_builder import Inline, InlineBuilder, add_raw_html
from digest.markup.inline_syntax import find_emoji, match_autolink

_ADDRESS = re.compile(r"(?i:(?<![a-z0-9.+\-])https?)://|(?<!\w)www\.(?=\w)")
_EMOJI = re.compile(r":([a-zA-Z0-9_+\-]{2,64}):")
_BACKSLASH = ord("\\")
_RAW_LINK = re.compile(r"<(/?)a(?:[\s>])", re.IGNORECASE)


def ends_leaf(event: Any) -> bool:
    """Return whether an event is not inline, so that it ends the leaf being read."""
    if event.__class__ is str:
        return bool(event == "Rule")
    name = event["Start"] if "Start" in event else event.get("End")
    if name is None:
        return "Html" in event
    return (name if name.__class__ is str else next(iter(name))) not in INLINE


def write_leaf(pairs: Sequence[Pair], source: FastSource) -> Inline:
    """Return the content of a leaf from all its events."""
    writer = _Writer(source)
    for event, place in _trim(pairs, source):
        writer.write(event, place)
    return writer.builder.finish()


def _trim(pairs: Sequence[Pair], source: FastSource) -> Sequence[Pair]:
    """Return a leaf's events without Unicode spaces at its edges, unless written as entities."""
    first, (last, place) = pairs[0][0], pairs[-1]
    if "Text" in first and first["Text"][:1].isspace():
        raise Unsupported("space at the edge of a block")
    if "Text" not in last or not last["Text"][-1:].isspace():
        return pairs
    if source.data[place["end"] - 1] == ENTITY_END:
        return pairs
    text = last["Text"].rstrip()
    if not text:
        raise Unsupported("space at the edge of a block")
    end = place["start"] + len(text.encode())
    return [*pairs[:-1], ({"Text": text}, {"start": place["start"], "end": end})]


class _Writer:
    """Writes one leaf's events into an `InlineBuilder`, as the reference parser does."""

    def __init__(self, source: FastSource) -> None:
        settings = source.state.config
        self._source = source
        self._settings = settings.markdown
        self._linked = 0
        self._images: list[tuple[dict[str, str], dict[str, int], list[str]]] = []
        self.builder = InlineBuilder(lazy_images=settings.images.lazy)

    def write(self, event: Any, place: dict[str, int]) -> None:
        if self._images:
            self._write_in_image(event, place)
        elif "Text" in event:
            self._add_text(event["Text"], place)
        elif "Code" in event:
            self._add_code(event["Code"], place)
        elif "InlineHtml" in event:
            self._add_html(event["InlineHtml"], place)
        elif event == "SoftBreak":
            self.builder.add_soft_break()
        elif event == "HardBreak":
            self.builder.add_hard_break()
        elif "Start" in event:
            self._open(event["Start"], place)
        elif "End" in event:
            self._close(event["End"])
        else:
            raise Unsupported("inline element of another kind")

    def _open(self, name: Any, place: dict[str, int]) -> None:
        if name.__class__ is str and name in SPANS:
            self.builder.open_span(SPANS[name][0])
        elif "Link" in name:
            self._open_link(name["Link"], place)
        elif "Image" in name:
            self._images.append((name["Image"], place, []))
        else:
            raise Unsupported("inline element of another kind")

    def _open_link(self, link: dict[str, str], place: dict[str, int]) -> None:
        url = link["dest_url"]
        if not url or self.builder.in_link:
            raise Unsupported("link without an address, or in a link")
        if link["link_type"] == "Email":
            url = f"mailto:{url}"
        if not is_allowed_address(url):
            raise Unsupported("unsafe address")
        line, column = self._source.place_of(place["start"])
        self.builder.open_link(url, title=link["title"], line=line, column=column)
        self._linked += 1

    def _close(self, name: str) -> None:
        if name == "Link":
            self.builder.close_link()
            self._linked -= 1
        else:
            self.builder.close_span()

    def _add_code(self, code: str, place: dict[str, int]) -> None:
        """Add a code span; the parsers differ in spaces at the line ends in one."""
        if "  " in code and b"\n" in self._source.data[place["start"] : place["end"]]:
            raise Unsupported("code span of several lines")
        self.builder.add_code(code)

    def _add_html(self, html: str, place: dict[str, int]) -> None:
        if found := _RAW_LINK.match(html):
            self._linked += -1 if found[1] else 1
        if remove_unsafe_addresses(html)[1]:
            raise Unsupported("unsafe address")
        line, column = self._source.place_of(place["start"])
        add_raw_html(self.builder, html, self._settings.html, line, column)

    def _write_in_image(self, event: Any, place: dict[str, int]) -> None:
        """Collect an alternative text; that of an image within an image is part of it."""
        alt = self._images[-1][2]
        if "Text" in event:
            alt.append(self._name_emojis(event["Text"], place))
        elif "Code" in event:
            alt.append(event["Code"])
        elif event.__class__ is str:
            alt.append(" ")
        elif "Start" in event and event["Start"].__class__ is dict and "Image" in event["Start"]:
            self._images.append((event["Start"]["Image"], place, []))
        elif event.get("End") == "Image":
            self._end_image()

    def _end_image(self) -> None:
        image, place, alt = self._images.pop()
        if self._images:
            self._images[-1][2].extend(alt)
            return
        if not image["dest_url"] or not is_allowed_address(image["dest_url"], is_image=True):
            raise Unsupported("image without an address")
        line, column = self._source.place_of(place["start"])
        self.builder.add_image(
            image["dest_url"], "".join(alt), title=image["title"], line=line, column=column
        )

    def _add_text(self, text: str, place: dict[str, int]) -> None:
        if not SPECIAL.search(text):
            self.builder.add_text(text)
            return
        self._check_verbatim(text, place)
        if "\\" in text:
            raise Unsupported("backslash")
        if self.builder.in_link and self._linked <= 0:
            raise Unsupported("raw tags that do not match")
        position = 0
        if self._settings.linkify and self._linked <= 0:
            line, start = self._line_of(place)
            for found in _ADDRESS.finditer(line, start, start + len(text)):
                at = found.start() - start
                if at < position:
                    continue
                prefix = "http://" if found[0].lower() == "www." else ""
                url = match_autolink(prefix + line[found.start() :])[len(prefix) :]
                if at + len(url) > len(text):
                    raise Unsupported("address that goes on in markup")
                if url:
                    self._add_plain(text[position:at], place)
                    offset = place["start"] + len(text[:at].encode())
                    row, column = self._source.place_of(offset)
                    self.builder.open_link(prefix + url, line=row, column=column)
                    self.builder.add_text(url)
                    self.builder.close_link()
                    position = at + len(url)
        self._add_plain(text[position:], place)

    def _add_plain(self, text: str, place: dict[str, int]) -> None:
        if text:
            self.builder.add_text(self._name_emojis(text, place))

    def _name_emojis(self, text: str, place: dict[str, int]) -> str:
        if ":" not in text or not self._settings.emoji:
            return text
        parts: list[str] = []
        done = position = 0
        while found := _EMOJI.search(text, position):
            if char := find_emoji(found[1]):
                self._check_verbatim(text, place)
                parts += [text[done : found.start()], char]
                done = position = found.end()
            else:
                position = found.start() + 1
        return "".join([*parts, text[done:]])

    def _check_verbatim(self, text: str, place: dict[str, int]) -> None:
        """Raise `Unsupported` if the text holds escapes or entities, which are resolved in it."""
        start = place["start"]
        length = len(text.encode("utf-8", "surrogatepass"))
        if place["end"] - start != length or (start and self._source.data[start - 1] == _BACKSLASH):
            raise Unsupported("escape or entity")

    def _line_of(self, place: dict[str, int]) -> tuple[str, int]:
        """Return the source line that an event is in, and the event's offset in it."""
        source, offset = self._source, place["start"]
        begin = source.starts[source.row_of(offset)]
        line = source.slice(begin, source.line_end(offset))
        return line, len(source.slice(begin, offset))
