"""One HTTP request → one response; redirects are not followed here.

Anybody who sends a contribution can put a URL into it, and the check may run where servers of a
company, or the metadata service of a cloud, are near. So only addresses of the public internet are
connected to: the address that a name resolves to is judged, at the moment of connecting.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from types import TracebackType
from typing import NoReturn, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_exceptions import ClientConnectorDNSError, ClientSSLError
from msgspec import Struct
from yarl import URL

_NO_SUCH_NAME = frozenset(
    number
    for name in ("EAI_NONAME", "EAI_NODATA")
    if (number := getattr(socket, name, None)) is not None
)
_HEADERS = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "Accept-Language": "*"}
_LONGEST_HEADER = 65_536

_NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 addresses inside IPv6 ones (RFC 6052)."""
_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


class Response(Struct, frozen=True):
    """A server's response; header names are lower-case; `complete`: the whole body was read."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    complete: bool = False


class RequestError(Exception):
    """A request without a response, or one that must not be sent; its text is the status."""

    @property
    def status(self) -> str:
        """The word that `links.lock` records (see `outcomes`)."""
        return str(self)


class PrivateAddressError(OSError):
    """The host is this machine, or in a private network."""


class HttpClient:
    """Sends requests to hosts of the public internet."""

    def __init__(self, *, user_agent: str, timeout: float, allow_private: bool) -> None:
        self._user_agent = user_agent
        self._timeout = timeout
        self._allow_private = allow_private
        self.answered: set[str] = set()
        """The schemes over which any server responded: over these the network works."""

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            resolver=PublicResolver(allow_private=self._allow_private), ttl_dns_cache=300, limit=0
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

    async def send(self, method: str, url: str, *, read: int = 0) -> Response:
        """Send one request for a `request_url`; read at most `read` bytes of the body.

        Raise `RequestError` where no response comes.
        """
        try:
            target = self._check(url)
            async with self._session.request(method, target, allow_redirects=False) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                body = await _read(response, read) if read else b""
                self.answered.add(target.scheme)
                return Response(response.status, headers, body, complete=len(body) < read)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            _translate(error)

    def _check(self, url: str) -> URL:
        target = URL(url, encoded=True)  # as a text, aiohttp would quote it anew
        host = target.host or ""
        if not self._allow_private and is_numeric(host) and not is_public(host):
            raise RequestError("private")
        return target


class PublicResolver(AbstractResolver):
    """Resolves names, and returns only addresses of the public internet."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host; raise `PrivateAddressError` where all are private."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        results = [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=kind,
                proto=protocol,
                flags=_NUMERIC,
            )
            for kind, _, protocol, _, address in found
            if self._allow_private or is_public(str(address[0]))
        ]
        if not results:
            raise PrivateAddressError(f"{host} is in a private network")
        return results

    async def close(self) -> None:
        """Do nothing: nothing is kept open."""


def is_public(text: str) -> bool:
    """Return whether an IP address belongs to the public internet; False for what is none."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner = _embedded_ipv4(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        address = inner
    return address.is_global and not address.is_multicast


def is_numeric(host: str) -> bool:
    """Return whether a host is written as an IP address: then no resolver is asked."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


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
    """Raise the `RequestError` that an exception of the library stands for."""
    if isinstance(error, ClientConnectorDNSError):
        cause = error.os_error
        if isinstance(cause, PrivateAddressError):
            raise RequestError("private") from error
        known = isinstance(cause, socket.gaierror) and cause.errno in _NO_SUCH_NAME
        raise RequestError("dns" if known else "dns-fault") from error
    if isinstance(error, ClientSSLError):
        raise RequestError("tls") from error
    if isinstance(error, TimeoutError):
        raise RequestError("timeout") from error
    if isinstance(error, aiohttp.ClientConnectorError):
        raise RequestError("refused") from error
    if isinstance(error, ValueError) and not isinstance(error, aiohttp.ClientPayloadError):
        raise RequestError("malformed") from error
    raise RequestError("cut") from error
