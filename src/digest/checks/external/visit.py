"""One address → what became of it: the rules of its host first, then redirects to their end."""

from __future__ import annotations

from msgspec import Struct

from digest.checks.external.address import join_address, wire_address
from digest.checks.external.agenda import Target
from digest.checks.external.asking import ERROR, Asker, RestingError
from digest.checks.external.client import FaultError, Reply
from digest.checks.external.parts import find_missing, worth_looking
from digest.checks.external.robots import Robots
from digest.config.external import ExternalTable

_HOPS = 10
_PAGE = 2 * 1024 * 1024
_FOR_GOOD = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FINE = range(200, 300)


class Answer(Struct, frozen=True):
    """What became of an address: see `LinkState` for the fields."""

    status: str
    final: str = ""
    missing: tuple[str, ...] = ()


class Visitor:
    """Asks for addresses as their hosts' rules allow, and follows them to where they lead."""

    def __init__(self, asker: Asker, robots: Robots, table: ExternalTable) -> None:
        self._asker = asker
        self._robots = robots
        self._table = table

    async def visit(self, target: Target) -> Answer | None:
        """Ask for an address; None: its host is to be left alone, another time perhaps."""
        url = wire_address(target.url)
        parts = worth_looking(target.parts) if self._table.fragments else ()
        try:
            return await self._follow(url, parts) if url else Answer("malformed")
        except FaultError as fault:
            return Answer(fault.word)
        except RestingError:
            return None

    async def _follow(self, start: str, parts: tuple[str, ...]) -> Answer:
        """Go where redirects lead. Only if each of them is for good has the address moved."""
        url, seen, steps = start, {start}, list[int]()
        while len(seen) <= _HOPS:
            if not await self._robots.allow(url):
                return Answer("robots")
            reply = await self._asker.ask(url, read=_PAGE if parts else 0)
            location = reply.headers.get("location", "")
            if reply.status not in _REDIRECTS or not location:
                return _conclude(reply, steps, url, parts)
            steps.append(reply.status)
            url = join_address(url, location)
            if not url:
                return Answer("astray")
            if url in seen:
                break
            seen.add(url)
        return Answer("loop")


def _conclude(reply: Reply, steps: list[int], url: str, parts: tuple[str, ...]) -> Answer:
    missing = find_missing(reply, parts) if parts and reply.status < ERROR else ()
    if steps and reply.status in _FINE and _FOR_GOOD.issuperset(steps):
        return Answer(str(steps[0]), final=url, missing=missing)
    return Answer(str(reply.status), missing=missing)
