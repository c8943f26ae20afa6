"""What stands around nodes: noted once for each group of siblings."""

from __future__ import annotations

from collections.abc import Iterator

from digest.core.addresses import is_local
from digest.core.blocks import Block
from digest.items.nodes import Group, Node
from digest.items.section_bodies import is_byline, is_label, wide_length
from digest.items.vocabulary import is_asking, says_nothing

_LINK_COVERS = 0.6
_BESIDE_PROSE = 400
_FEW = 3
_MOST = 0.75
_TOLD = 40
_LONG = 700
_STRAY = 4


def note_surroundings(node: Node, *, is_root: bool) -> None:
    """Note for the groups right under a node what stands beside them."""
    above = node.kind != "entry" and (
        "above-headings" in node.group.evidence or any(c.kind == "heading" for c in node.children)
    )
    listed = any(c.kind in {"entry", "row"} for c in node.children)
    each = each_links(node)
    prose = _prose_beside(node)
    for group in {id(c.group): c.group for c in node.children}.values():
        first = group.nodes[0]
        group.links = sum(n.links for n in group.nodes)
        if first.kind == "heading":
            group.linked_titles = sum(map(title_is_link, group.nodes))
            group.lists = sum(map(lists_entries, group.nodes))
            continue
        evidence = ["preamble" if is_root else "above-headings"] if above else []
        evidence += _of_group(group, first, prose)
        if first.kind == "paragraph":
            evidence += ["each-paragraph-links"] if each else []
            evidence += ["beside-list"] if listed else []
        group.evidence = evidence


def _prose_beside(node: Node) -> int:
    """Return the length of the paragraphs right under a node."""
    own = sum(wide_length(b.text) for _, b in node.body if b.kind == "paragraph")
    return own + sum(c.text for c in node.children if c.kind == "paragraph")


def _of_group(group: Group, first: Node, prose: int) -> Iterator[str]:
    ahead = group.ahead if first.kind != "label" else None
    introduced = ahead is not None and ahead.kind == "paragraph" and not is_label(ahead)
    if ahead is not None and introduced and ahead.text.rstrip()[-1:] in {":", "："}:
        yield "after-colon"
    if first.kind not in {"entry", "row"}:
        return
    if prose > _BESIDE_PROSE and prose > sum(n.text for n in group.nodes):
        yield "beside-prose"
    asking = sum(n.leaf is not None and is_asking(n.leaf.text[n.lead.start :]) for n in group.nodes)
    if asking * _FEW >= len(group.nodes) > 1:
        yield "neighbours-ask"


def title_is_link(node: Node) -> bool:
    """Return whether the title is a link, by-line and reading time aside."""
    link = node.lead.link
    if link is None or is_local(link.url) or node.leaf is None:
        return False
    text = node.leaf.text
    words = text[max(node.lead.start, link.start) : link.end]
    covered = len(words) >= _LINK_COVERS * max(1, len(text) - node.lead.start)
    if node.kind == "label" and node.style[0] != "lead" and not covered:
        covered = text[link.end : link.end + 1] in set("(（:：,， -") | {""}
    return (covered or is_byline(text[link.end :].strip())) and not says_nothing(words)


def lists_entries(node: Node) -> bool:
    """Return whether little but entries that link stands under a heading."""
    linked = sum(c.kind == "entry" and c.near > 0 for c in node.children)
    return linked > 1 and linked * 2 > len(node.children)


def each_links(node: Node) -> bool:
    """Return whether nearly each of several paragraphs right under a node links somewhere."""
    linked = sum(c.kind == "paragraph" and c.links > 0 for c in node.children)
    others = sum(b.kind == "paragraph" and len(b.text) > _TOLD for _, b in node.body)
    return linked >= _FEW and linked >= _MOST * (linked + others)


def is_only_paragraphs(nodes: list[Node]) -> bool:
    """Return whether a post is short paragraphs that nearly all link somewhere, and little else."""
    linked = others = 0
    for node in nodes:
        if node.kind == "paragraph":
            linked += node.links > 0 and node.text <= _LONG
        elif node.kind not in {"heading", "post"} and node.links:
            return False
        for _, block in node.body:
            others += block.kind == "paragraph" and len(block.text) > _TOLD
    return linked >= _FEW and linked >= _MOST * (linked + others)


def lines_over_parts(node: Node) -> list[Node]:
    """Return the lines that stand over parts of a section as headings do.

    A line that is a link stands over something only where words follow each, or nothing else does.
    """
    lines = [c for c in node.children if c.kind == "label" and c.style[0] != "date"]
    linked = [c for c in lines if c.style[0] == "link"]
    told = sum(map(_has_words, linked))
    if linked and told * 2 < len(linked) and (told or _has_words(node)):
        return [c for c in lines if c.style[0] != "link"]
    return lines


def _has_words(node: Node) -> bool:
    return any(c.kind == "paragraph" for c in node.children) or any(
        b.kind == "quote" or (b.kind == "paragraph" and len(b.text) > _STRAY) for _, b in node.body
    )


def running_text(node: Node) -> list[Block]:
    """Return the paragraphs and quotations right under a node, in order."""
    placed = list(node.body)
    for child in node.children:
        if child.kind == "paragraph" or (child.kind == "label" and child.style[0] == "link"):
            placed += _paragraphs_of(child)
    found: list[Block] = []
    if node.kind == "label" and node.style[0] in {"lead", "number", "link"} and node.leaf:
        found += [node.leaf] if len(node.leaf.text) - _head_end(node) > _TOLD else []
    for _, block in sorted(placed, key=lambda each: each[0]):
        if block.kind == "paragraph" and block.text.strip():
            found.append(block)
        elif block.kind in {"quote", "container"}:
            found += _leaves(block)
    return found


def _paragraphs_of(node: Node) -> Iterator[tuple[tuple[int, ...], Block]]:
    yield node.path, node.block
    yield from node.body
    if node.kind == "label":
        for child in node.children:
            if child.kind == "paragraph":
                yield from _paragraphs_of(child)


def _leaves(block: Block) -> Iterator[Block]:
    for child in block.children:
        if child.children:
            yield from _leaves(child)
        elif child.text.strip():
            yield child


def _head_end(node: Node) -> int:
    ends = [s.end for s in (node.lead.bold, node.lead.link) if s is not None]
    return max(ends, default=node.lead.start)
