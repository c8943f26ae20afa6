"""What hosts let machines ask for: each `robots.txt` is read once in a run (RFC 9309)."""

from __future__ import annotations

import asyncio

from protego import Protego

from digest.checks.external.address import join_address, origin_of
from digest.checks.external.asking import ERROR, SERVER_ERROR, TOO_MANY, Asker, RestingError
from digest.checks.external.client import FaultError, Reply
from digest.checks.external.turns import Turns

NAME = "digest"
"""What digest is called in the rules of a `robots.txt`."""

_LARGEST = 512 * 1024
_HOPS = 5
_REDIRECT = 300
_OF_THE_FILE = frozenset({"cut", "malformed"})
_EVERYTHING = Protego.parse("")
_NOTHING = Protego.parse("User-agent: *\nDisallow: /\n")


class Robots:
    """Knows what may be asked for, and asks for the rules when they are first needed."""

    def __init__(self, asker: Asker, turns: Turns) -> None:
        self._asker = asker
        self._turns = turns
        self._rules: dict[str, Protego] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def allow(self, url: str) -> bool:
        """Whether an address may be asked for."""
        origin = origin_of(url)
        async with self._locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._rules:
                self._rules[origin] = await self._read(origin)
        return self._rules[origin].can_fetch(url, NAME)

    async def _read(self, origin: str) -> Protego:
        """Give the rules: none where there are none, "nothing" while they cannot be had.

        A fault of the host itself is raised, since it would meet every other request too.
        """
        try:
            reply = await self._find(f"{origin}/robots.txt")
        except FaultError as fault:
            if fault.word in _OF_THE_FILE:
                return _NOTHING
            raise
        if reply is None:
            return _EVERYTHING
        if reply.status >= SERVER_ERROR or reply.status == TOO_MANY:
            return _NOTHING
        if reply.status >= ERROR:
            return _EVERYTHING
        rules = Protego.parse(reply.body.decode("utf-8", "replace"))
        if delay := rules.crawl_delay(NAME):
            self._turns.slow_down(origin, delay)
        return rules

    async def _find(self, url: str) -> Reply | None:
        """Ask for the rules wherever they lie; None: they lead nowhere."""
        reply = await self._asker.ask(url, read=_LARGEST)
        for _ in range(_HOPS):
            location = reply.headers.get("location", "")
            if not (_REDIRECT <= reply.status < ERROR and location):
                return reply
            url = join_address(url, location)
            try:
                reply = await self._asker.ask(url, read=_LARGEST)
            except (FaultError, RestingError):
                # What is wrong with another host says nothing about this one.
                return None
        return None
