"""One request → one answer. The only place that speaks HTTP; redirects are not followed here."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from types import TracebackType
from typing import NoReturn, Self

import aiohttp
from aiohttp.client_exceptions import ClientConnectorDNSError, ClientSSLError
from msgspec import Struct
from yarl import URL

from digest.checks.external.guard import GuardedResolver, PrivateAddressError, is_numeric, is_public

_NO_SUCH_NAME = frozenset(
    number
    for name in ("EAI_NONAME", "EAI_NODATA")
    if (number := getattr(socket, name, None)) is not None
)
_HEADERS = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "Accept-Language": "*"}
_LONGEST_HEADER = 65_536


class Reply(Struct, frozen=True):
    """What a server said: names of headers are lower-case; `whole`: all of the body was read."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    whole: bool = False


class FaultError(Exception):
    """Nobody answered, or could be asked; the text is the word for it (see `verdict`)."""

    @property
    def word(self) -> str:
        """The status to be remembered."""
        return str(self)


class Client:
    """Sends requests, to machines that may be asked."""

    def __init__(self, *, user_agent: str, timeout: float, allow_private: bool) -> None:
        self._user_agent = user_agent
        self._timeout = timeout
        self._allow_private = allow_private
        self.answered: set[str] = set()
        """The schemes over which anybody answered: what shows that the way out is open."""

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            resolver=GuardedResolver(allow_private=self._allow_private), ttl_dns_cache=300, limit=0
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": self._user_agent, **_HEADERS},
            timeout=aiohttp.ClientTimeout(total=self._timeout),
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def send(self, method: str, url: str, *, read: int = 0) -> Reply:
        """Ask once for a `wire_address`, and read so many bytes of the body at most."""
        try:
            address = self._check(url)
            async with self._session.request(method, address, allow_redirects=False) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                body = await _read(response, read) if read else b""
                self.answered.add(address.scheme)
                return Reply(response.status, headers, body, whole=len(body) < read)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            _translate(error)

    def _check(self, url: str) -> URL:
        address = URL(url, encoded=True)
        host = address.host or ""
        if not self._allow_private and is_numeric(host) and not is_public(host):
            raise FaultError("private")
        return address


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_any():
        chunks.append(chunk)
        size += len(chunk)
        if size >= most:
            break
    return b"".join(chunks)[:most]


def _translate(error: Exception) -> NoReturn:
    """Raise what an error of the library means to us."""
    if isinstance(error, ClientConnectorDNSError):
        cause = error.os_error
        if isinstance(cause, PrivateAddressError):
            raise FaultError("private") from error
        known = isinstance(cause, socket.gaierror) and cause.errno in _NO_SUCH_NAME
        raise FaultError("dns" if known else "dns-fault") from error
    if isinstance(error, ClientSSLError):
        raise FaultError("tls") from error
    if isinstance(error, TimeoutError):
        raise FaultError("timeout") from error
    if isinstance(error, aiohttp.ClientConnectorError):
        raise FaultError("refused") from error
    if isinstance(error, ValueError) and not isinstance(error, aiohttp.ClientPayloadError):
        raise FaultError("malformed") from error
    raise FaultError("cut") from error
