"""Leaf blocks, made the same way for both parsers: paragraphs, figures, code and raw HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from digest.config.tables import MarkdownTable
from digest.core.blocks import Block, Document, Span
from digest.core.html import (
    balance_part,
    escape_text,
    printable,
    read_attributes,
    sanitise_part,
    to_text,
    write_attributes,
)
from digest.markup.code.highlighting import highlight_code
from digest.markup.code.info_strings import read_info
from digest.markup.html_writer import write_html
from digest.markup.inline_builder import (
    Attributes,
    Inline,
    TopLevelElement,
    write_image,
    write_link_tag,
)

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PIXELS = re.compile(r"(\d+)(?:px)?")
_LENGTH = re.compile(r"\d+(?:\.\d+)?(?:%|em|rem|ex|ch|vw|vh|cm|mm|in|pt|pc)")
_ALIGNMENTS = frozenset({"left", "center", "right"})
_LINKED = re.compile(r"<(?:a|img)\b[^>]*>(?:[^<]*(?=</a))?", re.IGNORECASE)


class _CaptionedImage(NamedTuple):
    """An image that is a paragraph of its own, its span, and the emphasis below it."""

    image: TopLevelElement
    span: Span
    caption: TopLevelElement | None = None


def make_paragraph(
    content: Inline, line: int, *, tight: bool = False, attrs: Attributes = ()
) -> tuple[Block, ...]:
    """Return a paragraph, or figures if it holds captioned images only; nothing if it is empty."""
    if content.top_level and (figures := _make_captioned_images(content, line, attrs)):
        return figures
    if not content.html.strip():
        return ()
    block = Block(
        kind="paragraph",
        line=line,
        text=content.text,
        html=content.html,
        spans=content.spans,
        tight=tight,
        attrs=attrs,
    )
    return (block,)


def _find_captioned_images(content: Inline) -> list[_CaptionedImage]:
    """Return the images of a paragraph that consists of captioned images only, else nothing."""
    found: list[_CaptionedImage] = []
    images = {span.start: span for span in reversed(content.spans) if span.kind == "image"}
    end = 0
    for piece in content.top_level:
        gap = content.text[end : piece.start]
        if gap.strip():
            return []
        if piece.kind == "image":
            found.append(_CaptionedImage(piece, images[piece.start]))
        elif found and found[-1].caption is None and " " in gap:
            found[-1] = _CaptionedImage(found[-1].image, found[-1].span, piece)
        else:
            return []
        end = piece.end
    if content.text[end:].strip():
        return []
    return found if any(figure.caption or figure.span.title for figure in found) else []


def _make_captioned_images(content: Inline, line: int, attrs: Attributes) -> tuple[Block, ...]:
    """Return the figures of a paragraph that consists of captioned images only, else nothing."""
    figures = _find_captioned_images(content)
    others = [span for span in content.spans if span.kind != "image"]
    made: list[Block] = []
    first = 0
    for figure in figures:
        end = (figure.caption or figure.image).end
        last = first
        while last < len(others) and others[last].start <= end:
            last += 1
        made.append(_make_captioned_image(content.text, figure, others[first:last], line, attrs))
        first = last
    return tuple(made)


def _make_captioned_image(
    source: str, figure: _CaptionedImage, inner: list[Span], line: int, attrs: Attributes
) -> Block:
    """Return a figure; its caption is the emphasis below the image, else the image's title."""
    image, span, caption = figure.image, figure.span, figure.caption
    alt = source[span.start : span.end]
    text = source[caption.start : caption.end] if caption else span.title
    shown = caption.html if caption else escape_text(span.title)
    spans = [shift_span(span, -image.start)]
    for other in inner:
        if other.start >= image.end and caption:
            spans.append(shift_span(other, len(alt) + 1 - caption.start))
        elif other.kind == "link":
            spans.append(shift_span(other, -image.start))
    figcaption = f"<figcaption>{shown}</figcaption>" if shown else ""
    html = f"<figure{write_attributes(printable(attrs))}>{image.html}{figcaption}</figure>"
    return Block(
        kind="figure",
        line=span.line or line,
        text=f"{alt}\n{text}" if text else alt,
        html=html,
        spans=tuple(spans),
        attrs=attrs,
    )


def shift_span(span: Span, step: int) -> Span:
    """Return a span moved by `step` characters."""
    return Span(
        span.kind, span.start + step, span.end + step, span.url, span.title, span.line, span.column
    )


def make_code(
    code: str, info: str, line: int, settings: MarkdownTable, attrs: Attributes = ()
) -> Block:
    """Return a code block; `info` is the info string after the opening fence."""
    read = read_info(info)
    numbers = read.linenos
    if numbers is None:
        numbers = "inline" if settings.line_numbers and read.language else False
    html = highlight_code(
        code,
        read.language,
        linenos=numbers,
        hl_lines=read.hl_lines,
        start=read.start,
        classes=" ".join(read.classes),
    )
    shown = printable(attrs)
    if read.title:
        caption = f"<figcaption>{escape_text(read.title)}</figcaption>"
        html = f'<figure class="code"{write_attributes(shown)}>{caption}{html}</figure>'
    elif shown:
        html = f"<div{write_attributes(shown)}>{html}</div>"
    return Block(kind="code", line=line, text=code, name=read.language, html=html, attrs=attrs)


def make_html(
    source: str, line: int, settings: MarkdownTable, open_tags: list[str]
) -> tuple[Block, ...]:
    """Return a block of raw HTML under the site's policy, without its comments; or nothing.

    `open_tags` are the elements that earlier blocks opened and none closed yet; it is updated.
    """
    if settings.html == "escape":
        text = source.strip()
        return make_paragraph(Inline(text, escape_text(text)), line)
    html = _COMMENT.sub("", source).strip("\n")
    repair = sanitise_part if settings.html == "sanitize" else balance_part
    html = repair(html, open_tags)
    if not html.strip():
        return ()
    text, spans = _read_links(html, line)
    return (Block(kind="html", line=line, html=html, text=text, spans=spans),)


def _read_links(html: str, line: int) -> tuple[str, tuple[Span, ...]]:
    """Return the text of raw HTML, with a span for each link and image in it."""
    text = to_text(html)
    spans: list[Span] = []
    position = 0
    for found in _LINKED.finditer(html):
        tag, _, label = found[0].partition(">")
        values = read_attributes(tag)
        here = line + html.count("\n", 0, found.start())
        if tag[:2].lower() == "<a" and values.get("href"):
            label = to_text(label)
            start = text.find(label, position) if label else -1
            start, end = (start, start + len(label)) if start >= 0 else (position, position)
            spans.append(Span("link", start, end, values["href"], "", here))
            position = end
        elif tag[:4].lower() == "<img" and values.get("src"):
            spans.append(Span("image", position, position, values["src"], "", here))
    return text, tuple(spans)


def make_figure(
    meta: Mapping[str, str],
    caption: Sequence[Block],
    *,
    line: int,
    attrs: Attributes = (),
    lazy: bool = True,
) -> Block:
    """Return the figure that a directive or shortcode describes, with blocks as its caption.

    `meta` may hold src, alt, title, link, width, height, align and class; src and link have been
    checked. Without src, the alternative text is shown.
    """
    alt, source, title = meta.get("alt", ""), meta.get("src", ""), meta.get("title", "")
    spans: list[Span] = []
    image = escape_text(alt)
    if "src" in meta:
        spans.append(Span("image", 0, len(alt), source, title, line))
        image = write_image(source, alt, title, _read_size(meta), lazy=lazy)
    if link := meta.get("link", ""):
        image = f"{write_link_tag(link)}{image}</a>"
        spans.append(Span("link", 0, len(alt), link, "", line))
    text = alt
    for block in caption:
        text = f"{text}\n" if text else ""
        spans += [shift_span(span, len(text)) for span in block.spans]
        text += block.text
    classes = meta.get("class", "").split()
    if meta.get("align") in _ALIGNMENTS:
        classes.append(f"align-{meta['align']}")
    attrs = (*attrs, ("class", " ".join(classes))) if classes else attrs
    opening = f"<figure{write_attributes(printable(attrs))}>"
    html = f"{opening}{image}{_write_caption(caption)}</figure>"
    return Block(kind="figure", line=line, text=text, html=html, spans=tuple(spans), attrs=attrs)


def _write_caption(caption: Sequence[Block]) -> str:
    if not caption:
        return ""
    if len(caption) == 1 and caption[0].kind == "paragraph":
        return f"<figcaption>{caption[0].html}</figcaption>"
    return f"<figcaption>\n{write_html(Document(blocks=tuple(caption)))}</figcaption>"


def _read_size(meta: Mapping[str, str]) -> Attributes:
    """Return width and height: as attributes in pixels, as style in any other unit."""
    pairs: list[tuple[str, str]] = []
    styles: list[str] = []
    for name in ("width", "height"):
        value = meta.get(name, "").strip()
        if found := _PIXELS.fullmatch(value):
            pairs.append((name, found[1]))
        elif _LENGTH.fullmatch(value):
            styles.append(f"{name}: {value}")
    if styles:
        pairs.append(("style", "; ".join(styles)))
    return tuple(pairs)
