"""The layout `bullets`: list entries that a link opens, labels like `[video]` before it."""

from __future__ import annotations

from digest.items.lists import Entry


def opens_with_link(entry: Entry) -> bool:
    """Whether a link opens an entry, bold or not."""
    return entry.lead.link is not None or entry.lead.broken is not None
