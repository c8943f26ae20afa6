"""Addresses in tags of HTML: made absolute, moved into a site's folder, checked for safety."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from digest.core.addresses import is_allowed_address
from digest.core.html.html_syntax import SKIPPED, TAG_BODY, escape

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_OPENING = re.compile(
    rf"{SKIPPED}|<(?P<tag>[a-zA-Z][a-zA-Z0-9:-]*[\s/]{TAG_BODY}>)", re.DOTALL | re.IGNORECASE
)
"""A tag with attributes: most have none. Alternatives that all begin with "<" are found faster."""
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""")
_TAG_NAME = re.compile(r"[^\s/>]+")
_LINK_OUT = re.compile(r'a href="https?://[^"]*">')
_HOLDERS = frozenset({"action", "cite", "data", "href", "poster", "src"})
_MORE_HOLDERS = frozenset({"background", "formaction", "longdesc", "ping", "xlink:href"})
_UNFINISHED = re.compile(_OPENING.pattern.removesuffix(">)") + r"(?:>|\Z))", _OPENING.flags)
"""A tag with attributes, also one at the end that what follows in the page would finish."""
_LINKS = frozenset({"a", "area", "form"})
"""Elements that open their address as a page: never a picture written out in it."""


def absolutise(body: str, page_url: str, base_url: str) -> str:
    """Return HTML with every address in tags absolute, as feeds and e-mail need them.

    `page_url` is the page's root-relative address, `base_url` the site's absolute one.
    """
    base = base_url.rstrip("/")
    page = page_url if _SCHEME.match(page_url) else f"{base}/{page_url.lstrip('/')}"

    def resolve(url: str) -> str:
        if url.startswith("#"):
            return page + url
        if _SCHEME.match(url):
            return url
        if url.startswith("//"):
            return f"{urlsplit(base).scheme}:{url}"
        if url.startswith("/"):
            return base + url
        return urljoin(page, url)

    return map_addresses(body, resolve, only_relative=True)


def add_base_path(body: str, base_path: str) -> str:
    """Return HTML with a site's folder ("/blog") in front of root-relative addresses in tags."""
    folder = base_path.rstrip("/")
    if not folder:
        return body

    def resolve(url: str) -> str:
        return folder + url if url.startswith("/") and not url.startswith("//") else url

    return map_addresses(body, resolve)


def map_addresses(
    body: str, resolve: Callable[[str], str | None], *, only_relative: bool = False
) -> str:
    """Return HTML with every address in tags replaced; None from `resolve` removes it.

    With `only_relative`, `resolve` keeps absolute addresses, and is not called for most of them.
    """

    def attribute(found: re.Match[str]) -> str:
        name, raw = found[1].lower(), found[3]
        if name not in _HOLDERS and name != "srcset":
            return found[0]
        value = html.unescape(raw[1:-1] if raw[0] in "\"'" else raw)
        if name == "srcset":
            value = ", ".join(_resolve_candidate(part, resolve) for part in _candidates(value))
        else:
            resolved = resolve(value.strip())
            if resolved is None:
                return ""
            if resolved == value and raw[0] == '"':
                return found[0]
            value = resolved
        return f'{found[1]}{found[2]}"{escape(value)}"'

    def tag(found: re.Match[str]) -> str:
        text = found["tag"]
        if not text or (only_relative and _LINK_OUT.fullmatch(text)):
            return found[0]
        return "<" + _ATTRIBUTE.sub(attribute, text)

    return _OPENING.sub(tag, body)


def remove_unsafe_addresses(body: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Return HTML without the addresses that `is_allowed_address` refuses.

    The refused ones come second, each with the offset of its tag in `body`.
    """
    refused: list[tuple[int, str]] = []

    def tag(found: re.Match[str]) -> str:
        text = found["tag"]
        if not text or "=" not in text:
            return found[0]
        name = _TAG_NAME.match(text)
        is_image = name is None or name[0].lower() not in _LINKS

        def attribute(pair: re.Match[str]) -> str:
            key, raw = pair[1].lower(), pair[3]
            if key not in _HOLDERS and key not in _MORE_HOLDERS and key != "srcset":
                return pair[0]
            value = html.unescape(raw[1:-1] if raw[0] in "\"'" else raw)
            values = _candidates(value) if key == "srcset" else [value]
            wrong = [url for url in values if not is_allowed_address(url, is_image=is_image)]
            refused.extend((found.start(), url) for url in wrong)
            return "" if wrong else pair[0]

        return "<" + _ATTRIBUTE.sub(attribute, text)

    if ":" not in body and "&" not in body:
        return body, ()
    return _UNFINISHED.sub(tag, body), tuple(refused)


def _candidates(srcset: str) -> list[str]:
    return [part.strip() for part in re.split(r",\s+|\s,", srcset) if part.strip()]


def _resolve_candidate(candidate: str, resolve: Callable[[str], str | None]) -> str:
    url, *descriptors = candidate.split()
    return " ".join([resolve(url) or url, *descriptors])
