"""One URL → one response worth having: rate-limited, tried again, with pauses as hosts ask."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from digest.checks.external.http_client import HttpClient, RequestError, Response
from digest.checks.external.rate_limits import RateLimiter
from digest.checks.external.request_urls import origin_of
from digest.config.command_tables import ExternalTable

TOO_MANY, ERROR, SERVER_ERROR = 429, 400, 500

_FIRST_PAUSE = 2.0
_OF_THE_HOST = frozenset({"dns", "tls", "refused"})
"""Faults that every URL of a host has: found once, no other URL of it is requested."""
_FINAL = frozenset({"dns", "tls", "private", "malformed"})
"""Faults that another try would not change."""


class HostExcludedError(Exception):
    """The host gets no more requests in this run."""


class RetryingClient:
    """Sends requests as the rate limits allow, and tries again where that may help."""

    def __init__(self, client: HttpClient, limiter: RateLimiter, table: ExternalTable) -> None:
        self._client = client
        self._limiter = limiter
        self._table = table
        self._faulty_origins: dict[str, str] = {}

    async def request(self, url: str, *, read: int = 0) -> Response:
        """Return the response of a host, after as many tries as the settings allow.

        With nothing to `read`, HEAD is sent first, and GET where a server refuses that. Raise
        `RequestError` where no response comes, `HostExcludedError` where none is asked for.
        """
        method = "GET" if read else "HEAD"
        for attempt in range(self._table.retries + 1):
            is_last = attempt == self._table.retries
            try:
                response = await self._try_once(method, url, read)
            except RequestError as fault:
                if is_last or fault.status in _FINAL:
                    self._note_fault(url, fault.status)
                    raise
                wait = 0.0
            else:
                if response.status != TOO_MANY and response.status < SERVER_ERROR:
                    return response
                wait = retry_after(response)
                if is_last or wait > self._table.max_wait:
                    self._note_refusal(url, response, wait)
                    return response
            method = "GET"
            pause = max(wait, _FIRST_PAUSE * 2**attempt)
            self._limiter.pause(url, min(pause, self._table.max_wait))
        raise AssertionError  # pragma: no cover (the last try returns or raises)

    async def _try_once(self, method: str, url: str, read: int) -> Response:
        response = await self._send(method, url, read)
        if method == "HEAD" and response.status >= ERROR and response.status != TOO_MANY:
            # Many servers do not support HEAD, or answer it wrongly: it decides nothing.
            response = await self._send("GET", url, read)
        return response

    async def _send(self, method: str, url: str, read: int) -> Response:
        self._check(url)
        async with self._limiter.acquire(url, self._check):
            return await self._client.send(method, url, read=read)

    def _check(self, url: str) -> None:
        if self._limiter.is_excluded(url):
            raise HostExcludedError
        if status := self._faulty_origins.get(origin_of(url)):
            raise RequestError(status)

    def _note_fault(self, url: str, status: str) -> None:
        if status in _OF_THE_HOST:
            self._faulty_origins[origin_of(url)] = status
        elif status == "timeout":
            self._limiter.exclude(url)

    def _note_refusal(self, url: str, response: Response, wait: float) -> None:
        if response.status == TOO_MANY or wait:
            self._limiter.exclude(url)


def retry_after(response: Response) -> float:
    """Return the seconds of a `Retry-After` header (RFC 9110); 0.0 without a valid one.

    A date is measured against the server's own `Date`: the clock of this machine may be wrong.
    """
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until, sent = (
            parsedate_to_datetime(each) for each in (text, response.headers.get("date", ""))
        )
        return max((until - sent).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return 0.0
