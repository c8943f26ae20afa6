"""The block tree: what every Markdown parser yields, and what everything downstream reads.

A parser turns a body into a `Document` of nested `Block`s. Items, table of contents, excerpts,
the link list, HTML and email are made from this tree; nothing but `markup` sees a parser, so
that a second parser needs no change elsewhere.
"""

from __future__ import annotations

from typing import Literal

import msgspec

SpanKind = Literal[
    "link", "image", "strong", "emphasis", "code", "strike", "break", "math", "html", "footnote"
]
BlockKind = Literal[
    "heading",  # leaf; level 1 to 6
    "paragraph",  # leaf
    "list",  # children: entry; marker "-", "*", "+", "1." or "1)"; level from 1
    "entry",  # one list item; marker as written: "-", "3.", "3)"; level as its list's
    "quote",  # block quote
    "code",  # leaf; text is the code, name its language, html the whole highlighted element
    "table",  # children: row
    "row",  # level 1 in the table's head, else 0; children: cell
    "cell",  # leaf
    "html",  # leaf; raw HTML, html as it will be written (after the site's policy)
    "rule",  # thematic break
    "figure",  # leaf; a captioned image: spans[0] is the image, html the whole element
    "container",  # admonition, alert, callout, :::kind; name is its kind, text its plain title
    "definitions",  # definition list; children: term, definition
    "term",  # leaf
    "definition",  # children
    "footnotes",  # children: footnote; always the document's last block
    "footnote",  # name is its label; children
    "math",  # leaf; text is the TeX source, html the MathML element
    "embed",  # leaf; what a shortcode or directive made, html the whole element
]


class Span(msgspec.Struct, frozen=True, gc=False):
    """An inline element: where it lies in its block's `text` (character offsets, end exclusive).

    `url` is the address of a link or image, `title` its title (for an image, its alternative
    text is `text[start:end]`). `line` and `column` are 1-based in the file; 0 is unknown.
    """

    kind: SpanKind
    start: int
    end: int
    url: str = ""
    title: str = ""
    line: int = 0
    column: int = 0


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One block. A leaf has `text`, `html` and `spans`; any other kind has `children`.

    `text` is plain text: entities decoded, markup gone, soft breaks as spaces, hard breaks as
    newlines. `html` of a leaf is its inner HTML (without its own element, which the writer
    adds), except where the kind says "the whole element". `attrs` are what the author wrote in
    `{#id .class key=value}`, in order, classes joined under "class", plus what the kind itself
    needs ("id" of a heading, "start" of a list, "style" of a cell).
    """

    kind: BlockKind
    line: int
    level: int = 0
    text: str = ""
    html: str = ""
    spans: tuple[Span, ...] = ()
    children: tuple[Block, ...] = ()
    marker: str = ""
    name: str = ""
    tight: bool = False
    attrs: tuple[tuple[str, str], ...] = ()

    def attr(self, name: str) -> str | None:
        """Return the value of one attribute, or None."""
        for key, value in self.attrs:
            if key == name:
                return value
        return None

    def links(self) -> tuple[Span, ...]:
        """Return the links of this block itself, in order (not those of its children)."""
        return tuple(span for span in self.spans if span.kind == "link")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed body: its top-level blocks, footnote definitions last."""

    blocks: tuple[Block, ...]
    labels: tuple[tuple[str, str], ...] = ()
    """Cross-reference targets of the body: label and the id it stands for."""


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """Where an item lies in the tree: `count` siblings from the block that `path` leads to.

    `path` gives child indices from the document's blocks downwards: `(3,)` is the fourth
    top-level block, `(3, 0)` that list's first entry.
    """

    path: tuple[int, ...]
    count: int
    position: int
    anchor: str
