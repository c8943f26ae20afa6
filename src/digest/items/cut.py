"""The best cut of a post's tree: which nodes are entries, which hold entries, which are neither.

A node that is an entry is worth what the evidence says; one that holds entries is worth what
speaks for that, and on average what its parts are worth, each part weighed by its links and
words; one that is neither is worth nothing. So the best cut follows from the leaves upwards, and
the whole is found in one walk. Evidence is shared: a node's worth is partly its own, partly that
of its siblings, partly that of all nodes of its shape in the post.
"""

from __future__ import annotations

from digest.items.nodes import Node
from digest.items.weights import Weights

SHARES = (0.4, 0.35, 0.25)
"""What a node's worth owes to itself, to its siblings, and to its shape in the whole post."""


Bias = dict[int, tuple[float, float]]
"""By the id of a node: what is added to its worth as an entry, and as holding entries."""


def cut_tree(root: Node, weights: Weights, bias: Bias) -> None:
    """Give every node its role, evidence being gathered."""
    nodes = root.walk()[1:]
    score_entries(nodes, weights)
    _value(root, weights, bias)
    settle(root)
    follow_kin(nodes)
    _value(root, weights, bias)
    settle(root)


def score_entries(nodes: list[Node], weights: Weights) -> None:
    """Give every node its worth as an entry, shared with its siblings and its shape."""
    shapes: dict[object, list[float]] = {}
    groups: dict[int, list[Node]] = {}
    for node in nodes:
        node.score = weights.entry(node, node.flags)
        total = shapes.setdefault(node.shape, [0.0, 0])
        total[0] += node.score
        total[1] += 1
        groups.setdefault(id(node.group), []).append(node)
    for group in groups.values():
        group[0].group.score = sum(n.score for n in group) / len(group)
    own, beside, alike = SHARES
    shared = {shape: total / count for shape, (total, count) in shapes.items()}
    for node in nodes:
        node.score = (
            own * node.score + beside * node.group.score + alike * shared[node.shape]
            + weights.entry(node, node.marks)
        )  # fmt: skip


KIN = 0.4


def follow_kin(nodes: list[Node]) -> None:
    """Let nodes lean towards what most of their siblings, and most of their shape, are."""
    tallies: dict[object, list[int]] = {}
    nodes = [node for node in nodes if node.open]
    for node in nodes:
        for key in (id(node.group), node.shape):
            tally = tallies.setdefault(key, [0, 0])
            tally[0] += 1
            tally[1] += node.role == "entry"
    for node in nodes:
        for key in (id(node.group), node.shape):
            count, entries = tallies[key]
            if count > 1:
                entries -= node.role == "entry"
                node.score += KIN / 2 * (2 * entries / (count - 1) - 1)


def _value(node: Node, weights: Weights, bias: Bias) -> float:
    """Return the worth of the best cut at and under a node, and note its role."""
    asked, held = bias.get(id(node), (0.0, 0.0)) if bias else (0.0, 0.0)
    best, role = 0.0, "none"
    if node.children:
        inside = 0.0
        for child in node.children:
            inside += child.mass * _value(child, weights, bias)
        held += inside / node.mass + weights.container(node)
        if held > best:
            best, role = held, "container"
    if node.kind != "post" and node.score + asked > best:
        best, role = node.score + asked, "entry"
    node.role = role  # type: ignore[assignment]
    node.value = best
    return best


def settle(node: Node, open_: bool = True) -> None:
    """Take the roles from nodes whose ancestors are entries, or neither."""
    node.open = open_
    if not open_:
        node.role = "none"
    inside = open_ and node.role == "container"
    for child in node.children:
        settle(child, inside)
