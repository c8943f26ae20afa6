"""Leaves of the tree, made the same way for every parser: paragraphs, code, figures, raw HTML."""

from __future__ import annotations

import re

from digest.blocks import Block, Span
from digest.config import MarkdownTable
from digest.html import (
    escape_text,
    printable,
    read_attributes,
    sanitise_part,
    to_text,
    write_attributes,
)
from digest.markup.builder import Attributes, Inline, Piece
from digest.markup.codeinfo import read_info
from digest.markup.highlight import highlight_code

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINKED = re.compile(r"<(?:a|img)\b[^>]*>(?:[^<]*(?=</a))?", re.IGNORECASE)


def make_paragraph(
    content: Inline, line: int, *, tight: bool = False, attrs: Attributes = ()
) -> tuple[Block, ...]:
    """Give a paragraph, or the figures it stands for, or nothing where it shows nothing."""
    if content.pieces and (figures := _find_figures(content)):
        return tuple(
            make_figure(content, image, caption, line, attrs) for image, caption in figures
        )
    if not content.html.strip():
        return ()
    block = Block(
        kind="paragraph", line=line, text=content.text, html=content.html, spans=content.spans,
        tight=tight, attrs=attrs,
    )  # fmt: skip
    return (block,)


def _find_figures(content: Inline) -> list[tuple[Piece, Piece | None]]:
    """Give image and caption of each figure, if the paragraph consists of figures only."""
    found: list[tuple[Piece, Piece | None]] = []
    end = 0
    for piece in content.pieces:
        if content.text[end : piece.start].strip():
            return []
        if piece.kind == "image":
            found.append((piece, None))
        elif found and found[-1][1] is None and " " in content.text[end : piece.start]:
            found[-1] = (found[-1][0], piece)
        else:
            return []
        end = piece.end
    if content.text[end:].strip():
        return []
    captioned = any(caption or _image_of(content, image).title for image, caption in found)
    return found if captioned else []


def _image_of(content: Inline, piece: Piece) -> Span:
    return next(s for s in content.spans if s.kind == "image" and s.start == piece.start)


def make_figure(
    content: Inline, image: Piece, caption: Piece | None, line: int, attrs: Attributes
) -> Block:
    """Give a figure made of an image and a caption in italics, or its title."""
    span = _image_of(content, image)
    alt = content.text[span.start : span.end]
    title = span.title
    text = content.text[caption.start : caption.end] if caption else title
    shown = caption.html if caption else escape_text(title)
    spans = [shift_span(span, -image.start)]
    spans += [
        shift_span(s, -image.start) for s in content.spans
        if s.kind == "link" and s.start <= image.start and s.end >= image.end
    ]  # fmt: skip
    if caption:
        step = len(alt) + 1 - caption.start
        inner = (s for s in content.spans if caption.start <= s.start and s.end <= caption.end)
        spans += [shift_span(s, step) for s in inner]
    figcaption = f"<figcaption>{shown}</figcaption>" if shown else ""
    html = f"<figure{write_attributes(printable(attrs))}>{image.html}{figcaption}</figure>"
    return Block(
        kind="figure", line=span.line or line, text=f"{alt}\n{text}" if text else alt, html=html,
        spans=tuple(spans), attrs=attrs,
    )  # fmt: skip


def shift_span(span: Span, step: int) -> Span:
    """Give a span moved by `step` characters."""
    return Span(
        span.kind, span.start + step, span.end + step, span.url, span.title, span.line, span.column
    )


def make_code(
    code: str, info: str, line: int, settings: MarkdownTable, attrs: Attributes = ()
) -> Block:
    """Give a code block; `info` is what stands behind the opening fence."""
    read = read_info(info)
    numbers = read.linenos
    if numbers is None:
        numbers = "inline" if settings.line_numbers and read.language else False
    html = highlight_code(
        code, read.language, linenos=numbers, hl_lines=read.hl_lines, start=read.start,
        classes=" ".join(read.classes),
    )  # fmt: skip
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
    """Give a block of raw HTML under the site's policy; comments leave nothing.

    `open_tags` are the sanitised elements that earlier blocks opened and no one closed yet.
    """
    if settings.html == "escape":
        text = source.strip()
        return make_paragraph(Inline(text, escape_text(text)), line)
    html = _COMMENT.sub("", source).strip("\n")
    if settings.html == "sanitize":
        html = sanitise_part(html, open_tags)
    if not html.strip():
        return ()
    text, spans = _read_links(html, line)
    return (Block(kind="html", line=line, html=html, text=text, spans=spans),)


def _read_links(html: str, line: int) -> tuple[str, tuple[Span, ...]]:
    """Give the text of raw HTML, with a span for each link and image in it."""
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
