"""`links.lock`: one line for each external link, sorted, so that git merges it and people read it.

    https://example.org/paper 200 2026-11-21
    https://example.org/old 301 2026-11-21 to=https://example.org/new
    https://example.org/gone 404 2026-11-20 since=2026-11-01 copy=https://web.archive.org/web/2024/…

URL, status (of HTTP, or a word where no response came), the day of the request, and what else is
known: since when it fails, where it has moved, an archived copy ("-": there is none), the fragments
that its page does not have.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from digest.checks.external.outcomes import Outcome, classify_status, describe_status
from digest.core.addresses import is_outward

FILE_NAME = "links.lock"
NO_COPY = "-"

_HEADER = "# What `digest check --external` found: address, status, day (see docs/links.md).\n"
_FIELDS = 3
_COMMA = ","


class LinkState(Struct, frozen=True):
    """The result of the last request for a URL.

    `status` is the HTTP status (of a URL that has moved permanently: the first one), or one of the
    words of `outcomes`. `checked` is an ISO date, `since` the day of the first of an unbroken row
    of failures, "" where the last request did not fail. `final` is where a URL has moved to,
    `archive` the URL of an archived copy, `missing` the fragments that its page does not have.
    """

    status: str
    checked: str
    since: str = ""
    final: str = ""
    archive: str = ""
    missing: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """What the status means for authors."""
        return classify_status(self.status, self.since, self.checked, self.final)

    @property
    def is_faulty(self) -> bool:
        """Whether the link is reported: dead, moved, or to a fragment that is missing."""
        return self.outcome in {"dead", "moved"} or bool(self.missing)

    @property
    def copy(self) -> str:
        """The URL of an archived copy, or ""."""
        return self.archive if self.archive != NO_COPY else ""

    @property
    def leads_home(self) -> bool:
        """Whether it has moved to the front page of a site: often the page itself is lost."""
        target = urlsplit(self.final)
        return bool(self.final) and target.path in {"", "/"} and not target.query

    def describe(self) -> str:
        """Return the status in words: the same words on the next day."""
        return describe_status(self.status)

    @property
    def days(self) -> str:
        """Since when the link fails, and the day of the last request, in words."""
        if self.since and self.since != self.checked:
            return f"since {self.since}, last asked for on {self.checked}"
        return f"asked for on {self.checked}"


def link_key(url: str) -> str:
    """Return a URL as `links.lock` names it, without its fragment; "" if it is not external."""
    if not url.startswith(("https://", "http://")) or not is_outward(url):
        return ""
    return "%20".join(url.partition("#")[0].split())


def fragment_key(url: str) -> str:
    """Return the fragment of a URL as `links.lock` writes it; "" for none."""
    return "%20".join(url.partition("#")[2].split()).replace(_COMMA, "%2C")


def parse_link_states(text: str) -> dict[str, LinkState]:
    """Parse the text of a `links.lock` into states by URL.

    Of two lines for one URL (a merge kept both) the newer one counts. Whatever is no such line,
    git's conflict markers too, is ignored.
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


def load_link_states(root: Path) -> dict[str, LinkState]:
    """Read the `links.lock` of the site at `root`; return {} without the file."""
    path = root / FILE_NAME
    return parse_link_states(path.read_text("utf-8", errors="replace")) if path.is_file() else {}


def format_link_states(states: Mapping[str, LinkState]) -> str:
    """Return the text of a `links.lock`; it depends on nothing but the states."""
    return _HEADER + "".join(f"{line}\n" for line in sorted(_format_lines(states)))


def save_link_states(root: Path, states: Mapping[str, LinkState]) -> bool:
    """Write the `links.lock` of a site by one rename, and return whether its content changed."""
    path, data = root / FILE_NAME, format_link_states(states).encode()
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


def _format_lines(states: Mapping[str, LinkState]) -> Iterable[str]:
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
