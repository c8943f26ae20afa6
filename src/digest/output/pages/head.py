"""What a page says of itself: titles, description, canonical address, feeds, the way to it."""

from __future__ import annotations

from collections.abc import Iterable

from digest.core.model import PostSummary
from digest.core.text import text_direction
from digest.output.pages.lists import ARCHIVE, archive_address
from digest.output.pages.page import MISSING, ArchivePart, ItemSlices, Listing, Page, TermIndex
from digest.site.contexts import FeedLink, NavLink, PageContext, list_feeds
from digest.site.site import Site

HOME = NavLink(name="Home", url="/")


def make_page_context(page: Page, site: Site) -> PageContext:
    """Return the context of a page."""
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
        breadcrumbs=(HOME, *trail_of(page, site), NavLink(name=title, url=page.url)),
        noindex=page.kind == "redirect"
        or page.path == MISSING
        or bool(card and card.status)
        or bool(own and own.unlisted),
    )


def title_of(page: Page) -> str:
    """Return the title of a page that is not a post's."""
    if isinstance(page.data, Listing | TermIndex | ArchivePart | ItemSlices):
        return page.data.title
    return "Page not found" if page.kind == "404" else "Moved"


def _head_title(page: Page, title: str, post: PostSummary | None, site: Site) -> str:
    name = site.config.site.title
    if post and post.seo_title not in {"", post.title}:
        return post.seo_title
    parts = [] if page.kind == "home" else [title]
    if isinstance(page.data, Listing | ItemSlices) and page.data.number > 1:
        parts.append(f"page {page.data.number}")
    return " · ".join(dict.fromkeys([*parts, name]))


def _description(page: Page, post: PostSummary | None, site: Site) -> str:
    own = (post.description or post.summary) if post else ""
    return own or (site.config.site.description if page.url == "/" else "")


def has_feeds(page: Page, site: Site) -> bool:
    """Return whether a page lists the posts of a term that has feeds of its own."""
    term = page.data.term if isinstance(page.data, Listing) else None
    if term is None or not site.config.feeds.terms:
        return False
    table = site.taxonomy(term.taxonomy).table
    return table.feeds and bool(table.feed_formats) and term.count >= table.feed_min_posts


def has_item_feeds(site: Site) -> bool:
    """Return whether there are feeds of items, beside the list of all items."""
    return site.config.feeds.items and any(post.item_count and post.date for post in site.posts)


def _feeds(page: Page, site: Site) -> tuple[FeedLink, ...]:
    data, name = page.data, site.config.site.title
    if isinstance(data, ItemSlices) and has_item_feeds(site):
        return list_feeds(f"{name}: items", data.base, site.config)
    if isinstance(data, Listing) and data.term is not None and has_feeds(page, site):
        forms = site.taxonomy(data.term.taxonomy).table.feed_formats
        return list_feeds(f"{name}: {data.term.name}", data.term.url, site.config, forms)
    return ()


def trail_of(page: Page, site: Site) -> tuple[NavLink, ...]:
    """Return the links between the home page and a page, outermost first."""
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
