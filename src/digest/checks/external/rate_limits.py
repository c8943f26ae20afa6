"""How many requests run at once, at all and to one host, and how soon one follows another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from digest.checks.external.request_urls import host_key
from digest.config.command_tables import ExternalTable


class Clock:
    """The clock that pauses are measured by; tests replace it by one that does not wait."""

    def time(self) -> float:
        """Return the seconds since some fixed moment."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Let other tasks run for so many seconds."""
        await asyncio.sleep(seconds)


class _HostLimit:
    def __init__(self, requests: int, delay: float) -> None:
        self.requests = asyncio.Semaphore(requests)
        self.delay = delay
        self.free_at = 0.0
        self.excluded = False


class RateLimiter:
    """Lets a few requests run at once, fewer to one host, and those with pauses between them."""

    def __init__(self, table: ExternalTable, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self._all = asyncio.Semaphore(table.concurrency)
        self._hosts: dict[str, _HostLimit] = {}

    @asynccontextmanager
    async def acquire(self, url: str, check: Callable[[str], None]) -> AsyncIterator[None]:
        """Wait until a request for `url` may be sent, and count it until the block ends.

        `check` is called with the URL after each wait, since other requests may meanwhile have
        shown that this one is useless; it raises then.
        """
        limit = self._limit_of(url)
        async with limit.requests:
            check(url)
            while (pause := limit.free_at - self._clock.time()) > 0:
                await self._clock.sleep(pause)
                check(url)
            limit.free_at = self._clock.time() + limit.delay
            try:
                async with self._all:
                    yield
            finally:
                limit.free_at = max(limit.free_at, self._clock.time() + limit.delay)

    def pause(self, url: str, seconds: float) -> None:
        """Send no request to the host of a URL for so many seconds."""
        limit = self._limit_of(url)
        limit.free_at = max(limit.free_at, self._clock.time() + seconds)

    def slow_down(self, url: str, seconds: float) -> None:
        """Make the pauses between requests to a host at least so many seconds long."""
        limit = self._limit_of(url)
        limit.delay = max(limit.delay, min(seconds, self._table.max_wait))

    def exclude(self, url: str) -> None:
        """Send no more requests to the host of a URL in this run."""
        self._limit_of(url).excluded = True

    def is_excluded(self, url: str) -> bool:
        """Return whether the host of a URL gets no more requests in this run."""
        return self._limit_of(url).excluded

    def _limit_of(self, url: str) -> _HostLimit:
        table, host = self._table, host_key(url)
        return self._hosts.setdefault(host, _HostLimit(table.per_host_concurrency, table.delay))
