"""Anchors: a heading keeps its id; any other item is named by its title, uniquely in the post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from digest.core.blocks import Block
from digest.core.text import slugify

_LONGEST = 72
_UNUSUAL = re.compile(r"[+#'`]")
"""What takes more than hyphens to become a slug; few titles have it, and there are many titles."""
_AS_WORDS = str.maketrans({code: " " for code in range(0x80) if not chr(code).isalnum()})


class Anchors:
    """The ids in use in one post; items that share a title differ by what they are about.

    The suffix of a second "release notes" comes from its item's id, not from its place, so that
    an anchor stays when items before it come or go.
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._taken = set(_ids(blocks))

    def name(self, title: str, identity: str) -> str:
        """Give a free anchor for an item that has no heading."""
        base = ""
        if title.isascii() and not _UNUSUAL.search(title):
            base = "-".join(title.lower().translate(_AS_WORDS).split())
        base = base or slugify(title)
        if len(base) > _LONGEST:
            cut = base.rfind("-", _LONGEST // 2, _LONGEST)
            base = base[: cut if cut > 0 else _LONGEST]
        anchor = base
        if anchor in self._taken:
            anchor = f"{base}-{identity[:4]}"
        count = 2
        while anchor in self._taken:
            anchor = f"{base}-{identity[:4]}-{count}"
            count += 1
        self._taken.add(anchor)
        return anchor


def _ids(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        for key, value in block.attrs:
            if key == "id":
                yield value
        if block.children:
            yield from _ids(block.children)
