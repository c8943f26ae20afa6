"""The machine-readable files beside pages and feeds: sitemap, robots, llms.txt, JSON records."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date, datetime

import msgspec

from digest.core.hashing import digest_key, hash_bytes
from digest.core.html import escape
from digest.core.model import Post
from digest.output.pages import MISSING, Page
from digest.site.site import Site

SITEMAP_LIMIT = 50_000
"""Addresses one sitemap may hold (sitemaps.org protocol 0.9)."""

_SITEMAP_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class SitemapEntry(msgspec.Struct, frozen=True):
    """An absolute address and the day it last changed, if known."""

    url: str
    changed: date | datetime | None = None


def write_sitemaps(entries: Sequence[SitemapEntry], base_url: str) -> dict[str, bytes]:
    """Give `sitemap.xml`, and above 50,000 addresses the numbered files that it then lists."""
    if len(entries) <= SITEMAP_LIMIT:
        return {"sitemap.xml": _write_sitemap(entries)}
    parts = [entries[n : n + SITEMAP_LIMIT] for n in range(0, len(entries), SITEMAP_LIMIT)]
    files = {f"sitemap-{n}.xml": _write_sitemap(part) for n, part in enumerate(parts, 1)}
    rows = "".join(
        f"<sitemap><loc>{escape(f'{base_url}/{name}')}</loc></sitemap>\n" for name in files
    )
    index = f"{_SITEMAP_HEAD}<sitemapindex {_SITEMAP_NS}>\n{rows}</sitemapindex>\n"
    return {"sitemap.xml": index.encode(), **files}


def _write_sitemap(entries: Iterable[SitemapEntry]) -> bytes:
    rows = "".join(map(_write_row, entries))
    return f"{_SITEMAP_HEAD}<urlset {_SITEMAP_NS}>\n{rows}</urlset>\n".encode()


def _write_row(entry: SitemapEntry) -> str:
    changed = f"<lastmod>{entry.changed.isoformat()}</lastmod>" if entry.changed else ""
    return f"<url><loc>{escape(entry.url)}</loc>{changed}</url>\n"


def write_robots(base_url: str) -> bytes:
    """Give `robots.txt`: everything may be read, and here is the sitemap (RFC 9309)."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base_url}/sitemap.xml\n".encode()


def write_llms(
    title: str, description: str, base_url: str, posts: Sequence[Post], limit: int = 100
) -> bytes:
    """Give `llms.txt` (llmstxt.org): what this is, its records, and its newest `limit` posts."""
    lines = [f"# {title}", ""]
    if description:
        lines += [f"> {description}", ""]
    lines += [
        "## Records",
        "",
        f"- [All items]({base_url}/items.json): every curated entry, as JSON",
        f"- [All posts]({base_url}/posts.json): every post's metadata, as JSON",
        "",
        "## Posts",
        "",
    ]
    for post in posts[:limit]:
        about = f": {' '.join(post.summary.split())}" if post.summary else ""
        lines.append(f"- [{_inline(post.title)}]({base_url}{post.url}){about}")
    return ("\n".join(lines) + "\n").encode()


def _inline(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]").replace("\n", " ")


class PostRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A post as `posts.json` has it: `Post` without its body's parts, and how many items it has."""

    path: str
    kind: str
    slug: str
    url: str
    title: str
    date: datetime | None
    updated: datetime | None
    authors: tuple[str, ...]
    summary: str
    description: str
    language: str
    taxonomies: dict[str, tuple[str, ...]]
    series: tuple[str, ...]
    feature_image: str | None
    number: int | None
    word_count: int
    item_count: int
    extra: dict[str, object]


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """One file: its path below the output folder, a hash of all it shows, and how to make it.

    The bytes come in pieces, so that the record of a large archive never lies in memory whole.
    """

    output: str
    key: str
    make: Callable[[], Iterator[bytes]]


def gives_way(output: Page | Export, own: Container[str]) -> bool:
    """Say whether a file of the site's own (`own` are their outputs) takes an output's place.

    It does for what digest makes unasked: every export, and the page for missing addresses.
    """
    return output.output in own and (isinstance(output, Export) or output.kind == "404")


def plan_exports(site: Site, pages: Sequence[Page]) -> tuple[Export, ...]:
    """Give every export of a site; nothing is made yet."""
    return tuple(_plan_all(site, pages))


def _plan_all(site: Site, pages: Sequence[Page]) -> Iterator[Export]:
    table = site.config.site
    documents = {post.path: post for post in (*site.posts, *site.pages)}
    entries = [
        SitemapEntry(table.base_url + page.url, _changed(documents.get(page.body or "")))
        for page in pages
        if page.kind != "redirect"
        and page.output != MISSING
        and not site.status.get(page.body or "")
    ]
    for name, data in write_sitemaps(entries, table.base_url).items():
        yield _make_export(name, data)
    yield _make_export("robots.txt", write_robots(table.base_url))
    posts = [post for post in documents.values() if not site.status.get(post.path)]
    yield _make_export(
        "llms.txt", write_llms(table.title, table.description, table.base_url, posts)
    )
    if site.config.items.json:
        digests = [site.digests.get(post.path) or post for post in posts]
        names = sorted(entity.name for entity in site.registry.entities)
        key = digest_key(digests, names)
        yield Export(output="posts.json", key=key, make=lambda: _write_posts(posts, site))
        yield Export(output="items.json", key=key, make=lambda: _write_items(posts, site))


def _make_export(output: str, data: bytes) -> Export:
    return Export(output=output, key=hash_bytes(data), make=lambda: iter((data,)))


def _write_posts(posts: Sequence[Post], site: Site) -> Iterator[bytes]:
    """Give a list of posts' metadata, one a line."""
    shared = [field for field in PostRecord.__struct_fields__ if field != "item_count"]
    return write_lines(
        PostRecord(
            **{name: getattr(post, name) for name in shared},
            item_count=site.facts[post.path].item_count,
        )
        for post in posts
    )


def _write_items(posts: Sequence[Post], site: Site) -> Iterator[bytes]:
    """Give a list of all items, one a line, so that a change shows as a small difference."""
    return write_lines(item for post in posts for item in site.full(post.path).items)


def write_lines(records: Iterable[msgspec.Struct]) -> Iterator[bytes]:
    """Give a JSON list with one record a line, in pieces."""
    encoder = msgspec.json.Encoder()
    before = b"[\n"
    for record in records:
        yield before + encoder.encode(record)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _changed(post: Post | None) -> datetime | None:
    return (post.updated or post.date) if post else None
