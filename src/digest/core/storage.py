"""Where remembered bytes lie, and how they are read: the words that a cache and its users share."""

from __future__ import annotations

from typing import Protocol

import msgspec


class Slot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where remembered bytes lie: a pack's name, their place in it, their length and checksum."""

    pack: str
    offset: int
    size: int
    check: int


class SlotReader(Protocol):
    """Reads remembered bytes; can be pickled, so that workers read for themselves."""

    def read(self, slot: Slot) -> bytes:
        """Return what was remembered, exactly."""
        ...
