"""A planned page → a job that builds its view and renders it, in whichever process.

A job holds the records that a page shows. Bodies and details of posts are read where the page is
rendered, and only then is the view made: a template is never given half of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby, pairwise
from unicodedata import combining, normalize
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from digest.core.addresses import host_of
from digest.core.model import Image, Post, PostSummary, Slot
from digest.output.bodies import Body, body_of
from digest.output.outputs import WriteContext
from digest.output.pages.head import make_page_context
from digest.output.pages.lists import archive_address, page_address
from digest.output.pages.page import (
    ArchivePart,
    ItemSlices,
    Listing,
    Moved,
    Page,
    SeriesPlace,
    Surroundings,
    TermIndex,
)
from digest.output.pages.page_html import render_page
from digest.output.pages.toc import build_toc
from digest.site.contexts import (
    ArchiveMonth,
    ArchiveView,
    ArchiveYear,
    ErrorView,
    ItemCard,
    ItemsView,
    ListView,
    PageContext,
    PageLink,
    Pagination,
    PostCard,
    PostView,
    RedirectView,
    SeriesPart,
    SourceLink,
    TermLink,
    TermsView,
    View,
)
from digest.site.post_store import read_post
from digest.site.site import Site

_AROUND = 2
"""Pages before and after one that it leads to."""

OTHERS = "#"
"""Where names go that begin with a digit or a sign."""


class PostPart(Struct, frozen=True, kw_only=True):
    """A post of which a page shows items, from one to another; None for all that follow."""

    summary: PostSummary
    details: Slot
    start: int = 0
    stop: int | None = None

    def read(self, context: WriteContext) -> Post:
        """Return the whole post."""
        return read_post(self.summary, self.details, context.reader, context.registry)


class PageJob(Struct, kw_only=True, frozen=True):
    """A page to render; `body` is the text at its top, if it has one."""

    path: str
    maker: str
    context: PageContext
    body: Body | None

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield the finished page; raise a `RenderError` where its template fails."""
        view = self.make_view(context)
        yield render_page(self.context, view, context.site, self.maker, context.theme)

    def make_view(self, context: WriteContext) -> View:
        """Return all that the page's template is given."""
        raise NotImplementedError

    def read_body(self, context: WriteContext) -> str:
        """Return the text at the top of the page, or ""."""
        if self.body is None:
            return ""
        folder = urlsplit(context.site.base_url).path.rstrip("/")
        return self.body.read(context.reader, folder)


class PostPageJob(PageJob, kw_only=True, frozen=True):
    """The page of a post; its table of contents has the headings of `toc_levels`."""

    post: PostPart
    card: PostCard
    newer: PostCard | None
    older: PostCard | None
    series: tuple[SeriesPart, ...]
    related: tuple[PostCard, ...]
    toc_levels: tuple[int, int]

    def make_view(self, context: WriteContext) -> PostView:
        """Return the view of the whole post."""
        post, card = self.post.read(context), self.card
        return PostView(
            post=post,
            card=card,
            body=self.read_body(context),
            toc=build_toc(post.headings, self.toc_levels) if post.toc else (),
            items=make_item_cards(post),
            newer=self.newer,
            older=self.older,
            series=self.series,
            related=self.related,
            terms=card.terms,
            share_url=context.site.base_url + post.url if post.social_share else "",
            image=Image(url=card.image, alt=card.image_alt) if card.image else None,
        )


class ItemsPageJob(PageJob, kw_only=True, frozen=True):
    """A page of the list of all items, grouped by their posts."""

    groups: tuple[tuple[PostCard, PostPart], ...]
    pagination: Pagination
    archive: str

    def make_view(self, context: WriteContext) -> ItemsView:
        """Return the view with the cards of the items."""
        return ItemsView(
            groups=tuple(
                [
                    (card, make_item_cards(part.read(context), part.start, part.stop))
                    for card, part in self.groups
                ]
            ),
            pagination=self.pagination,
            intro=self.read_body(context),
            archive=self.archive,
        )


class ListPageJob(PageJob, kw_only=True, frozen=True):
    """A page that needs nothing of any body but the text at its top."""

    view: ListView | TermsView | ArchiveView | RedirectView | ErrorView

    def make_view(self, context: WriteContext) -> View:
        """Return the view with the text at its top."""
        if isinstance(self.view, RedirectView | ErrorView) or self.body is None:
            return self.view
        return replace(self.view, intro=self.read_body(context))


def make_page_job(page: Page, site: Site, template: str) -> PageJob:
    """Return the job that renders a page with a template."""
    data, context = page.data, make_page_context(page, site)
    body = body_of(page.body, site) if page.body else None
    if isinstance(data, Surroundings) and page.body is not None:
        return PostPageJob(
            path=page.path,
            maker=template,
            context=context,
            body=body,
            post=_part(page.body, site),
            card=site.card(page.body),
            newer=_card(data.newer, site),
            older=_card(data.older, site),
            series=tuple([_series_part(place, site) for place in data.parts]),
            related=_cards(data.related, site),
            toc_levels=site.config.markdown.toc_levels,
        )
    if isinstance(data, ItemSlices):
        return ItemsPageJob(
            path=page.path,
            maker=template,
            context=context,
            body=body,
            groups=tuple(
                [
                    (site.card(path), _part(path, site, start, stop))
                    for path, (start, stop) in zip(page.shows, data.slices, strict=True)
                ]
            ),
            pagination=_paginate(data),
            archive=data.archive,
        )
    view = _view_list(page, site)
    return ListPageJob(path=page.path, maker=template, context=context, body=body, view=view)


def make_item_cards(post: Post, start: int = 0, stop: int | None = None) -> tuple[ItemCard, ...]:
    """Return the cards of a post's items, or of some of them."""
    return tuple(
        [
            ItemCard(
                item=item,
                url=f"{post.url}#{item.anchor}",
                post_title=post.title,
                post_url=post.url,
                post_date=post.date,
                host=host_of(item.url) if item.url else "",
                sources=tuple([SourceLink(name=name, url="") for name in item.sources]),
            )
            for item in post.items[start:stop]
        ]
    )


def _part(path: str, site: Site, start: int = 0, stop: int | None = None) -> PostPart:
    details = site.store.details[path]
    return PostPart(summary=site.by_path[path], details=details, start=start, stop=stop)


def _series_part(place: SeriesPlace, site: Site) -> SeriesPart:
    return SeriesPart(
        term=place.term,
        part=place.part,
        total=place.total,
        previous=_card(place.previous, site),
        next=_card(place.next, site),
    )


def _view_list(
    page: Page, site: Site
) -> ListView | TermsView | ArchiveView | RedirectView | ErrorView:
    data = page.data
    if isinstance(data, Listing):
        return ListView(
            posts=_cards(page.shows, site),
            pagination=_paginate(data),
            term=data.term,
            ordered=data.ordered,
            intro="",
        )
    if isinstance(data, TermIndex):
        letters = group_letters(data.terms)
        return TermsView(taxonomy=data.taxonomy, terms=data.terms, letters=letters, intro="")
    if isinstance(data, ArchivePart):
        return _view_archive(page, data, site)
    if isinstance(data, Moved):
        return RedirectView(target=data.target)
    return ErrorView(posts=_cards(page.shows, site))


def _view_archive(page: Page, data: ArchivePart, site: Site) -> ArchiveView:
    cards = iter(_cards(page.shows, site) if data.year else ())
    years = []
    for year, months in groupby(data.months, key=lambda entry: entry[0]):
        listed = tuple(
            [
                ArchiveMonth(
                    month=date(year, month, 1),
                    url=archive_address(year, month),
                    count=count,
                    posts=tuple([next(cards) for _ in range(count)]) if data.year else (),
                )
                for _, month, count in months
            ]
        )
        count = sum(month.count for month in listed)
        years.append(
            ArchiveYear(year=year, url=archive_address(year, 0), count=count, months=listed)
        )
    return ArchiveView(years=tuple(years), undated=_cards(data.undated, site), intro="")


def _paginate(data: Listing | ItemSlices) -> Pagination:
    number, total = data.number, data.total
    around = range(max(1, number - _AROUND), min(total, number + _AROUND) + 1)
    shown = sorted({1, *around, total})
    return Pagination(
        number=number,
        total=total,
        count=data.count,
        previous=page_address(data.base, number - 1) if number > 1 else "",
        next=page_address(data.base, number + 1) if number < total else "",
        pages=tuple(
            [
                PageLink(number=each, url=page_address(data.base, each), gap=each - before > 1)
                for before, each in pairwise([0, *shown])
            ]
        ),
        first=data.first,
    )


def _card(path: str, site: Site) -> PostCard | None:
    return site.card(path) if path else None


def _cards(paths: tuple[str, ...], site: Site) -> tuple[PostCard, ...]:
    return tuple([site.card(path) for path in paths])


def group_letters(terms: tuple[TermLink, ...]) -> tuple[tuple[str, tuple[TermLink, ...]], ...]:
    """Return terms, sorted by name, by first letter; digits and signs share the first group."""
    ordered = sorted(terms, key=lambda term: _letter(term.name) != OTHERS)
    by_letter: dict[str, list[TermLink]] = {}
    for letter, group in groupby(ordered, key=lambda term: _letter(term.name)):
        by_letter.setdefault(letter, []).extend(group)
    return tuple([(letter, tuple(group)) for letter, group in by_letter.items()])


def _letter(name: str) -> str:
    """Return a name's first letter without its accent, in upper case."""
    for char in normalize("NFKD", name[:4]):
        if char.isalpha() and not combining(char):
            return char.upper()[:1]
        if not combining(char):
            return OTHERS
    return OTHERS
