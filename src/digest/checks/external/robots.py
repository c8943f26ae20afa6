"""What hosts allow machines to request: each `robots.txt` is read once in a run (RFC 9309)."""

from __future__ import annotations

import asyncio

from protego import Protego

from digest.checks.external.http_client import RequestError, Response
from digest.checks.external.rate_limits import RateLimiter
from digest.checks.external.request_urls import origin_of, resolve_redirect
from digest.checks.external.retries import (
    ERROR,
    SERVER_ERROR,
    TOO_MANY,
    HostExcludedError,
    RetryingClient,
)

NAME = "digest"
"""The product token that rules of a `robots.txt` name digest by."""

_LARGEST = 512 * 1024
_MOST_REDIRECTS = 5
_REDIRECT = 300
_OF_THE_FILE = frozenset({"cut", "malformed"})
_ALLOW_ALL = Protego.parse("")
_ALLOW_NONE = Protego.parse("User-agent: *\nDisallow: /\n")


class RobotsRules:
    """The rules of every host, requested when they are first needed."""

    def __init__(self, client: RetryingClient, limiter: RateLimiter) -> None:
        self._client = client
        self._limiter = limiter
        self._rules: dict[str, Protego] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def is_allowed(self, url: str) -> bool:
        """Return whether a URL may be requested; raise `RequestError` for a fault of its host."""
        origin = origin_of(url)
        async with self._locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._rules:
                self._rules[origin] = await self._read(origin)
        return self._rules[origin].can_fetch(url, NAME)

    async def _read(self, origin: str) -> Protego:
        """Return the rules: all is allowed without any, nothing while they cannot be had.

        A fault of the host itself is raised, since every other request would meet it too.
        """
        try:
            response = await self._request(f"{origin}/robots.txt")
        except RequestError as fault:
            if fault.status in _OF_THE_FILE:
                return _ALLOW_NONE
            raise
        if response is None:
            return _ALLOW_ALL
        if response.status >= SERVER_ERROR or response.status == TOO_MANY:
            return _ALLOW_NONE
        if response.status >= ERROR:
            return _ALLOW_ALL
        rules = Protego.parse(response.body.decode("utf-8", "replace"))
        if delay := rules.crawl_delay(NAME):
            self._limiter.slow_down(origin, delay)
        return rules

    async def _request(self, url: str) -> Response | None:
        """Return the response, redirects followed; None where they lead to no file."""
        response = await self._client.request(url, read=_LARGEST)
        for _ in range(_MOST_REDIRECTS):
            location = response.headers.get("location", "")
            if not (_REDIRECT <= response.status < ERROR and location):
                return response
            url = resolve_redirect(url, location)
            try:
                response = await self._client.request(url, read=_LARGEST)
            except (RequestError, HostExcludedError):
                # What is wrong with another host says nothing about this one.
                return None
        return None
