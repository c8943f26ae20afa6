"""The block tree → HTML, with anchors for items and slots for their sources and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from digest.core.blocks import Block, Document, Placement
from digest.core.html import escape, escape_text, printable, write_attributes
from digest.markup.element_ids import footnote_id, footnote_reference_id

Path = tuple[int, ...]
_ITEM_KINDS = frozenset({"heading", "entry", "row", "paragraph"})
"""Kinds that may hold an item: their `title` attribute is the item's title, not a tooltip."""


def write_html(
    document: Document,
    placements: tuple[Placement, ...] = (),
    *,
    drop_title: bool = False,
    shift_headings: bool = False,
) -> str:
    """Return a document's HTML.

    Each placement becomes an element with the item's anchor, and a slot (the item's number between
    two NULs) where its source and date will be inserted. `drop_title` omits the first heading of
    level 1; `shift_headings` lowers all headings by one level if one of level 1 is left, so that
    the page's own title is its only h1.
    """
    blocks = document.blocks
    dropped = _title_index(blocks) if drop_title else -1
    shift = shift_headings and _has_title(blocks, dropped)
    writer = _Writer(placements, int(shift))
    writer.write_blocks(blocks, (), dropped)
    return "".join(writer.parts)


def _title_index(blocks: Sequence[Block]) -> int:
    for index, block in enumerate(blocks):
        if block.kind == "heading" and block.level == 1:
            return index
    return -1


def _has_title(blocks: Sequence[Block], dropped: int = -1) -> bool:
    """Return whether there is a heading of level 1 besides the block at the index `dropped`."""
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            if block.level == 1 and index != dropped:
                return True
        elif block.children and _has_title(block.children):
            return True
    return False


class _Writer:
    """Appends HTML to `parts`; `_slot` is the number of the item whose slot is not written yet.

    `_starts` has the placements by the path at which they start, `_parents` the paths of the
    blocks with such a child; other siblings need no look-ups.
    """

    __slots__ = ("_parents", "_shift", "_slot", "_starts", "parts")

    def __init__(self, placements: Iterable[Placement], shift: int) -> None:
        self.parts: list[str] = []
        self._shift = shift
        self._slot = 0
        self._starts: dict[Path, list[Placement]] = {}
        for placement in placements:
            self._starts.setdefault(placement.path, []).append(placement)
        self._parents = {path[:-1] for path in self._starts}

    def write_blocks(self, blocks: Sequence[Block], path: Path, dropped: int = -1) -> None:
        """Write siblings; those of a placement within a `<section>`."""
        if path not in self._parents:
            for index, block in enumerate(blocks):
                if index != dropped:
                    _HANDLERS[block.kind](self, block, (*path, index))
            return
        ends: list[int] = []
        for index, block in enumerate(blocks):
            here = (*path, index)
            wrapped = block.kind not in {"entry", "row"}
            shown = block
            for placement in self._starts.get(here, ()) if wrapped else ():
                self.parts.append(f'<section class="item" id="{escape(placement.anchor)}">\n')
                ends.append(index + max(placement.count, 1) - 1)
                self._slot = placement.position
                if shown.attr("id") == placement.anchor:
                    shown = _without_id(shown)  # the section has it
            if index != dropped:
                _HANDLERS[block.kind](self, shown, here)
            while ends and ends[-1] <= index:
                ends.pop()
                self.write_slot()
                self.parts.append("</section>\n")
        for _ in ends:
            self.write_slot()
            self.parts.append("</section>\n")

    def write_slot(self) -> None:
        """Write the pending slot, if any."""
        if self._slot:
            self.parts.append(f"\0{self._slot}\0")
            self._slot = 0

    def tag(self, name: str, block: Block, *classes: str, more: str = "") -> str:
        """Return an opening tag with the block's own attributes."""
        attrs = block.attrs
        if not attrs:
            words = " ".join(filter(None, classes))
            return f'<{name} class="{escape(words)}"{more}>' if words else f"<{name}{more}>"
        known = dict(attrs)
        if block.kind in _ITEM_KINDS:
            known.pop("title", None)
        words = " ".join(word for word in (*classes, known.pop("class", "")) if word)
        pairs = printable(known.items())
        shown = f' class="{escape(words)}"' if words else ""
        return f"<{name}{shown}{write_attributes(pairs)}{more}>"

    def heading(self, block: Block, _path: Path) -> None:
        level = min(6, block.level + self._shift)
        anchor = block.attr("id")
        link = (
            f' <a class="anchor" href="#{escape(anchor)}"'
            f' aria-label="Link to “{escape(block.text)}”"></a>'
            if anchor
            else ""
        )
        self.parts.append(f"{self.tag(f'h{level}', block)}{block.html}{link}</h{level}>\n")
        self.write_slot()

    def paragraph(self, block: Block, _path: Path) -> None:
        if block.tight and not block.attrs:
            self.parts.append(block.html)
            self.write_slot()
            self.parts.append("\n")
            return
        self.parts.append(f"{self.tag('p', block)}{block.html}")
        self.write_slot()
        self.parts.append("</p>\n")

    def list(self, block: Block, path: Path) -> None:
        ordered = block.marker[:1].isdigit()
        name = "ol" if ordered else "ul"
        tasks = any(entry.attr("task") for entry in block.children if entry.attrs)
        classes = ("tasks",) if tasks else ()
        self.parts.append(f"{self.tag(name, block, *classes)}\n")
        for index, entry in enumerate(block.children):
            self.entry(entry, (*path, index))
        self.parts.append(f"</{name}>\n")

    def entry(self, block: Block, path: Path) -> None:
        state = block.attr("task") if block.attrs else None
        classes = ("task",) if state else ()
        if starts := self._starts.get(path):
            self._slot = starts[0].position
            more = f' id="{escape(starts[0].anchor)}"'
            self.parts.append(self.tag("li", _without_id(block), *classes, "item", more=more))
        else:
            self.parts.append(self.tag("li", block, *classes) if block.attrs else "<li>")
        if state:
            checked = " checked" if state == "done" else ""
            label = "done" if state == "done" else "to do"
            self.parts.append(f'<input type="checkbox" disabled{checked} aria-label="{label}"> ')
        children = block.children
        if children and not (children[0].kind == "paragraph" and children[0].tight):
            self.parts.append("\n")
        self.write_blocks(children, path)
        self.write_slot()
        if self.parts[-1] == "\n":
            self.parts.pop()
        self.parts.append("</li>\n")

    def quote(self, block: Block, path: Path) -> None:
        self.parts.append(f"{self.tag('blockquote', block)}\n")
        self.write_blocks(block.children, path)
        self.parts.append("</blockquote>\n")

    def whole(self, block: Block, _path: Path) -> None:
        self.parts.append(block.html)
        self.parts.append("\n")
        self.write_slot()

    def rule(self, block: Block, _path: Path) -> None:
        self.parts.append(f"{self.tag('hr', block)}\n")

    def table(self, block: Block, path: Path) -> None:
        self.parts.append(
            '<div class="table-wrap" role="region" aria-label="Table" tabindex="0">\n'
        )
        self.parts.append(f"{self.tag('table', block)}\n")
        section = ""
        for index, row in enumerate(block.children):
            wanted = "thead" if row.level else "tbody"
            if wanted != section:
                self.parts.append(f"</{section}>\n" if section else "")
                self.parts.append(f"<{wanted}>\n")
                section = wanted
            self.row(row, (*path, index))
        self.parts.append(f"</{section}>\n" if section else "")
        self.parts.append("</table>\n</div>\n")

    def row(self, block: Block, path: Path) -> None:
        if starts := self._starts.get(path):
            self._slot = starts[0].position
            more = f' id="{escape(starts[0].anchor)}"'
            self.parts.append(self.tag("tr", _without_id(block), "item", more=more))
        else:
            self.parts.append(self.tag("tr", block))
        for cell in block.children:
            name, more = ("th", ' scope="col"') if block.level else ("td", "")
            self.parts.append(f"{self.tag(name, cell, more=more)}{cell.html}")
            if cell.text or cell is block.children[-1]:
                self.write_slot()
            self.parts.append(f"</{name}>")
        self.parts.append("</tr>\n")

    def container(self, block: Block, path: Path) -> None:
        kind, fold = block.name, block.attr("fold")
        title = block.html or escape_text(block.text)
        if fold or kind == "details":
            name, more = "details", " open" if fold == "open" else ""
            start = self.tag(name, block, "admonition", kind, more=more)
            head = f"<summary>{title or 'Details'}</summary>\n"
        elif title:
            name, start = "aside", self.tag("aside", block, "admonition", kind)
            head = f'<p class="admonition-title">{title}</p>\n'
        else:
            name, start, head = "div", self.tag("div", block, kind), ""
        self.parts.append(f"{start}\n{head}")
        self.write_blocks(block.children, path)
        self.parts.append(f"</{name}>\n")

    def definitions(self, block: Block, path: Path) -> None:
        self.parts.append(f"{self.tag('dl', block)}\n")
        self.write_blocks(block.children, path)
        self.parts.append("</dl>\n")

    def term(self, block: Block, _path: Path) -> None:
        self.parts.append(f"{self.tag('dt', block)}{block.html}")
        self.write_slot()
        self.parts.append("</dt>\n")

    def definition(self, block: Block, path: Path) -> None:
        self.parts.append(self.tag("dd", block))
        self.write_blocks(block.children, path)
        self.parts.append("</dd>\n")

    def footnotes(self, block: Block, path: Path) -> None:
        self.parts.append(
            '<section class="footnotes" role="doc-endnotes" aria-label="Footnotes">\n<ol>\n'
        )
        self.write_blocks(block.children, path)
        self.parts.append("</ol>\n</section>\n")

    def footnote(self, block: Block, path: Path) -> None:
        self.parts.append(f'<li id="{footnote_id(block.name)}" role="doc-footnote">\n')
        children = block.children
        last = children[-1] if children else None
        links = _back_links(block)
        if last is not None and last.kind == "paragraph":
            self.write_blocks(children[:-1], path)
            self.parts.append(f"{self.tag('p', last)}{last.html}{links}</p>\n")
        else:
            self.write_blocks(children, path)
            self.parts.append(f"<p>{links.strip()}</p>\n" if links else "")
        self.parts.append("</li>\n")


def _back_links(block: Block) -> str:
    uses = int(block.attr("uses") or 0)
    return "".join(
        f' <a href="#{footnote_reference_id(block.name, times)}" class="footnote-back"'
        f' role="doc-backlink" aria-label="Back to the text">↩{times + 1 if uses > 1 else ""}</a>'
        for times in range(uses)
    )


def _without_id(block: Block) -> Block:
    if not block.attrs or block.attr("id") is None:
        return block
    import msgspec

    attrs = tuple(pair for pair in block.attrs if pair[0] != "id")
    return msgspec.structs.replace(block, attrs=attrs)


_HANDLERS: dict[str, Callable[[_Writer, Block, Path], None]] = {
    "heading": _Writer.heading,
    "paragraph": _Writer.paragraph,
    "list": _Writer.list,
    "entry": _Writer.entry,
    "quote": _Writer.quote,
    "code": _Writer.whole,
    "html": _Writer.whole,
    "figure": _Writer.whole,
    "math": _Writer.whole,
    "embed": _Writer.whole,
    "rule": _Writer.rule,
    "table": _Writer.table,
    "row": _Writer.row,
    "cell": _Writer.paragraph,
    "container": _Writer.container,
    "definitions": _Writer.definitions,
    "term": _Writer.term,
    "definition": _Writer.definition,
    "footnotes": _Writer.footnotes,
    "footnote": _Writer.footnote,
}
