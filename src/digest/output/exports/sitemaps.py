"""`sitemap.xml`, and the numbered files that it lists where a site has many pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import msgspec

from digest.content.inventory import ContentListing
from digest.core.hashing import digest_key
from digest.core.html import escape
from digest.output.outputs import Dependency, Output, OutputJob, PlanContext, WriteContext
from digest.output.pages.page import MISSING, Page
from digest.output.pages.page_output import PageOutput
from digest.site.site import Site

SITEMAP_LIMIT = 50_000
"""Addresses one sitemap may hold (sitemaps.org protocol 0.9)."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ENTRY_WEIGHT = 100
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class SitemapEntry(msgspec.Struct, frozen=True):
    """An absolute address and the day it last changed, if known."""

    url: str
    changed: date | datetime | None = None


class Sitemap(OutputJob, frozen=True, kw_only=True):
    """A sitemap of at most `SITEMAP_LIMIT` addresses: an output, and the job that writes it."""

    entries: tuple[SitemapEntry, ...]
    source: str = "the sitemap"
    optional: bool = True
    maker: str = "sitemap"

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return the hash of its addresses and their dates."""
        del context
        return (("content", digest_key(self.entries)),)

    def weigh(self, context: PlanContext) -> int:
        """Return about how many bytes are written."""
        del context
        return _ENTRY_WEIGHT * len(self.entries)

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield the sitemap (sitemaps.org protocol 0.9)."""
        del context
        yield f"{_HEAD}<urlset {_NAMESPACE}>\n".encode()
        for entry in self.entries:
            yield _write_entry(entry).encode()
        yield b"</urlset>\n"


class SitemapIndex(OutputJob, frozen=True, kw_only=True):
    """The list of a site's numbered sitemaps: an output, and the job that writes it."""

    urls: tuple[str, ...]
    path: str = "sitemap.xml"
    source: str = "the sitemap"
    optional: bool = True
    maker: str = "sitemap"

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return the hash of the addresses of the sitemaps."""
        del context
        return (("content", digest_key(self.urls)),)

    def weigh(self, context: PlanContext) -> int:
        """Return about how many bytes are written."""
        del context
        return _ENTRY_WEIGHT * len(self.urls)

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield the index (sitemaps.org protocol 0.9)."""
        del context
        rows = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>\n" for url in self.urls)
        yield f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{rows}</sitemapindex>\n".encode()


def plan_sitemaps(
    site: Site, listing: ContentListing, planned: Sequence[Output]
) -> Iterator[Sitemap | SitemapIndex]:
    """Yield the sitemap of all planned pages; of more than 50,000, the parts and their index."""
    del listing
    pages = (output.page for output in planned if isinstance(output, PageOutput))
    yield from split_sitemap(tuple(_list_entries(pages, site)), site.config.site.base_url)


def split_sitemap(
    entries: tuple[SitemapEntry, ...], base_url: str
) -> Iterator[Sitemap | SitemapIndex]:
    """Yield one sitemap, or as many as the protocol asks for and their index."""
    if len(entries) <= SITEMAP_LIMIT:
        yield Sitemap(path="sitemap.xml", entries=entries)
        return
    parts = [entries[n : n + SITEMAP_LIMIT] for n in range(0, len(entries), SITEMAP_LIMIT)]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield SitemapIndex(urls=tuple([f"{base_url}/{name}" for name in names]))
    for name, part in zip(names, parts, strict=True):
        yield Sitemap(path=name, entries=part)


def _list_entries(pages: Iterable[Page], site: Site) -> Iterator[SitemapEntry]:
    documents = {post.path: post for post in (*site.posts, *site.pages)}
    hidden = {post.path for post in site.unlisted} | site.status.keys()
    for page in pages:
        if page.kind == "redirect" or page.path == MISSING or page.body in hidden:
            continue
        post = documents.get(page.body or "")
        changed = (post.updated or post.date) if post else None
        yield SitemapEntry(site.config.site.base_url + page.url, changed)


def _write_entry(entry: SitemapEntry) -> str:
    changed = f"<lastmod>{entry.changed.isoformat()}</lastmod>" if entry.changed else ""
    return f"<url><loc>{escape(entry.url)}</loc>{changed}</url>\n"
