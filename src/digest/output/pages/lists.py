"""The plan of everything that lists posts or items, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from digest.content.permalinks import output_path
from digest.core.dates import ENGLISH_MONTHS
from digest.core.model import PostSummary
from digest.output.pages.page import ArchivePart, ItemSlices, Listing, Page, PageKind, TermIndex
from digest.site.archive import Month
from digest.site.site import Site
from digest.site.terms import Taxonomy

ARCHIVE = "/archive/"
ITEMS = "/items/"

_TEMPLATES: dict[PageKind, str] = {"home": "home.html", "list": "list.html", "term": "term.html"}


def page_address(base: str, number: int) -> str:
    """Return the address of one page of a list: the folder itself, then "page/2/" below it."""
    return base if number == 1 else f"{base}page/{number}/"


def text_at(url: str, site: Site) -> str | None:
    """Return the path of the folder's text whose address a list has, if any."""
    text = site.by_url.get(url)
    return text.path if text else None


def plan_list(
    listing: Listing,
    paths: Sequence[str],
    size: int,
    *,
    kind: PageKind,
    source: str,
    body: str | None,
) -> Iterator[Page]:
    """Plan a list of posts as pages of `size`; only the first shows the list's own text."""
    total = max(1, -(-len(paths) // size))
    for number in range(1, total + 1):
        first = (number - 1) * size
        url = page_address(listing.base, number)
        yield Page(
            path=output_path(url),
            url=url,
            template=_TEMPLATES[kind],
            kind=kind,
            source=source,
            shows=tuple(paths[first : first + size]),
            body=body if number == 1 else None,
            data=replace(listing, number=number, total=total, first=first + 1),
        )


def plan_taxonomy(taxonomy: Taxonomy, site: Site) -> Iterator[Page]:
    """Plan the index of a taxonomy and the pages of its terms; one without terms has none."""
    terms = taxonomy.listed
    if not terms:
        return
    text = text_at(taxonomy.url, site)
    yield Page(
        path=output_path(taxonomy.url),
        url=taxonomy.url,
        template="terms.html",
        kind="terms",
        source=text or f"taxonomy {taxonomy.name}",
        body=text,
        data=TermIndex(
            taxonomy=taxonomy.name,
            title=site.by_path[text].title if text else taxonomy.table.title,
            terms=tuple([term.link for term in terms]),
        ),
    )
    for term in terms:
        text = text_at(term.url, site)
        listing = Listing(
            title=site.by_path[text].title if text else term.name,
            base=term.url,
            number=1,
            total=1,
            count=len(term.posts),
            first=1,
            term=term.link,
            ordered=taxonomy.table.ordered,
        )
        yield from plan_list(
            listing,
            [post.path for post in term.posts],
            taxonomy.table.page_size,
            kind="term",
            source=text or f"taxonomy {taxonomy.name}: {term.name}",
            body=text,
        )


def plan_archive(site: Site) -> Iterator[Page]:
    """Plan the archive, its years and its months."""
    if not site.posts:
        return
    undated = tuple([post.path for post in site.posts if post.date is None])
    yield _archive_page(site, 0, 0, site.months, undated)
    for year in dict.fromkeys(month.year for month in site.months):
        months = tuple([month for month in site.months if month.year == year])
        yield _archive_page(site, year, 0, months)
        for month in months:
            yield _archive_page(site, year, month.month, (month,))


def archive_address(year: int, month: int) -> str:
    """Return the address of a year (month 0) or month of the archive."""
    return ARCHIVE + (f"{year:04}/" if year else "") + (f"{month:02}/" if month else "")


def _archive_page(
    site: Site, year: int, month: int, months: tuple[Month, ...], undated: tuple[str, ...] = ()
) -> Page:
    url = archive_address(year, month)
    text = text_at(url, site)
    posts = [post.path for part in months for post in part.posts] if year else undated
    return Page(
        path=output_path(url),
        url=url,
        template="archive.html",
        kind="archive",
        source=text or "the archive",
        shows=tuple(posts),
        body=text,
        data=ArchivePart(
            title=site.by_path[text].title if text else _archive_title(year, month),
            year=year,
            month=month,
            months=tuple([(part.year, part.month, len(part.posts)) for part in months]),
            undated=undated,
        ),
    )


def _archive_title(year: int, month: int) -> str:
    if month:
        return f"{ENGLISH_MONTHS[month - 1]} {year}"
    return f"{year}" if year else "Archive"


def plan_items(site: Site) -> Iterator[Page]:
    """Plan the list of all items, if the site wants one and has any.

    Nobody pages through thousands of pages: from `max_pages` on, the archive leads to the rest.
    """
    posts = [post for post in (*site.posts, *site.pages) if post.item_count]
    if not site.config.items.page or not posts:
        return
    count = sum(post.item_count for post in posts)
    size, most = site.config.items.page_size, site.config.items.max_pages
    needed = -(-count // size)
    total = min(needed, most or needed)
    text = text_at(ITEMS, site)
    counted = [(post, post.item_count) for post in posts]
    for number, slices in enumerate(islice(_cut(counted, size), total), 1):
        url = page_address(ITEMS, number)
        yield Page(
            path=output_path(url),
            url=url,
            template="items.html",
            kind="items",
            source=text or "the list of items",
            shows=tuple([post.path for post, _, _ in slices]),
            body=text if number == 1 else None,
            data=ItemSlices(
                title=site.by_path[text].title if text else "Items",
                base=ITEMS,
                number=number,
                total=total,
                count=count,
                first=(number - 1) * size + 1,
                slices=tuple([(start, stop) for _, start, stop in slices]),
                archive=ARCHIVE if number == total < needed and site.posts else "",
            ),
        )


def _cut(
    counted: Sequence[tuple[PostSummary, int]], size: int
) -> Iterator[list[tuple[PostSummary, int, int]]]:
    """Cut the items of all posts into pages of `size`: for each, the posts and which items."""
    page: list[tuple[PostSummary, int, int]] = []
    room = size
    for post, count in counted:
        start = 0
        while start < count:
            stop = min(count, start + room)
            page.append((post, start, stop))
            room -= stop - start
            start = stop
            if not room:
                yield page
                page, room = [], size
    if page:
        yield page
