"""What a page says of itself: titles, description, canonical address, feeds, the way to it."""

from __future__ import annotations

from collections.abc import Iterable

from digest.core.model import Post
from digest.core.text import text_direction
from digest.output.pages.lists import ARCHIVE, archive_address
from digest.output.pages.records import MISSING, ArchivePart, ItemSlices, Listing, Page, TermIndex
from digest.site.context import list_feeds
from digest.site.contexts import FeedLink, NavLink, PageContext
from digest.site.records import Taxonomy
from digest.site.site import Site

HOME = NavLink(name="Home", url="/")


def make_context(page: Page, site: Site) -> PageContext:
    """Give the context of a page."""
    post = site.by_path[page.body] if page.body else None
    own = post if page.kind in {"post", "page"} else None
    title = own.title if own else title_of(page)
    language = (post.language if post else "") or site.config.site.language
    card = site.card(post.path) if post else None
    return PageContext(
        kind=page.kind,
        url=page.url,
        title=title,
        head_title=_head_title(page, title, post, site),
        description=_description(page, post, site),
        language=language,
        direction=text_direction(language),
        canonical=(own.canonical_url if own else None) or site.config.site.base_url + page.url,
        image=(card.image if card else None) or "",
        image_alt=card.image_alt if card else "",
        feeds=_feeds(page, site),
        breadcrumbs=(HOME, *way_to(page, site), NavLink(name=title, url=page.url)),
        noindex=page.kind == "redirect" or page.output == MISSING or bool(card and card.status),
    )


def title_of(page: Page) -> str:
    """Give the title of a page that is not a post's."""
    if isinstance(page.data, Listing | TermIndex | ArchivePart | ItemSlices):
        return page.data.title
    return "Page not found" if page.kind == "404" else "Moved"


def _head_title(page: Page, title: str, post: Post | None, site: Site) -> str:
    name = site.config.site.title
    if post and post.seo_title not in {"", post.title}:
        return post.seo_title
    parts = [] if page.kind == "home" else [title]
    if isinstance(page.data, Listing | ItemSlices) and page.data.number > 1:
        parts.append(f"page {page.data.number}")
    return " · ".join(dict.fromkeys([*parts, name]))


def _description(page: Page, post: Post | None, site: Site) -> str:
    own = (post.description or post.summary) if post else ""
    return own or (site.config.site.description if page.url == "/" else "")


def has_feeds(taxonomy: Taxonomy, site: Site) -> bool:
    """Tell whether each term of a taxonomy has feeds of its own."""
    return site.config.feeds.terms and taxonomy.table.feeds


def has_item_feeds(site: Site) -> bool:
    """Tell whether there are feeds of items, beside the list of all items."""
    return site.config.feeds.items and any(post.items and post.date for post in site.posts)


def _feeds(page: Page, site: Site) -> tuple[FeedLink, ...]:
    data, name = page.data, site.config.site.title
    if isinstance(data, ItemSlices) and has_item_feeds(site):
        return list_feeds(f"{name}: items", data.base, site.config)
    term = data.term if isinstance(data, Listing) else None
    if term is not None and has_feeds(site.taxonomy(term.taxonomy), site):
        return list_feeds(f"{name}: {term.name}", term.url, site.config)
    return ()


def way_to(page: Page, site: Site) -> tuple[NavLink, ...]:
    """Give the links between the home page and this one."""
    return tuple(_steps(page, site))


def _steps(page: Page, site: Site) -> Iterable[NavLink]:
    data = page.data
    if isinstance(data, Listing) and data.term is not None:
        taxonomy = site.taxonomy(data.term.taxonomy)
        yield NavLink(name=taxonomy.table.title, url=taxonomy.url)
    elif isinstance(data, ArchivePart) and data.year:
        yield NavLink(name="Archive", url=ARCHIVE)
        if data.month:
            yield NavLink(name=f"{data.year}", url=archive_address(data.year, 0))
    elif page.body:
        for section in site.sections_above(page.body):
            yield NavLink(name=section.title, url=section.url)
