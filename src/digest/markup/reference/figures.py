"""Figures that a directive or shortcode asks for: an image with a size and blocks as caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from digest.core.blocks import Block, Document, Span
from digest.core.html import escape_text, printable, write_attributes
from digest.markup.builder import Attributes, write_image, write_link_tag
from digest.markup.leaves import shift_span
from digest.markup.reference.inline import attributes_of
from digest.markup.state import MarkupState
from digest.markup.writer import write_html

_PIXELS = re.compile(r"(\d+)(?:px)?")
_LENGTH = re.compile(r"\d+(?:\.\d+)?(?:%|em|rem|ex|ch|vw|vh|cm|mm|in|pt|pc)")
_ALIGNMENTS = frozenset({"left", "center", "right"})


def make_figure_block(token: Token, caption: Sequence[Block], state: MarkupState) -> Block:
    """Give the figure of an opening token and the blocks that it encloses."""
    meta = {key: str(value) for key, value in token.meta.items() if value}
    line, alt = state.line_of(token), meta.get("alt", "")
    source, link = meta.get("src", ""), meta.get("link", "")
    spans: list[Span] = []
    image = escape_text(alt)
    if state.check_address(source, line=line, is_image=True):
        spans.append(Span("image", 0, len(alt), source, meta.get("title", ""), line))
        image = write_image(
            source, alt, meta.get("title", ""), _size_of(meta), lazy=state.config.images.lazy
        )
    if link and state.check_address(link, line=line):
        image = f"{write_link_tag(link)}{image}</a>"
        spans.append(Span("link", 0, len(alt), link, "", line))
    text = alt
    for block in caption:
        text = f"{text}\n" if text else ""
        spans += [shift_span(span, len(text)) for span in block.spans]
        text += block.text
    shown = _write_caption(caption)
    attrs = _attributes_of(token, meta)
    html = f"<figure{write_attributes(printable(attrs))}>{image}{shown}</figure>"
    return Block(
        kind="figure", line=line, text=text, html=html,
        spans=tuple(spans), attrs=attrs,
    )  # fmt: skip


def _write_caption(caption: Sequence[Block]) -> str:
    if not caption:
        return ""
    if len(caption) == 1 and caption[0].kind == "paragraph":
        return f"<figcaption>{caption[0].html}</figcaption>"
    return f"<figcaption>\n{write_html(Document(blocks=tuple(caption)))}</figcaption>"


def _size_of(meta: dict[str, str]) -> Attributes:
    """Give width and height: as attributes in pixels, as style in any other unit."""
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


def _attributes_of(token: Token, meta: dict[str, str]) -> Attributes:
    classes = meta.get("class", "").split()
    if meta.get("align") in _ALIGNMENTS:
        classes.append(f"align-{meta['align']}")
    attrs = attributes_of(token, "class")
    return (*attrs, ("class", " ".join(classes))) if classes else attrs
