"""The layout `lead`: list entries that bold words open, followed by prose."""

from __future__ import annotations

from digest.items.lists import Entry


def opens_in_bold(entry: Entry) -> bool:
    """Whether bold words open an entry."""
    return entry.lead.bold is not None
