"""Labels: short words before a colon, or links that say only what they lead to.

A list of facts about an entry ("Code", "Paper", "Date: …") is no list of entries. Words known for
labels are in `words.toml`; others give themselves away, because they recur from list to list.
"""

from __future__ import annotations

import re

from digest.core.addresses import is_profile
from digest.core.blocks import Block
from digest.items.clean import clean_title
from digest.items.nodes import Node
from digest.items.vocabulary import MENTION, names_fact, says_nothing

_FACT = 160
_LABELLED = 320
_LABEL = 30
_STRAY = 4
_MANY = 8
_TWO = 2
_FEW = 3
_TOLD = 40
_BESIDE = 2
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]$")


def fact_of(node: Node) -> str:
    """Return whether a line is a fact, or a label before something else, or neither ("")."""
    if node.fact is None:
        node.fact = "fact" if is_fact(node) else "labelled-link" if is_labelled(node) else ""
    return node.fact


def is_fact(node: Node) -> bool:
    """Return whether a short line is a label with its value, or links that say what they are."""
    leaf = node.leaf
    if leaf is None or len(leaf.text) > _FACT:
        return False
    links = [leaf.text[s.start : s.end] for s in leaf.spans if s.kind == "link"]
    if _has_known_label(leaf, node.lead.start):
        return all(says_nothing(words) or names_fact(words) for words in links)
    if not links or len(links) > _MANY:
        return False
    outside = len(leaf.text.strip()) - sum(map(len, links))
    if outside > _STRAY * len(links) + _TWO:
        return False
    plain = [_BRACKETS.sub("", words) for words in links]
    return all(names_fact(words) or says_nothing(words) for words in plain)


def is_labelled(node: Node) -> bool:
    """Return whether a line is a label, such as "Paper:", before a link that names something."""
    leaf = node.leaf
    return (
        leaf is not None and len(leaf.text) <= _LABELLED and _has_known_label(leaf, node.lead.start)
    )


def _has_known_label(leaf: Block, start: int) -> bool:
    label, colon, _ = leaf.text[start : start + _LABEL + 1].replace("：", ":").partition(":")
    return bool(colon) and "//" not in label and names_fact(clean_title(label))


def is_person(node: Node) -> bool:
    """Return whether an entry is little more than somebody's handle or profile."""
    link, leaf = node.lead.link, node.leaf
    if link is None or leaf is None:
        return False
    rest = leaf.text[link.end :].strip()
    if len(rest) >= _TOLD or (len(rest.split()) > _BESIDE and not rest.startswith(("for ", "("))):
        return False
    return is_profile(link.url) or bool(MENTION.fullmatch(leaf.text[link.start : link.end].strip()))


def label_of(node: Node) -> str:
    """Return the label that begins a node: the words before its colon, or all that is its link."""
    leaf = node.leaf
    if node.kind == "row":
        cells = node.block.children
        return cells[0].text.strip().casefold() if len(cells) == _TWO else ""
    if leaf is None or node.kind == "heading":
        return ""
    text = leaf.text[node.lead.start : node.lead.start + _LABEL + 1]
    label, colon, _ = text.replace("：", ":").partition(":")
    if colon and len(label) <= _LABEL:
        return label.strip(" *_").casefold()
    link = node.lead.link
    if link is not None and link.end >= len(leaf.text) - _STRAY and len(leaf.text) <= _LABEL:
        return leaf.text.strip().casefold()
    return ""


def find_recurring_labels(nodes: list[Node]) -> frozenset[int]:
    """Return the ids of nodes whose label stands in several lists: they are a frame's words."""
    places: dict[str, set[int]] = {}
    labelled: dict[str, list[int]] = {}
    for parent in nodes:
        for node in parent.children:
            if label := label_of(node):
                places.setdefault(label, set()).add(id(parent))
                labelled.setdefault(label, []).append(id(node))
    return frozenset(
        node for label, where in places.items() if len(where) >= _FEW for node in labelled[label]
    )
