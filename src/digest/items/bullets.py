"""The layout `bullets`: list entries that a link opens, labels like `[video]` before it."""

from __future__ import annotations

from digest.items.lists import Entry


def score_bullets(entries: list[Entry]) -> float:
    """Give the share of entries that a link opens."""
    return sum(entry.is_led_by_link for entry in entries) / max(1, len(entries))
