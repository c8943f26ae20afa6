"""Whose turn it is: how many requests are under way, at all and to one host, and how soon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from digest.checks.external.address import host_key
from digest.config.external import ExternalTable


class Clock:
    """The time that passes between requests; tests bring one that does not make them wait."""

    def time(self) -> float:
        """Give the seconds since some moment."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Let other work go on for so long."""
        await asyncio.sleep(seconds)


class _Place:
    def __init__(self, seats: int, delay: float) -> None:
        self.seats = asyncio.Semaphore(seats)
        self.delay = delay
        self.free_at = 0.0
        self.resting = False


class Turns:
    """Lets requests through: a few at once, fewer to one host, and those with pauses between."""

    def __init__(self, table: ExternalTable, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self._all = asyncio.Semaphore(table.concurrency)
        self._places: dict[str, _Place] = {}

    @asynccontextmanager
    async def take(self, url: str, check: Callable[[str], None]) -> AsyncIterator[None]:
        """Wait for one's turn at the host of an address, and hold it.

        `check` is called with the address whenever something may have been learnt while waiting;
        it raises where there is nothing to wait for any more.
        """
        place = self._place(url)
        async with place.seats:
            check(url)
            while (pause := place.free_at - self._clock.time()) > 0:
                await self._clock.sleep(pause)
                check(url)
            place.free_at = self._clock.time() + place.delay
            try:
                async with self._all:
                    yield
            finally:
                place.free_at = max(place.free_at, self._clock.time() + place.delay)

    def hold(self, url: str, seconds: float) -> None:
        """Leave a host alone for a while."""
        place = self._place(url)
        place.free_at = max(place.free_at, self._clock.time() + seconds)

    def slow_down(self, url: str, seconds: float) -> None:
        """Make the pauses at a host at least so long."""
        place = self._place(url)
        place.delay = max(place.delay, min(seconds, self._table.max_wait))

    def rest(self, url: str) -> None:
        """Leave a host alone for the rest of the run."""
        self._place(url).resting = True

    def is_resting(self, url: str) -> bool:
        """Whether a host is left alone for the rest of the run."""
        return self._place(url).resting

    def _place(self, url: str) -> _Place:
        table, host = self._table, host_key(url)
        return self._places.setdefault(host, _Place(table.per_host_concurrency, table.delay))
