"""Addresses as they go over the wire: plain ASCII, with a host and a port that can be."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string


def wire_address(url: str) -> str:
    """Give an address as it is asked for, without user and fragment; "" for what cannot be."""
    try:
        parts = urlsplit(safe_url_string(url.strip()))
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            return ""
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return ""
    if " " in host or not parts.hostname.strip("."):
        return ""
    return parts._replace(netloc=host, path=parts.path or "/", fragment="").geturl()


def join_address(base: str, target: str) -> str:
    """Give where a redirect leads; "" where that is no address."""
    try:
        return wire_address(urljoin(base, target.strip()))
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Give scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def host_key(url: str) -> str:
    """Give what counts as one host: the name, with its port if that is an odd one."""
    parts = urlsplit(url)
    odd = parts.port not in {None, 80, 443}
    return f"{parts.hostname}:{parts.port}" if odd else parts.hostname or ""
