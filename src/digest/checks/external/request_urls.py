"""URLs as they are requested: plain ASCII, with a host and a port that can be."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from digest.core.addresses import encode_address


def request_url(url: str) -> str:
    """Return a URL as it is sent, without user and fragment; "" for what cannot be requested."""
    try:
        parts = urlsplit(encode_address(url.strip()))
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            return ""
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return ""
    if " " in host or not parts.hostname.strip("."):
        return ""
    return parts._replace(netloc=host, path=parts.path or "/", fragment="").geturl()


def resolve_redirect(base: str, location: str) -> str:
    """Return the URL that a `Location` header names, or "" where that cannot be requested."""
    try:
        return request_url(urljoin(base, location.strip()))
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def host_key(url: str) -> str:
    """Return the host that limits count by: its name, with the port if that is not 80 or 443."""
    parts = urlsplit(url)
    odd = parts.port not in {None, 80, 443}
    return f"{parts.hostname}:{parts.port}" if odd else parts.hostname or ""
