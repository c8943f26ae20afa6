"""All evidence about the nodes of a post, and about the post as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from digest.items.entries import look_at_entry
from digest.items.evidence import BIT, OWN, bits_of
from digest.items.facts import find_recurring_labels
from digest.items.nodes import Node
from digest.items.sections import Sections, has_body, title_key, title_of
from digest.items.surroundings import is_only_paragraphs, note_surroundings
from digest.items.vocabulary import gathers_entries, names_chapter, names_part, tells_of_itself

_FEW = 3
_MUCH = 3000
_PER_LINK = 1500


def gather_evidence(root: Node, title: str, *, names_source: bool = False) -> None:
    """Note what every node of a post looks like."""
    nodes = root.walk()
    for node in nodes:
        if node.children:
            note_surroundings(node, is_root=node is root)
    sections = Sections(root, nodes)
    root.marks = bits_of(_look_at_post(root, nodes, sections, title))
    if names_source:
        root.marks |= BIT["names-source"]
    around = _around_paragraphs(root, nodes)
    recurring = find_recurring_labels(nodes)
    for node in nodes[1:]:
        bits = bits_of(sections.look(node) if node.is_section else look_at_entry(node))
        if node.kind == "paragraph":
            bits |= around
        if id(node) in recurring:
            bits |= BIT["label-recurs"]
        node.flags, node.marks = bits & ~OWN, bits & OWN


def _around_paragraphs(root: Node, nodes: list[Node]) -> int:
    """Return what is said of every paragraph because of the rest of the post."""
    bits = BIT["beside-entries"] if root.marks & BIT["linked-lists"] else 0
    return bits | (BIT["only-paragraphs"] if is_only_paragraphs(nodes) else 0)


def _look_at_post(root: Node, nodes: list[Node], sections: Sections, title: str) -> Iterator[str]:
    """Say what the post as a whole looks like: a digest, an article, a manual."""
    yield "post"
    if root.day:
        yield "dated-post"
    if gathers_entries(title):
        yield "gathering-title"
    elif tells_of_itself(title):
        yield "boilerplate-title"
    chapters = sum(sections.titles[title_key(n)] == 1 and _is_chapter(n) for n in sections.headings)
    if chapters >= _FEW and chapters * _FEW >= len(sections.titles):
        yield "chaptered"
    if root.text > _MUCH and root.links * _PER_LINK < root.text:
        yield "few-links"
    codes = sum(block.kind == "code" for node in nodes for _, block in node.body)
    if codes > _FEW and codes * 2 >= max(len(sections.headings), root.links):
        yield "much-code"
    told = [n for n in sections.headings if has_body(n)]
    if told and sum(n.links > 0 for n in told) * 2 < len(told):
        yield "linkless-sections"
    if told and sum(n.text for n in told) > _MUCH / 2 * len(told):
        yield "long-sections"
    listed = sum(n.links for n in nodes if n.kind in {"entry", "row"} and n.block.level <= 1)
    if listed * 2 > root.links > _FEW:
        yield "linked-lists"


def _is_chapter(node: Node) -> bool:
    title = title_of(node)
    return names_chapter(title) or names_part(title)
