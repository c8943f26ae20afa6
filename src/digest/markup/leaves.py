"""Leaves of the tree, made the same way for every parser: paragraphs, code, figures, raw HTML."""

from __future__ import annotations

import re
from typing import NamedTuple

from digest.config.tables import MarkdownTable
from digest.core.blocks import Block, Span
from digest.core.html import (
    balance_part,
    escape_text,
    printable,
    read_attributes,
    sanitise_part,
    to_text,
    write_attributes,
)
from digest.markup.builder import Attributes, Inline, Piece
from digest.markup.code.codeinfo import read_info
from digest.markup.code.highlight import highlight_code

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINKED = re.compile(r"<(?:a|img)\b[^>]*>(?:[^<]*(?=</a))?", re.IGNORECASE)


class _Figure(NamedTuple):
    """An image that stands by itself, its span, and the italics below it."""

    image: Piece
    span: Span
    caption: Piece | None = None


def make_paragraph(
    content: Inline, line: int, *, tight: bool = False, attrs: Attributes = ()
) -> tuple[Block, ...]:
    """Give a paragraph, or the figures it stands for, or nothing where it shows nothing."""
    if content.pieces and (figures := _make_figures(content, line, attrs)):
        return figures
    if not content.html.strip():
        return ()
    block = Block(
        kind="paragraph", line=line, text=content.text, html=content.html, spans=content.spans,
        tight=tight, attrs=attrs,
    )  # fmt: skip
    return (block,)


def _find_figures(content: Inline) -> list[_Figure]:
    """Give the figures of a paragraph, if it consists of nothing else."""
    found: list[_Figure] = []
    images = {span.start: span for span in reversed(content.spans) if span.kind == "image"}
    end = 0
    for piece in content.pieces:
        gap = content.text[end : piece.start]
        if gap.strip():
            return []
        if piece.kind == "image":
            found.append(_Figure(piece, images[piece.start]))
        elif found and found[-1].caption is None and " " in gap:
            found[-1] = _Figure(found[-1].image, found[-1].span, piece)
        else:
            return []
        end = piece.end
    if content.text[end:].strip():
        return []
    return found if any(figure.caption or figure.span.title for figure in found) else []


def _make_figures(content: Inline, line: int, attrs: Attributes) -> tuple[Block, ...]:
    """Give the figures of a paragraph, or nothing where it is an ordinary one."""
    figures = _find_figures(content)
    others = [span for span in content.spans if span.kind != "image"]
    made: list[Block] = []
    first = 0
    for figure in figures:
        end = (figure.caption or figure.image).end
        last = first
        while last < len(others) and others[last].start <= end:
            last += 1
        made.append(_make_figure(content.text, figure, others[first:last], line, attrs))
        first = last
    return tuple(made)


def _make_figure(
    source: str, figure: _Figure, inner: list[Span], line: int, attrs: Attributes
) -> Block:
    """Give an image with its caption: the italics below it, else its title."""
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

    `open_tags` are the elements that earlier blocks opened and no one closed yet.
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
