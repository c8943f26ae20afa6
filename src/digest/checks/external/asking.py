"""One address → one answer worth having: in turn, with further tries, and pauses as hosts wish."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from digest.checks.external.address import origin_of
from digest.checks.external.client import Client, FaultError, Reply
from digest.checks.external.turns import Turns
from digest.config.external import ExternalTable

TOO_MANY, ERROR, SERVER_ERROR = 429, 400, 500

_FIRST_PAUSE = 2.0
_OF_THE_HOST = frozenset({"dns", "tls", "refused"})
"""What is so for every address of a host, and need not be learnt for each."""
_HOPELESS = frozenset({"dns", "tls", "private", "malformed"})
"""What another try would not change."""


class RestingError(Exception):
    """The host is left alone for the rest of this run."""


class Asker:
    """Sends requests when it is their turn, and tries again where that may help."""

    def __init__(self, client: Client, turns: Turns, table: ExternalTable) -> None:
        self._client = client
        self._turns = turns
        self._table = table
        self._down: dict[str, str] = {}

    async def ask(self, url: str, *, read: int = 0) -> Reply:
        """Give the answer of a host, after so many tries as it takes; raise what else comes of it.

        Without anything to `read` HEAD will do, and GET follows where a server refuses that.
        """
        method = "GET" if read else "HEAD"
        for attempt in range(self._table.retries + 1):
            is_last = attempt == self._table.retries
            try:
                reply = await self._ask_once(method, url, read)
            except FaultError as fault:
                if is_last or fault.word in _HOPELESS:
                    self._note_fault(url, fault.word)
                    raise
                wished = 0.0
            else:
                if reply.status != TOO_MANY and reply.status < SERVER_ERROR:
                    return reply
                wished = retry_after(reply)
                if is_last or wished > self._table.max_wait:
                    self._note_wish(url, reply, wished)
                    return reply
            method = "GET"
            pause = max(wished, _FIRST_PAUSE * 2**attempt)
            self._turns.hold(url, min(pause, self._table.max_wait))
        raise AssertionError  # pragma: no cover (the last try returns or raises)

    async def _ask_once(self, method: str, url: str, read: int) -> Reply:
        reply = await self._send(method, url, read)
        if method == "HEAD" and reply.status >= ERROR and reply.status != TOO_MANY:
            # Many servers know no HEAD, or answer it wrongly: nobody is judged by it.
            reply = await self._send("GET", url, read)
        return reply

    async def _send(self, method: str, url: str, read: int) -> Reply:
        self._check(url)
        async with self._turns.take(url, self._check):
            return await self._client.send(method, url, read=read)

    def _check(self, url: str) -> None:
        if self._turns.is_resting(url):
            raise RestingError
        if word := self._down.get(origin_of(url)):
            raise FaultError(word)

    def _note_fault(self, url: str, word: str) -> None:
        if word in _OF_THE_HOST:
            self._down[origin_of(url)] = word
        elif word == "timeout":
            self._turns.rest(url)

    def _note_wish(self, url: str, reply: Reply, wished: float) -> None:
        if reply.status == TOO_MANY or wished:
            self._turns.rest(url)


def retry_after(reply: Reply) -> float:
    """Give the seconds that a host asks us to wait; 0.0 where it does not, or not clearly.

    A date is measured against the host's own: our clock has no say in it.
    """
    wished = reply.headers.get("retry-after", "").strip()
    if wished.isascii() and wished.isdigit():
        return float(wished)
    try:
        until, sent = (
            parsedate_to_datetime(text) for text in (wished, reply.headers.get("date", ""))
        )
        return max((until - sent).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return 0.0
