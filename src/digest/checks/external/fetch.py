"""One link → its status: robots.txt first, then redirects to their end, then fragments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from lxml.etree import ParserError
from lxml.html import HTMLParser, fromstring
from msgspec import Struct

from digest.checks.external.http_client import RequestError, Response
from digest.checks.external.request_plan import ExternalLink
from digest.checks.external.request_urls import request_url, resolve_redirect
from digest.checks.external.retries import ERROR, HostExcludedError, RetryingClient
from digest.checks.external.robots import RobotsRules
from digest.config.command_tables import ExternalTable

_MOST_REDIRECTS = 10
_LARGEST_PAGE = 2 * 1024 * 1024
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK = range(200, 300)

_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
_SCRIPTED = re.compile(r"[!/:~=]|L\d+(?:C\d+)?(?:-L\d+(?:C\d+)?)?$|top$", re.IGNORECASE)
"""Fragments that scripts or browsers handle: routes, line numbers, text to highlight."""
_FORGE_PREFIX = "user-content-"
"""What GitHub and others put before the ids of headings."""


class FetchResult(Struct, frozen=True):
    """What a link turned out to be: see `LinkState` for the fields."""

    status: str
    final: str = ""
    missing: tuple[str, ...] = ()


class Fetcher:
    """Requests links as the rules of their hosts allow, and follows redirects."""

    def __init__(self, client: RetryingClient, robots: RobotsRules, table: ExternalTable) -> None:
        self._client = client
        self._robots = robots
        self._table = table

    async def fetch(self, link: ExternalLink) -> FetchResult | None:
        """Return the status of a link; None where its host gets no more requests in this run."""
        url = request_url(link.url)
        fragments = list_checkable(link.fragments) if self._table.fragments else ()
        try:
            return await self._follow(url, fragments) if url else FetchResult("malformed")
        except RequestError as fault:
            return FetchResult(fault.status)
        except HostExcludedError:
            return None

    async def _follow(self, start: str, fragments: tuple[str, ...]) -> FetchResult:
        """Follow redirects. Only if all of them are permanent the link has moved."""
        url, seen, steps = start, {start}, list[int]()
        while len(seen) <= _MOST_REDIRECTS:
            if not await self._robots.is_allowed(url):
                return FetchResult("robots")
            response = await self._client.request(url, read=_LARGEST_PAGE if fragments else 0)
            location = response.headers.get("location", "")
            if response.status not in _REDIRECTS or not location:
                return _conclude(response, steps, url, fragments)
            steps.append(response.status)
            url = resolve_redirect(url, location)
            if not url:
                return FetchResult("astray")
            if url in seen:
                break
            seen.add(url)
        return FetchResult("loop")


def _conclude(
    response: Response, steps: list[int], url: str, fragments: tuple[str, ...]
) -> FetchResult:
    checks_page = fragments and response.status < ERROR
    missing = find_missing_fragments(response, fragments) if checks_page else ()
    if steps and response.status in _OK and _PERMANENT.issuperset(steps):
        return FetchResult(str(steps[0]), final=url, missing=missing)
    return FetchResult(str(response.status), missing=missing)


def list_checkable(fragments: Iterable[str]) -> tuple[str, ...]:
    """Return the fragments that name an element: no routes, line numbers, quotations."""
    return tuple(fragment for fragment in fragments if not _SCRIPTED.match(fragment))


def find_missing_fragments(response: Response, fragments: Iterable[str]) -> tuple[str, ...]:
    """Return the fragments that a page lacks; () for what is not HTML or was not read whole."""
    kind = response.headers.get("content-type", "")
    if not response.complete or "html" not in kind:
        return ()
    charset = _CHARSET.search(kind)
    try:
        parser = HTMLParser(encoding=charset[1] if charset else "utf-8")
    except LookupError:
        return ()
    names = _find_anchors(response.body, parser)
    return tuple(fragment for fragment in fragments if not _spellings(fragment) & names)


def _find_anchors(body: bytes, parser: HTMLParser) -> set[str]:
    """Return the ids of elements and the names of anchors, as HTML defines fragments."""
    try:
        return set(fromstring(body, parser=parser).xpath("//@id | //a/@name"))
    except ParserError:  # an empty page
        return set()


def _spellings(fragment: str) -> set[str]:
    decoded = unquote(fragment)
    return {fragment, decoded, _FORGE_PREFIX + fragment, _FORGE_PREFIX + decoded}
