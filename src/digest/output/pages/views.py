"""A planned page and the body it shows → the records its template is given."""

from __future__ import annotations

from datetime import date
from itertools import groupby, pairwise

from digest.core.model import Image
from digest.output.pages.head import make_context
from digest.output.pages.items import make_item_cards
from digest.output.pages.letters import group_letters
from digest.output.pages.lists import archive_address, page_address
from digest.output.pages.records import (
    ArchivePart,
    ItemSlices,
    Listing,
    Moved,
    Page,
    SeriesPlace,
    Surroundings,
    TermIndex,
)
from digest.output.pages.toc import build_toc
from digest.site.contexts import (
    ArchiveMonth,
    ArchiveView,
    ArchiveYear,
    ErrorView,
    ItemsView,
    ListView,
    PageContext,
    PageLink,
    Pagination,
    PostCard,
    PostView,
    RedirectView,
    SeriesPart,
    TermsView,
    View,
)
from digest.site.site import Site

_AROUND = 2
"""Pages before and after one that it leads to."""


def view_of(page: Page, site: Site, body: str) -> tuple[PageContext, View]:
    """Give the context and the view of a page; `body` is the finished HTML of `page.body`."""
    return make_context(page, site), _make_view(page, site, body)


def _make_view(page: Page, site: Site, body: str) -> View:
    data = page.data
    if isinstance(data, Surroundings) and page.body is not None:
        return _view_post(page.body, data, site, body)
    if isinstance(data, Listing):
        return ListView(
            posts=_cards(page.shows, site),
            pagination=_pagination(data),
            term=data.term,
            ordered=data.ordered,
            intro=body,
        )
    if isinstance(data, TermIndex):
        letters = group_letters(data.terms)
        return TermsView(taxonomy=data.taxonomy, terms=data.terms, letters=letters, intro=body)
    if isinstance(data, ArchivePart):
        return _view_archive(page, data, site, body)
    if isinstance(data, ItemSlices):
        return _view_items(page, data, site, body)
    if isinstance(data, Moved):
        return RedirectView(target=data.target)
    return ErrorView(posts=_cards(page.shows, site))


def _view_post(path: str, data: Surroundings, site: Site, body: str) -> PostView:
    post, card = site.by_path[path], site.card(path)
    image = Image(url=card.image, alt=card.image_alt) if card.image else None
    return PostView(
        post=post,
        card=card,
        body=body,
        toc=build_toc(post.headings, site.config.markdown.toc_levels) if post.toc else (),
        items=make_item_cards(post),
        newer=_card(data.newer, site),
        older=_card(data.older, site),
        series=tuple([_part(place, site) for place in data.parts]),
        related=_cards(data.related, site),
        terms=card.terms,
        share_url=site.config.site.base_url + post.url if post.social_share else "",
        image=image,
    )


def _part(place: SeriesPlace, site: Site) -> SeriesPart:
    return SeriesPart(
        term=place.term,
        part=place.part,
        total=place.total,
        previous=_card(place.previous, site),
        next=_card(place.next, site),
    )


def _view_archive(page: Page, data: ArchivePart, site: Site, body: str) -> ArchiveView:
    cards = iter(_cards(page.shows, site) if data.year else ())
    years = []
    for year, months in groupby(data.months, key=lambda entry: entry[0]):
        listed = tuple(
            ArchiveMonth(
                month=date(year, month, 1),
                url=archive_address(year, month),
                count=count,
                posts=tuple([next(cards) for _ in range(count)]) if data.year else (),
            )
            for _, month, count in months
        )
        count = sum(month.count for month in listed)
        years.append(
            ArchiveYear(year=year, url=archive_address(year, 0), count=count, months=listed)
        )
    return ArchiveView(years=tuple(years), undated=_cards(data.undated, site), intro=body)


def _view_items(page: Page, data: ItemSlices, site: Site, body: str) -> ItemsView:
    groups = tuple(
        (site.card(path), make_item_cards(site.by_path[path], start, stop))
        for path, (start, stop) in zip(page.shows, data.slices, strict=True)
    )
    return ItemsView(groups=groups, pagination=_pagination(data), intro=body)


def _pagination(data: Listing | ItemSlices) -> Pagination:
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
            PageLink(number=each, url=page_address(data.base, each), gap=each - before > 1)
            for before, each in pairwise([0, *shown])
        ),
        first=data.first,
    )


def _card(path: str, site: Site) -> PostCard | None:
    return site.card(path) if path else None


def _cards(paths: tuple[str, ...], site: Site) -> tuple[PostCard, ...]:
    return tuple([site.card(path) for path in paths])
