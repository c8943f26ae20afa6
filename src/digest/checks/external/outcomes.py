"""What the status of a link means: fine, moved, dead, failing (perhaps for now), or undecided.

A link is not called dead at the first failure. A page that its own server calls gone (404, 410) is
dead at once; a host without an address, a valid certificate or an open port has two days to come
back; timeouts and server errors have a month. What servers answer to keep machines out (401, 403,
429 …) decides nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

Outcome = Literal["fine", "moved", "dead", "failing", "unsure"]

GONE = frozenset({"404", "410"})
UNREACHABLE = frozenset({"dns", "tls", "refused"})
SILENT = frozenset({"timeout", "dns-fault", "cut", "500", "502", "504"}) | frozenset(
    str(status) for status in (*range(520, 528), 530)
)
CONNECTION_FAULTS = UNREACHABLE | {"timeout", "dns-fault"}
"""Statuses that a fault of this machine or its network may cause too."""
NOT_REQUESTED = frozenset({"robots", "private", "malformed"})

FAILURE_DAYS = {"gone": 0, "unreachable": 1, "silent": 30}
"""Days that must lie between the first and the last failure before a link is dead."""

_MOVED = frozenset({"301", "308"})
_WORDS = {
    "dns": "its host has no address",
    "dns-fault": "the name servers of its host do not answer",
    "tls": "its certificate is not valid",
    "refused": "its host takes no connection",
    "timeout": "no answer in time",
    "cut": "its host breaks off without an answer",
    "loop": "it leads round in a circle",
    "astray": "it leads to an address that nobody can ask for",
    "robots": "its robots.txt lets nobody ask",
    "private": "it is in a private network",
    "malformed": "it is no address",
}


def classify_status(status: str, since: str, checked: str, final: str = "") -> Outcome:
    """Return what a status means; `since` and `checked` are the days of first and last failure."""
    group = _group_of(status)
    if group:
        days = _days_between(since or checked, checked)
        return "dead" if days >= FAILURE_DAYS[group] else "failing"
    if status in _MOVED and final:
        return "moved"
    return "fine" if is_http_status(status) and status.startswith("2") else "unsure"


def is_failure(status: str) -> bool:
    """Return whether a status, repeated for long enough, makes a link dead."""
    return bool(_group_of(status))


def is_http_status(status: str) -> bool:
    """Return whether a server responded at all: the status is one of HTTP."""
    return status.isdigit()


def describe_status(status: str) -> str:
    """Return a status in words."""
    return _WORDS.get(status) or f"status {status}"


def _group_of(status: str) -> str:
    if status in GONE:
        return "gone"
    if status in UNREACHABLE:
        return "unreachable"
    return "silent" if status in SILENT else ""


def _days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
