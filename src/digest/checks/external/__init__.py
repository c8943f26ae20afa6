"""Addresses out there: what is remembered of them in `links.lock`, and how they are asked.

agenda (what to ask for) → survey (one run) → visit (one address) → asking (tries and pauses) →
client (one request); turns and robots say what is polite, verdict what an answer means. Only
`digest check --external` imports what speaks HTTP; everything else reads the lock.
"""

from __future__ import annotations

from digest.checks.external.lock import (
    FILE_NAME,
    LinkState,
    format_lock,
    load_lock,
    lock_key,
    part_key,
    read_lock,
    write_lock,
)

__all__ = [
    "FILE_NAME",
    "LinkState",
    "format_lock",
    "load_lock",
    "lock_key",
    "part_key",
    "read_lock",
    "write_lock",
]
