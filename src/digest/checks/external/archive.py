"""Where a copy of a dead page is kept: asked of the Wayback Machine, or of what speaks like it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec

from digest.checks.external.asking import Asker, RestingError
from digest.checks.external.client import FaultError
from digest.checks.external.lock import NO_COPY

_LARGEST = 64 * 1024
_FINE = 200


class ArchiveDesk:
    """Asks for archived copies, at one address for all of them."""

    def __init__(self, asker: Asker, api: str) -> None:
        self._asker = asker
        self._api = api

    async def find_copy(self, url: str, day: date | None) -> str:
        """Give the address of the copy nearest to a day, `NO_COPY`, or "" if nobody could say."""
        wanted = {"url": url} | ({"timestamp": f"{day:%Y%m%d}"} if day else {})
        joint = "&" if "?" in self._api else "?"
        try:
            reply = await self._asker.ask(f"{self._api}{joint}{urlencode(wanted)}", read=_LARGEST)
        except (FaultError, RestingError):
            return ""
        if reply.status != _FINE:
            return ""
        try:
            return _read_copy(msgspec.json.decode(reply.body))
        except (msgspec.DecodeError, AttributeError, UnicodeDecodeError):
            return ""


def _read_copy(answer: Any) -> str:
    closest = answer.get("archived_snapshots", {}).get("closest") or {}
    address = str(closest.get("url", ""))
    good = closest.get("available") and str(closest.get("status", _FINE)).startswith("2")
    if not good or not address.startswith(("http://", "https://")) or address.split() != [address]:
        return NO_COPY
    secure = address.startswith("http://web.archive.org/")
    return f"https{address.removeprefix('http')}" if secure else address
