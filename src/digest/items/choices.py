"""Which nodes are entries: the best cut, and what the author said overrules it."""

from __future__ import annotations

from collections.abc import Callable

from digest.config.tables import LayoutName
from digest.core.text import match_key
from digest.items.clean import clean_title
from digest.items.cut import cut_tree
from digest.items.evidence import BIT
from digest.items.gathering import gather_evidence
from digest.items.nodes import Node
from digest.items.pins import is_pinned, is_refused
from digest.items.records import ItemContext
from digest.items.tree import Tree
from digest.items.weights import Weights, read_weights

_ASKED = 50.0
"""More than any evidence weighs."""

_KINDS: dict[LayoutName, Callable[[Node], bool]] = {
    "bullets": lambda node: node.kind == "entry",
    "lead": lambda node: node.kind in {"entry", "label"},
    "dated": lambda node: (
        node.kind == "entry"
        or ((not node.is_section or node.kind == "label") and node.lead.date is not None)
    ),
    "table": lambda node: node.kind == "row",
    "paragraphs": lambda node: node.kind in {"label", "paragraph", "term"},
}


def choose_entries(
    tree: Tree, context: ItemContext, weights: Weights, *, names_source: bool
) -> None:
    """Give every node of a post its role."""
    layout = context.layout or context.table.layout
    gather_evidence(tree.root, context.title, names_source=names_source)
    cut_tree(tree.root, weights, _bias(tree, context, layout))
    _take_marked(tree.root)


def _bias(tree: Tree, context: ItemContext, layout: LayoutName) -> dict[int, tuple[float, float]]:
    """Return what the author's word adds to nodes' worth as an entry, and as holding some."""
    bias: dict[int, tuple[float, float]] = {}
    ignored = {match_key(name) for name in context.table.ignore_sections}
    if layout != "auto":
        _ask_for(tree.root, context, layout, bias)
    marked = any(n.kind == "paragraph" and is_pinned(n.attrs) for n in tree.root.walk() if n.attrs)
    for node in tree.root.walk():
        if marked and node.kind == "paragraph" and not is_pinned(node.attrs):
            bias[id(node)] = (-_ASKED, 0.0)
        if (
            node.kind == "heading"
            and ignored
            and match_key(clean_title(node.block.text)) in ignored
        ):
            bias[id(node)] = (-_ASKED * 2, -_ASKED * 4)
        if node.attrs and is_refused(node.attrs):
            bias[id(node)] = (-_ASKED * 2, -_ASKED * 4)
    return bias


def _ask_for(
    root: Node, context: ItemContext, layout: LayoutName, bias: dict[int, tuple[float, float]]
) -> None:
    level = context.table.level or (_likely_level(root) if layout == "headings" else 0)
    wanted: Callable[[Node], bool] = _KINDS.get(
        layout, lambda node: node.kind == "heading" and node.block.level == level
    )
    none = layout in {"none", "post"}
    for node in root.walk():
        if node is root:
            bias[id(node)] = (0.0, _ASKED)
        elif none or not wanted(node) or node.flags & BIT["date-line"]:
            bias[id(node)] = (-_ASKED, 0.0)
        else:
            bias[id(node)] = (_ASKED / 2, 0.0)


def _likely_level(root: Node) -> int:
    """Return the level whose headings are most likely entries, where some are known to be."""
    weights = read_weights()
    worth: dict[int, float] = {}
    for node in root.walk():
        if node.kind == "heading":
            score = weights.entry(node, node.flags) + weights.entry(node, node.marks)
            worth[node.block.level] = worth.get(node.block.level, 0.0) + max(score, 0.0) + 0.01
    return max(worth, key=lambda level: (worth[level], level), default=2)


def _take_marked(node: Node) -> None:
    """Take what the author marked as entries where nothing else is one."""
    for child in node.children:
        if child.role == "entry":
            continue
        if child.attrs and is_pinned(child.attrs):
            child.role = "entry"
            _open_above(child)
        else:
            _take_marked(child)
            if child.role == "none" and any(c.role != "none" for c in child.children):
                child.role = "container"
    if node.kind == "post" and any(c.role != "none" for c in node.children):
        node.role = "container"


def _open_above(node: Node) -> None:
    """Leave no role to what stands under a marked entry."""
    for child in node.children:
        child.role = "none"
        _open_above(child)
