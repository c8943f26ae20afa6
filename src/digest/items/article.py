"""A post that is about one thing: the address it names, where it names one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from digest.core.addresses import is_outward
from digest.core.blocks import Block
from digest.items.clean import clean_title
from digest.items.nodes import Node
from digest.items.vocabulary import names_category, names_source

_LONGEST = 300
_FIRST = 8
_LABEL = 30
_KEY_GAP = re.compile(r"[_\-\s]+|(?<=[a-z])(?=[A-Z])")


def source_in_header(values: Mapping[str, object]) -> str | None:
    """Return the address of the source that front matter names in a key of its own."""
    for key, value in values.items():
        if not names_source(_KEY_GAP.sub(" ", key)):
            continue
        found = value
        if isinstance(value, Mapping):
            found = next((value[k] for k in ("url", "link", "href") if k in value), None)
        if isinstance(found, str) and is_outward(found.strip()):
            return found.strip()
    return None


def named_source(root: Node) -> str | None:
    """Return the address that a label before the text names: `Source: URL`, a table's row."""
    for node in root.children:
        if node.kind == "heading":
            return _under_headings(root)
        if url := _labelled_address(node):
            return url
    return None


def _under_headings(root: Node) -> str | None:
    """Return the address in a first section of facts, or under a heading that names it."""
    for at, node in enumerate(root.children[:_FIRST]):
        if node.kind != "heading":
            continue
        title = clean_title(node.block.text)
        # "Papers" over a list with one paper in it is a section of a digest, not its source.
        if names_source(title) and not names_category(title) and node.links == 1:
            leaves = [*_leaves(node), *(b for _, b in node.body), *(c.block for c in node.children)]
            if url := next(filter(None, map(_address, leaves)), None):
                return url
        if at <= 1 and _is_metadata(node):
            for child in node.children:
                if url := _labelled_address(child):
                    return url
    return None


def _is_metadata(node: Node) -> bool:
    """Return whether a section is nothing but facts in a list or a table."""
    kinds = {child.kind for child in node.children}
    return (
        bool(kinds)
        and kinds <= {"entry", "row"}
        and not any(
            block.kind == "paragraph" and len(block.text) > _LONGEST for _, block in node.body
        )
    )


def _labelled_address(node: Node) -> str | None:
    if node.kind == "row":
        return _in_row(node.block)
    for leaf in _leaves(node):
        label, colon, _ = leaf.text.replace("：", ":").partition(":")
        named = colon and len(label) <= _LABEL and names_source(clean_title(label))
        if named and "//" not in label and (url := _address(leaf)):
            return url
    return None


def _leaves(node: Node) -> Iterator[Block]:
    if node.leaf is not None and len(node.leaf.text) <= _LONGEST:
        yield node.leaf
    for child in node.children:
        yield from _leaves(child)


def _in_row(row: Block) -> str | None:
    cells = row.children
    if len(cells) > 1 and names_source(clean_title(cells[0].text)):
        return _address(cells[1])
    return None


def _address(leaf: Block) -> str | None:
    return next((s.url for s in leaf.spans if s.kind == "link" and is_outward(s.url)), None)
