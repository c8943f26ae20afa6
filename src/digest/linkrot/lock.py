"""`links.lock`: one line for each address, sorted, so that git merges it and people can read it.

    https://example.org/paper 200 2026-11-21
    https://example.org/old 301 2026-11-21 https://example.org/new
    https://example.org/gone 404 2026-11-20 - https://web.archive.org/web/2024/https://example.org/gone

Address, status (an HTTP status, or a word where none came), day, where it finally led ("-" for
nowhere else), and an archived copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from digest.links import is_outward

FILE_NAME = "links.lock"
Verdict = Literal["ok", "moved", "dead", "unsure"]

_HEAD = (
    "# What `digest check --external` found: address, status, day, new address, archived copy.\n"
)
_DEAD = frozenset({"404", "410", "dns", "tls"})
_MOVED = frozenset({"301", "308"})
_WORDS = {"dns": "its host has no address", "tls": "its certificate is not valid"}
_FIELDS = 3
_NONE = "-"


class LinkState(Struct, frozen=True):
    """What came of asking for an address.

    `status` is the last HTTP status (for an address that has moved for good: the first one), or
    `dns`, `tls`, `timeout`, `refused`, `robots`. `checked` is an ISO date. `final` is where the
    address led in the end, "" if to itself; `archive` an archived copy, if one is known.
    """

    status: str
    checked: str
    final: str = ""
    archive: str = ""

    @property
    def verdict(self) -> Verdict:
        """What the status means: 403, 429, 5xx and silence say nothing for sure."""
        if self.status in _DEAD:
            return "dead"
        if self.status in _MOVED:
            return "moved" if self.final else "unsure"
        return "ok" if self.status.startswith("2") and self.status.isdigit() else "unsure"

    @property
    def is_faulty(self) -> bool:
        """Whether authors should hear of it."""
        return self.verdict in {"dead", "moved"}

    def describe(self) -> str:
        """Give the status in words."""
        return _WORDS.get(self.status) or f"status {self.status}"


def lock_key(url: str) -> str:
    """Give an address as it is asked for, without its fragment; "" for what cannot be asked."""
    if not url.startswith(("https://", "http://")) or not is_outward(url):
        return ""
    return "%20".join(url.partition("#")[0].split())


def read_lock(text: str) -> dict[str, LinkState]:
    """Read a lock; of two lines for one address (a merge kept both) the newer one counts.

    Whatever is no such line, git's conflict markers too, is passed over.
    """
    found: dict[str, LinkState] = {}
    for line in text.splitlines():
        parts = line.split()
        if len(parts) < _FIELDS or not is_outward(parts[0]) or not _is_day(parts[2]):
            continue
        url, status, checked, final, archive = (*parts, "", "")[:5]
        state = LinkState(status, checked, final.removeprefix(_NONE), archive)
        before = found.get(url)
        if before is None or (before.checked, before.status) < (state.checked, state.status):
            found[url] = state
    return found


def format_lock(states: Mapping[str, LinkState]) -> str:
    """Give the text of a lock, by address; nothing else decides on its bytes."""
    return _HEAD + "".join(f"{line}\n" for line in sorted(_lines(states)))


def _lines(states: Mapping[str, LinkState]) -> Iterable[str]:
    for url, state in states.items():
        final = state.final or (_NONE if state.archive else "")
        yield " ".join(filter(None, (url, state.status, state.checked, final, state.archive)))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
