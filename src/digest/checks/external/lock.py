"""`links.lock`: one line for each address, sorted, so that git merges it and people can read it.

    https://example.org/paper 200 2026-11-21
    https://example.org/old 301 2026-11-21 to=https://example.org/new
    https://example.org/gone 404 2026-11-20 since=2026-11-01 copy=https://web.archive.org/web/2024/…

Address, status (an HTTP status, or a word where none came), the day it was asked for, and what else
there is to say: since when it fails, where it has moved, an archived copy ("-": there is none), the
parts that were looked for in vain.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from digest.checks.external.verdict import Verdict, describe, judge
from digest.core.addresses import is_outward

FILE_NAME = "links.lock"
NO_COPY = "-"

_HEAD = "# What `digest check --external` found: address, status, day (see docs/links.md).\n"
_FIELDS = 3
_COMMA = ","


class LinkState(Struct, frozen=True):
    """What came of asking for an address.

    `status` is the last HTTP status (for an address that has moved for good: the first one), or
    one of the words of `verdict`. `checked` is an ISO date, `since` the day of the first failure
    of an unbroken row, "" where it does not fail. `final` is where an address has moved to,
    `archive` an archived copy, `missing` the parts (fragments) that its page does not have.
    """

    status: str
    checked: str
    since: str = ""
    final: str = ""
    archive: str = ""
    missing: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What the status means."""
        return judge(self.status, self.since, self.checked, self.final)

    @property
    def is_faulty(self) -> bool:
        """Whether authors should hear of it."""
        return self.verdict in {"dead", "moved"} or bool(self.missing)

    @property
    def copy(self) -> str:
        """The address of an archived copy, or ""."""
        return self.archive if self.archive != NO_COPY else ""

    @property
    def leads_home(self) -> bool:
        """Whether it has moved to the front page of a site: often what is left of a lost page."""
        target = urlsplit(self.final)
        return bool(self.final) and target.path in {"", "/"} and not target.query

    def describe(self) -> str:
        """Give in words what is wrong; the same words on the next day."""
        return describe(self.status)

    @property
    def days(self) -> str:
        """Since when it has been so, and when it was last asked for."""
        if self.since and self.since != self.checked:
            return f"since {self.since}, last asked for on {self.checked}"
        return f"asked for on {self.checked}"


def lock_key(url: str) -> str:
    """Give an address as it is asked for, without its fragment; "" for what cannot be asked."""
    if not url.startswith(("https://", "http://")) or not is_outward(url):
        return ""
    return "%20".join(url.partition("#")[0].split())


def part_key(url: str) -> str:
    """Give the part of a page that an address names, as a lock can hold it; "" for none."""
    return "%20".join(url.partition("#")[2].split()).replace(_COMMA, "%2C")


def read_lock(text: str) -> dict[str, LinkState]:
    """Read a lock; of two lines for one address (a merge kept both) the newer one counts.

    Whatever is no such line, git's conflict markers too, is passed over.
    """
    found: dict[str, LinkState] = {}
    for line in text.splitlines():
        parts = line.split()
        if len(parts) < _FIELDS or not is_outward(parts[0]) or not _is_day(parts[2]):
            continue
        more = dict(part.partition("=")[::2] for part in parts[_FIELDS:])
        since = more.get("since", "")
        state = LinkState(
            status=parts[1],
            checked=parts[2],
            since=since if _is_day(since) else "",
            final=more.get("to", ""),
            archive=more.get("copy", ""),
            missing=tuple(filter(None, more.get("missing", "").split(_COMMA))),
        )
        before = found.get(parts[0])
        if before is None or (before.checked, before.status) < (state.checked, state.status):
            found[parts[0]] = state
    return found


def load_lock(root: Path) -> dict[str, LinkState]:
    """Read the lock of a site; without the file nothing is known."""
    path = root / FILE_NAME
    return read_lock(path.read_text("utf-8", errors="replace")) if path.is_file() else {}


def format_lock(states: Mapping[str, LinkState]) -> str:
    """Give the text of a lock, by address; nothing else decides on its bytes."""
    return _HEAD + "".join(f"{line}\n" for line in sorted(_lines(states)))


def write_lock(root: Path, states: Mapping[str, LinkState]) -> bool:
    """Write the lock of a site by one rename, unless it is so already; say whether it changed."""
    path, data = root / FILE_NAME, format_lock(states).encode()
    if path.is_file() and path.read_bytes() == data:
        return False
    handle, name = tempfile.mkstemp(prefix=".links-", dir=root)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(path.stat().st_mode if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def _lines(states: Mapping[str, LinkState]) -> Iterable[str]:
    for url, state in states.items():
        more = {
            "since": state.since,
            "to": state.final,
            "copy": state.archive,
            "missing": _COMMA.join(state.missing),
        }
        fields = (f"{name}={value}" for name, value in more.items() if value)
        yield " ".join((url, state.status, state.checked, *fields))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
