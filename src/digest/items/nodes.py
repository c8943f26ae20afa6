"""A node of a post's tree: anything that may be an entry, with what it looks like."""

from __future__ import annotations

from datetime import date
from typing import Literal

from digest.core.blocks import Block
from digest.items.leads import Lead

NodeKind = Literal["post", "heading", "label", "entry", "row", "paragraph", "term"]
Role = Literal["entry", "container", "none"]

Placed = tuple[tuple[int, ...], Block]
"""A block with the path that leads to it in the document."""

Place = tuple[tuple[str, ...], date | None]
"""The titles above a node, outermost first, and the date that heads its part."""


class Node:
    """One heading, bold line, list entry, row or paragraph, and the nodes under it.

    `body` are the blocks under it that are no nodes; `size` counts the siblings, in the document,
    that it spans. `length` is that of its own words; `links` and `text` measure all that is in
    it, its nodes included. `outward` are the links that leave the site, `near` those of its own
    words. Its mass says how much of the post it is, `own_mass` what of that is its first block.
    """

    __slots__ = (
        "block", "body", "children", "continues", "day", "fact", "flags", "group", "kind", "lead",
        "leaf", "length", "links", "marks", "mass", "near", "open", "outward", "own_mass", "path",
        "role", "score", "section", "shape", "size", "style", "text", "value",
    )  # fmt: skip

    def __init__(
        self, kind: NodeKind, placed: Placed, leaf: Block | None, lead: Lead, place: Place
    ) -> None:
        self.kind = kind
        self.path, self.block = placed
        self.leaf, self.lead = leaf, lead
        """The block whose words begin the node, and how they begin."""
        self.section, self.day = place
        self.body: list[Placed] = []
        self.children: list[Node] = []
        self.group: Group = _ALONE
        self.size = 1
        self.links = self.text = self.near = self.outward = self.length = 0
        self.mass = self.own_mass = 0.0
        self.fact: str | None = None
        """Whether its words are a fact about something else; None: nobody has looked."""
        self.continues = False
        """Whether it only continues what stands before it, where that is an entry."""
        self.flags = self.marks = 0
        """Evidence that its neighbours share, and evidence of its own, as sets of bits."""
        self.style: tuple[object, ...] = ()
        """Of a line that stands over others: bold, numbered, a link, a date."""
        self.shape: tuple[object, ...] = ()
        """What nodes of one class have in common."""
        self.score = self.value = 0.0
        self.role: Role = "none"
        self.open = True
        """Whether all that it stands under holds entries."""

    @property
    def line(self) -> int:
        """Return the line on which the node begins."""
        return self.block.line

    @property
    def attrs(self) -> tuple[tuple[str, str], ...]:
        """Return what the author wrote in braces on the block or on its first paragraph."""
        own = self.leaf.attrs if self.leaf is not None and self.leaf is not self.block else ()
        return (*self.block.attrs, *own) if own else self.block.attrs

    @property
    def is_section(self) -> bool:
        """Return whether other blocks stand under the node: a heading, a bold line, the post."""
        return self.kind in {"post", "heading", "label"}

    def walk(self) -> list[Node]:
        """Return the node and all under it, in order."""
        found: list[Node] = []
        ahead = [self]
        while ahead:
            node = ahead.pop()
            found.append(node)
            if node.children:
                ahead += reversed(node.children)
        return found


class Group:
    """Siblings of one kind: the entries of a list, the rows of a table, headings under one.

    What stands beside them, and what is true of several, is noted once for all (`surroundings`).
    """

    __slots__ = (
        "ahead", "asks", "evidence", "head", "linked_titles", "links", "lists", "nodes", "score",
    )  # fmt: skip

    def __init__(self, ahead: Block | None = None, head: Block | None = None) -> None:
        self.nodes: list[Node] = []
        self.ahead = ahead
        """The block right before them."""
        self.head = head
        """The head of their table."""
        self.links = 0
        self.linked_titles = 0
        """How many of them have a link for a title."""
        self.lists = 0
        """How many of them are little but a list of linked entries."""
        self.evidence: list[str] = []
        """What is said of each of them because of what stands beside them."""
        self.score = 0.0


_ALONE = Group()
"""The group of the post itself, and of nodes before they are put into theirs."""
