"""Evidence about entries of lists, rows of tables, paragraphs and defined terms."""

from __future__ import annotations

from collections.abc import Iterator

from digest.items.facts import fact_of, is_person
from digest.items.nodes import Node
from digest.items.sections import counted
from digest.items.vocabulary import is_asking, says_nothing, signs_off

_TOLD = 60
_SHORT = 24
_LONG = 700
_OPENING = 100
_KINDS = {"entry": "list-entry", "row": "table-row", "paragraph": "paragraph", "term": "term"}


def look_at_entry(node: Node) -> Iterator[str]:
    """Yield the evidence about an entry, row, paragraph or term, and note its shape."""
    first = _beginning(node)
    ordered = node.block.marker[:1].isdigit()
    if node.kind == "row":
        head = node.group.head
        node.shape = ("row", tuple(c.text for c in head.children) if head else ())
    else:
        depth = len(node.path) if node.kind == "entry" else 0
        node.shape = (node.kind, depth, ordered, first)
    yield _KINDS[node.kind]
    if first:
        yield first
    if node.lead.number is not None:
        yield "numbered"
    if first == "dated" and node.lead.link is not None:
        yield "link-first"
    yield from _linking(node)
    yield from counted(node)
    for name in node.group.evidence:
        if name != "beside-list" or node.lead.link is None:
            yield name
    if node.kind == "entry":
        yield from _nesting(node, ordered=ordered)
    yield from _measuring(node)
    if node.leaf is not None:
        yield from _saying(node, node.leaf.text)


def _beginning(node: Node) -> str:
    lead = node.lead
    if lead.date:
        return "dated"
    if lead.link:
        return "link-first"
    if lead.bold:
        return "bold-first"
    return "reference-first" if lead.broken else ""


def _linking(node: Node) -> Iterator[str]:
    if not node.links:
        yield "no-link"
        if node.leaf is not None and any(s.kind == "link" for s in node.leaf.spans):
            yield "only-local-links"
        return
    if not node.outward:
        yield "stays-on-site"
    if not node.near and node.kind != "row":
        yield "link-below"
    elif node.lead.link is None and node.lead.broken is None:
        yield "link-inside"


def _nesting(node: Node, *, ordered: bool) -> Iterator[str]:
    if node.block.level > 1:
        yield "nested"
    if ordered:
        yield "ordered"
    if node.children:
        yield "nests-list"
        if node.leaf is not None and " | " in node.leaf.text:
            yield "parted-by-bars"


def _measuring(node: Node) -> Iterator[str]:
    if node.length >= _TOLD:
        yield "told"
    if node.text < _SHORT:
        yield "short"
    elif node.text > _LONG:
        yield "long"


def _saying(node: Node, text: str) -> Iterator[str]:
    link = node.lead.link
    if fact := fact_of(node):
        yield fact
    if is_person(node):
        yield "person"
    if is_asking(text[node.lead.start : node.lead.start + _OPENING]):
        yield "asks"
    elif node.kind == "paragraph" and signs_off(text):
        yield "signs-off"
    if link is not None and says_nothing(text[link.start : link.end]):
        yield "generic-title"
