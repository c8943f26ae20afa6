"""Slots: marks in a body where the theme puts what belongs to the item of a position."""

from __future__ import annotations

import re
from collections.abc import Callable

SLOT = re.compile(r"\x00(\d+)\x00")


def fill_slots(body: str, fill: Callable[[int], str]) -> str:
    """Replace each slot by what `fill` gives for its item's position."""
    return SLOT.sub(lambda found: fill(int(found[1])), body)


def strip_slots(body: str) -> str:
    """Leave the slots out."""
    return SLOT.sub("", body)
