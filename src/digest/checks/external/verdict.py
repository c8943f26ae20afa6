"""A status, and for how long it has been like that → what authors should hear of an address.

Nobody is called dead on a suspicion. A page that its own server calls gone is dead at once; a host
without a name, a certificate or an open port has two days to come back; silence and faults of a
server have a month. Whatever a wall against machines may answer says nothing at all.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

Verdict = Literal["fine", "moved", "dead", "failing", "unsure"]

GONE = frozenset({"404", "410"})
UNREACHABLE = frozenset({"dns", "tls", "refused"})
SILENT = frozenset({"timeout", "dns-fault", "cut", "500", "502", "504"}) | frozenset(
    str(status) for status in (*range(520, 528), 530)
)
OF_CONNECTION = UNREACHABLE | {"timeout", "dns-fault"}
"""What a fault of one's own machine or network may look like too."""
NOT_ASKED = frozenset({"robots", "private", "malformed"})

PATIENCE = {"gone": 0, "unreachable": 1, "silent": 30}
"""Days that must lie between the first and the last failure before an address is dead."""

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


def judge(status: str, since: str, checked: str, final: str = "") -> Verdict:
    """Give what a status means that has been so (or failed in another way) since a day."""
    group = _group_of(status)
    if group:
        return "dead" if _days_between(since or checked, checked) >= PATIENCE[group] else "failing"
    if status in _MOVED and final:
        return "moved"
    return "fine" if is_answer(status) and status.startswith("2") else "unsure"


def is_failure(status: str) -> bool:
    """Whether a status, repeated for long enough, makes an address dead."""
    return bool(_group_of(status))


def is_answer(status: str) -> bool:
    """Whether a server answered at all: the status is one of HTTP."""
    return status.isdigit()


def describe(status: str) -> str:
    """Give a status in words."""
    return _WORDS.get(status) or f"status {status}"


def _group_of(status: str) -> str:
    if status in GONE:
        return "gone"
    if status in UNREACHABLE:
        return "unreachable"
    return "silent" if status in SILENT else ""


def _days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
