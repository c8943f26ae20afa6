"""The variables of templates: one small typed record for each kind of page.

All names that a theme can use are defined here; `docs/templates.md` is checked against them. Every
address is root-relative ("/posts/x/"): the `link` filter adds the folder of `base_url`, the
`absolute` filter the whole of it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from digest.config.tables import Config
from digest.core.model import Image, Item, Post


class TermLink(Struct, frozen=True, kw_only=True):
    """A link to a term; `count` is its number of posts, and `url` is "" if it has no page.

    On cards, posts' pages and in series `count` is 0: otherwise each new post of a term would
    change the pages of all others.
    """

    taxonomy: str
    name: str
    slug: str
    url: str
    count: int


class SourceLink(Struct, frozen=True, kw_only=True):
    """A source of items, such as a company; `url` is its page here, or "" if it has none."""

    name: str
    url: str


class FeedLink(Struct, frozen=True, kw_only=True):
    """A feed to announce: its title, root-relative address and media type."""

    title: str
    url: str
    type: str


class NavLink(Struct, frozen=True, kw_only=True):
    """A link of the header, the footer or the breadcrumbs."""

    name: str
    url: str


class SiteContext(Struct, frozen=True, kw_only=True):
    """The site: the same for every page, and independent of single posts."""

    title: str
    base_url: str
    description: str
    language: str
    authors: tuple[str, ...]
    copyright: str
    menu: tuple[NavLink, ...]
    feeds: tuple[FeedLink, ...]
    theme: dict[str, Any]
    generator: str


class PageContext(Struct, frozen=True, kw_only=True):
    """The head of a page: `kind` is home, post, page, list, term, terms, archive, items, 404.

    `title` is for the h1, `head_title` for the title element. `image` is root-relative or
    absolute. `noindex` asks search engines to leave the page out (drafts and other previews,
    redirects, the page for missing addresses). `breadcrumbs` lead from the home page to this one,
    itself included.
    """

    kind: str
    url: str
    title: str
    head_title: str
    description: str
    language: str
    direction: str = "ltr"
    canonical: str = ""
    image: str = ""
    image_alt: str = ""
    feeds: tuple[FeedLink, ...] = ()
    breadcrumbs: tuple[NavLink, ...] = ()
    noindex: bool = False
    head: str = ""


class ItemCard(Struct, frozen=True, kw_only=True):
    """An item as shown in a list: with its post, the host of its link, its sources."""

    item: Item
    url: str
    post_title: str
    post_url: str
    post_date: datetime | None
    host: str
    sources: tuple[SourceLink, ...]


class PostCard(Struct, frozen=True, kw_only=True):
    """A post as shown in a list.

    `language` is the one it is written in, as in `PageContext`. `minutes` is reading time;
    `status` is "", draft, future or expired (in a preview); `highlights` are its first items'
    titles.
    """

    path: str
    url: str
    title: str
    language: str
    date: datetime | None
    summary: str
    authors: tuple[str, ...]
    number: int | None
    image: str | None
    image_alt: str
    item_count: int
    minutes: int
    terms: tuple[TermLink, ...]
    highlights: tuple[str, ...]
    status: str


class TocEntry(Struct, frozen=True, kw_only=True):
    """An entry of the table of contents, with those below it."""

    text: str
    id: str
    level: int
    children: tuple[TocEntry, ...]


class SeriesPart(Struct, frozen=True, kw_only=True):
    """The post's place in one of its series: part `part` of `total`, oldest first."""

    term: TermLink
    part: int
    total: int
    previous: PostCard | None
    next: PostCard | None


class PageLink(Struct, frozen=True, kw_only=True):
    """Another page of a list; with `gap`, pages right before it are left out."""

    number: int
    url: str
    gap: bool = False


class Pagination(Struct, frozen=True, kw_only=True):
    """The place of a page in a list: `number` of `total` pages.

    `pages` are the first, the last, and those around this one: a list may have thousands.
    `count` is the number of entries in the whole list, `first` that of this page's first one.
    """

    number: int
    total: int
    count: int
    previous: str
    next: str
    pages: tuple[PageLink, ...]
    first: int = 1


class PostView(Struct, frozen=True, kw_only=True):
    """`post.html` and `page.html`: one post. `body` is its finished HTML (already safe)."""

    post: Post
    card: PostCard
    body: str
    toc: tuple[TocEntry, ...]
    items: tuple[ItemCard, ...]
    newer: PostCard | None
    older: PostCard | None
    series: tuple[SeriesPart, ...]
    related: tuple[PostCard, ...]
    terms: tuple[TermLink, ...]
    share_url: str
    image: Image | None


class ListView(Struct, frozen=True, kw_only=True):
    """`home.html`, `list.html` and `term.html`: cards of posts on one page of a list.

    `term` is None outside taxonomies; `intro` is the HTML of a section's own `_index.md`.
    """

    posts: tuple[PostCard, ...]
    pagination: Pagination
    term: TermLink | None = None
    ordered: bool = False
    intro: str = ""


class TermsView(Struct, frozen=True, kw_only=True):
    """`terms.html`: the index of a taxonomy, by name; `letters` groups them for long lists."""

    taxonomy: str
    terms: tuple[TermLink, ...]
    letters: tuple[tuple[str, tuple[TermLink, ...]], ...]
    intro: str = ""


class ArchiveMonth(Struct, frozen=True, kw_only=True):
    """One month of the archive: its first day, its address and its posts (newest first)."""

    month: date
    url: str
    count: int
    posts: tuple[PostCard, ...]


class ArchiveYear(Struct, frozen=True, kw_only=True):
    """One year of the archive."""

    year: int
    url: str
    count: int
    months: tuple[ArchiveMonth, ...]


class ArchiveView(Struct, frozen=True, kw_only=True):
    """`archive.html`: all years without posts' cards, or one year or month with them."""

    years: tuple[ArchiveYear, ...]
    undated: tuple[PostCard, ...] = ()
    intro: str = ""


class ItemsView(Struct, frozen=True, kw_only=True):
    """`items.html`: items of all posts, newest post first, `groups` by post.

    `archive` is the address of the archive where this page is the last one and older items have
    no page of the list, else "".
    """

    groups: tuple[tuple[PostCard, tuple[ItemCard, ...]], ...]
    pagination: Pagination
    intro: str = ""
    archive: str = ""


class RedirectView(Struct, frozen=True, kw_only=True):
    """`redirect.html`: a redirect to `target`."""

    target: str


class ErrorView(Struct, frozen=True, kw_only=True):
    """`404.html`: the newest posts."""

    posts: tuple[PostCard, ...]


View = PostView | ListView | TermsView | ArchiveView | ItemsView | RedirectView | ErrorView


FEED_TYPES = (
    ("rss", "RSS", "application/rss+xml"),
    ("atom", "Atom", "application/atom+xml"),
    ("json", "JSON Feed", "application/feed+json"),
)
GENERATOR = "digest"


def list_feeds(
    title: str, folder: str, config: Config, forms: Container[str] = ("rss", "atom", "json")
) -> tuple[FeedLink, ...]:
    """Return the feeds in a folder (a root-relative address), as pages announce them."""
    return tuple(
        FeedLink(title=f"{title} ({label})", url=folder + name, type=media_type)
        for form, label, media_type in FEED_TYPES
        if form in forms and (name := getattr(config.feeds, form))
    )


def make_site_context(config: Config, menu: Iterable[NavLink]) -> SiteContext:
    """Return the context of the site; `menu` is used where site.toml has none."""
    site = config.site
    written = tuple(NavLink(name=entry.name, url=entry.url) for entry in site.menu)
    return SiteContext(
        title=site.title,
        base_url=site.base_url,
        description=site.description,
        language=site.language,
        authors=site.authors,
        copyright=site.copyright,
        menu=written or tuple(menu),
        feeds=list_feeds(site.title, "/", config),
        theme=asdict(config.theme),
        generator=GENERATOR,
    )
