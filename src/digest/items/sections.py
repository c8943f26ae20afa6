"""Evidence about headings, and lines that stand over others as headings do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from digest.core.addresses import is_local
from digest.core.blocks import Block
from digest.items.clean import clean_title
from digest.items.facts import fact_of, is_fact
from digest.items.nodes import Node
from digest.items.section_bodies import wide_length
from digest.items.segments import date_line
from digest.items.surroundings import (
    each_links,
    lines_over_parts,
    lists_entries,
    running_text,
    title_is_link,
)
from digest.items.vocabulary import (
    announces_contents,
    announces_nothing,
    announces_references,
    is_asking,
    leads_on,
    lists_resources,
    names_category,
    names_chapter,
    names_part,
    only_leads_on,
    says_nothing_new,
)

_PROSE = 60
_MUCH = 3000
_FEW = 3
_SHORT_NAME = 40
_LONGEST = 300
_HEADLINE_WORDS = 4
_HEADLINE_LENGTH = 12
_STYLES = {
    "bold": "bold-line", "number": "numbered-line", "lead": "bold-lead", "link": "link-line",
    "date": "date-line", "colon": "colon-line",
}  # fmt: skip


class Sections:
    """The headings and lines of one post, with what must be counted over all of them."""

    def __init__(self, root: Node, nodes: list[Node]) -> None:
        self._mass = root.mass
        self.headings = [n for n in nodes if n.kind == "heading"]
        self.titles = Counter(map(title_key, self.headings))
        self._parts = Counter(
            (heading.block.level, title_key(part))
            for heading in self.headings
            for part in heading.children
            if part.kind == "heading"
        )
        """How often a title stands under headings of a level."""
        told = (n.block.level for n in self.headings if has_body(n))
        self._innermost = max(told, default=0)

    def look(self, node: Node) -> Iterator[str]:
        """Yield the evidence about a heading or line, and note its shape."""
        is_link = title_is_link(node)
        lines = lines_over_parts(node)
        if node.kind == "heading":
            yield from self._look_at_heading(node, lines, is_link=is_link)
        else:
            node.shape = ("label", *node.style)
            yield _STYLES[str(node.style[0])]
            if not node.group.links:
                yield "unlinked-line"
        title = title_of(node)
        yield from _beginning(node, is_link=is_link)
        yield from _naming(title)
        yield from _contents(node, lines)
        yield from counted(node)
        texts = list(_texts(node))
        if any(map(says_nothing_new, texts)) and not _subheadings(node):
            yield "nothing-new"
        if not is_link and (node.kind == "heading" or node.style[0] in {"bold", "date", "colon"}):
            apart = len(node.group.nodes) > 1 and node.mass * 2 < self._mass
            yield from _announcing(node, title, texts, is_apart=apart)

    def _look_at_heading(self, node: Node, lines: list[Node], *, is_link: bool) -> Iterator[str]:
        yield "heading"
        is_date = _is_date(node)
        node.shape = ("heading", node.block.level, is_link, is_date)
        if is_date:
            yield "date-only"
        if node.block.level == self._innermost and not lines:
            yield "innermost"
        if self.titles[title_key(node)] > 1:
            yield "title-recurs"
            if names_part(title_of(node)) or lists_resources(title_of(node)):
                yield "recurring-part"
        yield from self._subdivision(node)
        linked, count = node.group.linked_titles, len(node.group.nodes)
        if not is_link and count > 1 and linked * 2 >= count - 1:
            yield "beside-links"
            if linked >= _FEW and not names_category(title_of(node)):
                node.continues = True
                yield "odd-one-out"

    def _subdivision(self, node: Node) -> Iterator[str]:
        parts = _subheadings(node)
        if not parts:
            return
        yield "has-subheadings"
        if len(parts) == len(node.children) and not running_text(node):
            yield "only-subheadings"
        recurring = sum(self._parts[node.block.level, title_key(p)] > 1 for p in parts)
        if recurring > 1 and recurring * 2 >= len(parts):
            yield "parts-recur"
        if sum(p.lead.number is not None for p in parts) * 2 > len(parts):
            yield "numbered-below"


def title_key(node: Node) -> str:
    """Return a heading's title for comparing."""
    return clean_title(node.block.text).casefold()


def title_of(node: Node) -> str:
    """Return the title of a heading or line: of a bold lead only its bold words."""
    text, bold = node.block.text, node.lead.bold
    if node.kind == "label" and node.style[0] == "lead" and bold is not None:
        return clean_title(text[: bold.end])
    return clean_title(text[:_LONGEST])


def has_body(node: Node) -> bool:
    """Return whether anything but headings stands under a heading."""
    return bool(node.body) or any(c.kind != "heading" for c in node.children)


def counted(node: Node) -> Iterator[str]:
    """Yield how many siblings a node has, and whether none of them links anywhere."""
    count = len(node.group.nodes)
    if not node.group.links:
        yield "none-links"
    yield "alone" if count == 1 else "two" if count < _FEW else "several"


def _subheadings(node: Node) -> list[Node]:
    return [c for c in node.children if c.kind == "heading"]


def _is_date(node: Node) -> bool:
    """Return whether a heading is a date and nothing else."""
    line = Block(kind="paragraph", line=0, text=node.block.text.strip())
    return date_line(line, node.day) is not None


def _beginning(node: Node, *, is_link: bool) -> Iterator[str]:
    if is_link:
        yield "title-is-link"
    elif node.near:
        yield "title-has-link"
    if node.lead.number is not None:
        yield "numbered"
    if node.lead.date:
        yield "dated"
    if not node.links:
        yield "no-link"
        return
    if not node.near:
        yield "link-below"
    if not node.outward:
        yield "stays-on-site"


def _naming(title: str) -> Iterator[str]:
    if not title:
        yield "no-title"
        return
    words = len(title.split()) + sum(char > "\u2e80" for char in title) // 3
    if words >= _HEADLINE_WORDS and wide_length(title) >= _HEADLINE_LENGTH:
        yield "headline"
    elif names_category(title):
        yield "category"
    if words <= 1:
        yield "one-word"
    if names_part(title):
        yield "part"
    elif names_chapter(title):
        yield "chapter"
    if title[-1] in ":：":
        yield "ends-in-colon"


def _contents(node: Node, lines: list[Node]) -> Iterator[str]:
    """Say what stands under a heading or line."""
    told = running_text(node)
    prose = sum(wide_length(block.text) for block in told)
    if prose >= _PROSE:
        yield "prose"
    if prose >= _MUCH:
        yield "much-prose"
    if any(s.kind == "link" and not is_local(s.url) for block in told for s in block.spans):
        yield "prose-links"
    if told and _leads_on(told[-1]):
        yield "ends-in-link"
    if len(lines) > 1:
        yield "holds-lines"
    if each_links(node):
        yield "each-paragraph-links"
    yield from _listing(node, prose)
    over = set(map(id, lines))
    listed = sum(
        c.mass for c in node.children if c.kind in {"entry", "row", "term"} or id(c) in over
    )
    if listed * 2 > node.mass - node.own_mass:
        yield "mostly-listed"
        if node.group.lists > lists_entries(node):
            yield "neighbours-list"


def _listing(node: Node, prose: int) -> Iterator[str]:
    """Say whether a section is little more than a list, and whether that lists facts."""
    entries = [c for c in node.children if c.kind in {"entry", "row", "term"}]
    if not entries:
        return
    if not prose and len(entries) == len(node.children):
        yield "only-list"
    facts = sum(bool(fact_of(entry)) for entry in entries)
    linked = sum(e.links > 0 for e in entries)
    if facts * 2 >= len(entries):
        yield "lists-facts"
    elif linked and prose < _PROSE * max(_FEW, linked) / 2:
        yield "lists-links"


def _leads_on(block: Block) -> bool:
    """Return whether a paragraph only leads on, or ends so: `Read more: [title](url)`."""
    link = next((s for s in block.spans if s.kind == "link" and not is_local(s.url)), None)
    if link is None or is_asking(block.text):
        return False
    before, after = block.text[: link.start].strip(), block.text[link.end :].strip()
    alone = not before.strip("*_→➡►▶»>\U0001f449🔗 ") and not after.strip("!.→»> ")
    return alone or leads_on(before) or only_leads_on(block.text[link.start : link.end])


def _announcing(node: Node, title: str, texts: list[str], *, is_apart: bool) -> Iterator[str]:
    """Say whether a title announces anything but entries."""
    if announces_nothing(title):
        yield "boilerplate"
    if announces_contents(title) and not _subheadings(node):
        yield "contents"
    if announces_references(title) and is_apart:
        yield "references"
    if node.kind == "heading" and is_fact(node):
        yield "fact"
    if is_asking(title) and len(title) <= _SHORT_NAME:
        yield "asks"
    asking = sum(map(is_asking, texts))
    if asking and asking * _FEW >= len(texts):
        yield "asks-inside"


def _texts(node: Node) -> Iterator[str]:
    """Yield the paragraphs and unlinked entries under a node, its sub-headings left out."""
    for _, block in node.body:
        if block.kind == "paragraph" and block.text.strip():
            yield block.text
    for child in node.children:
        is_plain = child.kind == "entry" and not child.links
        if child.leaf is not None and (child.kind == "paragraph" or is_plain):
            yield child.leaf.text
        if child.kind in {"paragraph", "label"}:
            yield from _texts(child)
