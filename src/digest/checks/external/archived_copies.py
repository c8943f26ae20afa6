"""Archived copies of dead pages, from the Wayback Machine or a service with the same API."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec

from digest.checks.external.http_client import RequestError
from digest.checks.external.link_states import NO_COPY
from digest.checks.external.retries import HostExcludedError, RetryingClient

_LARGEST = 64 * 1024
_OK = 200


class ArchiveClient:
    """Asks the availability API of an archive for copies."""

    def __init__(self, client: RetryingClient, api: str) -> None:
        self._client = client
        self._api = api

    async def find_copy(self, url: str, day: date | None) -> str:
        """Return the URL of the copy nearest to a day, `NO_COPY`, or "" without a clear answer."""
        query = {"url": url} | ({"timestamp": f"{day:%Y%m%d}"} if day else {})
        joint = "&" if "?" in self._api else "?"
        request = f"{self._api}{joint}{urlencode(query)}"
        try:
            response = await self._client.request(request, read=_LARGEST)
        except (RequestError, HostExcludedError):
            return ""
        if response.status != _OK:
            return ""
        try:
            return _parse_answer(msgspec.json.decode(response.body))
        except (msgspec.DecodeError, AttributeError, UnicodeDecodeError):
            return ""


def _parse_answer(answer: Any) -> str:
    closest = answer.get("archived_snapshots", {}).get("closest") or {}
    url = str(closest.get("url", ""))
    good = closest.get("available") and str(closest.get("status", _OK)).startswith("2")
    if not good or not url.startswith(("http://", "https://")) or url.split() != [url]:
        return NO_COPY
    secure = url.startswith("http://web.archive.org/")
    return f"https{url.removeprefix('http')}" if secure else url
