"""The block tree of a post → its tree of nodes: all that may be an entry, nested as it stands."""

from __future__ import annotations

import re
from datetime import date

from digest.core.blocks import Block, Document
from digest.items.leads import Lead, read_lead
from digest.items.nodes import Group, Node
from digest.items.outline import Section, build_outline
from digest.items.section_bodies import BodyCutter, wide_length
from digest.items.segments import full_date, heading_date

_NOTHING = Lead(0)
_LEAST = 0.2
_MOST_LINKS = 3
_CHARACTERS = 300


class Tree:
    """The nodes of one post, and the dates that head its parts."""

    def __init__(self, document: Document, title: str, day: date | None) -> None:
        self.blocks = document.blocks
        self.days: list[date] = []
        outline = build_outline(document, title)
        top = Block(kind="container", line=1)
        self.root = Node("post", ((), top), None, _NOTHING, ((), day))
        self.root.size = outline.stop
        self._cutter = BodyCutter(self.days)
        self._fill(self.root, outline, day)
        measure(self.root)

    def _fill(self, node: Node, section: Section, day: date | None) -> None:
        """Hang the nodes of a section's body and its sub-sections under a node."""
        self._cutter.cut(node, section.body, section.inner_path, day)
        groups: dict[int, Group] = {}
        for child in section.children:
            if not child.title:
                self._fill(node, child, self._day_of(child, day))
                continue
            self._add_heading(node, child, self._day_of(child, day), groups)

    def _add_heading(
        self, parent: Node, section: Section, day: date | None, groups: dict[int, Group]
    ) -> None:
        heading = section.heading
        if heading is None:
            return
        node = Node(
            "heading",
            ((section.index,), heading),
            heading,
            read_lead(heading, day),
            (section.path, day),
        )
        node.size = section.stop - section.index
        node.group = groups.setdefault(heading.level, Group())
        node.group.nodes.append(node)
        parent.children.append(node)
        self._fill(node, section, day)

    def _day_of(self, section: Section, day: date | None) -> date | None:
        text = section.heading.text if section.heading else ""
        named = heading_date(text, day) if text else None
        if named and (full := full_date(text)):
            self.days.append(full)
            return full
        return named or day


def measure(node: Node) -> None:
    """Count the links that lead away and the words in a node and all under it.

    Its mass says how much of the post it is: a block with a dozen links weighs as one with three.
    """
    node.mass = _LEAST
    own: list[Block] = [block for _, block in node.body]
    if node.leaf is not None:
        own.insert(0, node.leaf)
    elif node.kind == "row":
        own = list(node.block.children)
    for block in own:
        links, outward, text = weigh(block)
        mass = min(links, _MOST_LINKS) + text / _CHARACTERS
        if block is node.leaf:
            broken = node.lead.broken is not None
            node.near = links = links + broken
            outward += broken
            node.own_mass, node.length = mass + _LEAST, text
        node.links += links
        node.outward += outward
        node.text += text
        node.mass += mass
    for child in node.children:
        measure(child)
        node.links += child.links
        node.outward += child.outward
        node.text += child.text
        node.mass += child.mass


def weigh(block: Block) -> tuple[int, int, int]:
    """Return how many links of a block lead away, how many off the site, and its length."""
    if not block.children:
        if block.kind == "code":
            return 0, 0, 0
        links, outward = count_links(block) if block.spans else (0, 0)
        return links, outward, wide_length(block.text) if block.text else 0
    links = outward = text = 0
    for child in block.children:
        counted = weigh(child)
        links += counted[0]
        outward += counted[1]
        text += counted[2]
    return links, outward, text


_AWAY = re.compile(
    r"/(?!/?$)|\{\{|\{%|%7B%|//|(?!mailto|tel|javascript)[a-z][\w+.-]*:(?=[^\s])"
    r"|(?:\.\.?/)*[\w-][^#\s]*(?:/|\.(?:md|html?|mdx))(?:[?#]|$)",
    re.IGNORECASE,
)
"""How an address begins that leads to something else, be it on this site."""
_OWN = re.compile(r"/(?!/)|\.\.?/|[\w-]+(?:/|\.(?:md|html?|mdx))", re.IGNORECASE)


def count_links(leaf: Block) -> tuple[int, int]:
    """Return how many of a leaf's links lead off the page, and how many of those off the site."""
    links = outward = 0
    for span in leaf.spans:
        if span.kind == "link":
            url = span.url
            if url.startswith(("https://", "http://")):
                links += 1
                outward += 1
            elif _AWAY.match(url):
                links += 1
                outward += not _OWN.match(url)
    return links, outward
