"""The layout `lead`: list entries that bold words open, followed by prose."""

from __future__ import annotations

from digest.items.lists import Entry


def score_lead(entries: list[Entry]) -> float:
    """Give the share of entries that bold words open."""
    return sum(entry.is_led_by_bold for entry in entries) / max(1, len(entries))
