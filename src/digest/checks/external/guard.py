"""Which machines may be asked: those of the open internet, and no others.

Anybody who sends a contribution can put an address into it, and the check runs where servers of a
company, or the metadata of a cloud, may be near. So it is not the name that is looked at but what
it stands for, at the moment of connecting.
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

_TRANSLATED = IPv6Network("64:ff9b::/96")
_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


class PrivateAddressError(OSError):
    """The host is this machine, or in a private network."""


class GuardedResolver(AbstractResolver):
    """Looks names up, and gives only addresses that may be asked."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give the addresses of a host."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        results = [
            ResolveResult(
                hostname=host, host=str(address[0]), port=port, family=kind, proto=protocol,
                flags=_NUMERIC,
            )
            for kind, _, protocol, _, address in found
            if self._allow_private or is_public(str(address[0]))
        ]  # fmt: skip
        if not results:
            raise PrivateAddressError(f"{host} is in a private network")
        return results

    async def close(self) -> None:
        """Do nothing: there is nothing open."""


def is_public(text: str) -> bool:
    """Whether a numeric address belongs to the open internet; False for what is none."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        address = inner
    return address.is_global and not address.is_multicast


def is_numeric(host: str) -> bool:
    """Whether a host is written as a number: then nobody looks it up."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Give the older address that one of the newer kind stands for."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
