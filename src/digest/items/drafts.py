"""The nodes that are entries → drafts of items: their own blocks, title block and layout."""

from __future__ import annotations

from collections.abc import Sequence

from digest.config.tables import LayoutName
from digest.core.blocks import Block
from digest.items.leads import read_lead
from digest.items.nodes import Node
from digest.items.records import Draft
from digest.items.segments import is_blank, without_sign_off
from digest.items.table import title_cell


def make_drafts(blocks: tuple[Block, ...], root: Node) -> list[Draft]:
    """Return the drafts of all nodes that are entries, in order."""
    drafts: list[Draft] = []
    _gather(root, blocks, drafts)
    return drafts


def _gather(node: Node, blocks: tuple[Block, ...], drafts: list[Draft]) -> None:
    for at, child in enumerate(node.children):
        if child.role == "entry":
            size = child.size + _continued(node.children[at + 1 :])
            drafts.append(_make_draft(child, blocks, size))
        elif child.role == "container":
            _gather(child, blocks, drafts)


def _continued(later: Sequence[Node]) -> int:
    """Return how many blocks of the headings right after an entry only continue it."""
    size = 0
    for node in later:
        if node.role != "none" or not node.continues:
            break
        size += node.size
    return size


def layout_of(node: Node) -> LayoutName:
    """Return the layout in which an entry is written."""
    if node.kind == "heading":
        return "headings"
    if node.kind == "row":
        return "table"
    if node.lead.date:
        return "dated"
    if node.kind == "entry":
        return "lead" if node.lead.bold and not node.lead.link else "bullets"
    return "paragraphs"


def _make_draft(node: Node, blocks: tuple[Block, ...], size: int) -> Draft:
    block = node.block
    if node.kind == "row":
        cell = title_cell(block, node.group.head)
        lead, opening = cell, read_lead(cell)
        body = tuple(c for c in block.children if c is not cell)
        size = 1
    elif node.kind == "entry":
        lead = node.leaf or next((c for c in block.children if c.text), block)
        opening, size = node.lead, 1
        body = tuple(c for c in block.children if c is not node.leaf)
    else:
        lead, opening = block, node.lead
        body = _body(node, blocks, size)
        size = len(body) + 1
    digits = block.marker[:-1] if node.kind == "entry" else ""
    return Draft(
        layout_of(node), node.path, size, lead, body, node.section, node.line, opening,
        node.attrs, node.day, int(digits) if digits.isdecimal() else None,
        node.group.head.children if node.kind == "row" and node.group.head else (),
        block.children if node.kind == "row" else (),
    )  # fmt: skip


def _body(node: Node, blocks: tuple[Block, ...], size: int) -> tuple[Block, ...]:
    """Return the blocks of an entry after its first, without what ends the issue."""
    siblings = blocks
    for at in node.path[:-1]:
        siblings = siblings[at].children
    start = node.path[-1]
    body = siblings[start + 1 : start + size]
    last = start + size
    if siblings is blocks and all(b.kind == "footnotes" for b in blocks[last:]):
        body = without_sign_off(body)
    while body and is_blank(body[-1]):
        body = body[:-1]
    return body
