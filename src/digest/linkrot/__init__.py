"""Addresses out there: what is remembered of them in `links.lock`, and how they are asked."""

from __future__ import annotations

from digest.linkrot.lock import FILE_NAME, LinkState, format_lock, lock_key, read_lock

__all__ = ["FILE_NAME", "LinkState", "format_lock", "lock_key", "read_lock"]
