"""Site → page plan: every file that will be rendered, and what it will show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from digest.content.permalinks import encode_path, output_path
from digest.core.model import PostSummary
from digest.output.pages.lists import plan_archive, plan_items, plan_list, plan_taxonomy, text_at
from digest.output.pages.page import MISSING, Listing, Moved, Page, SeriesPlace, Surroundings
from digest.site.site import Site
from digest.site.terms import Part

NEWEST_ON_404 = 5
_PARTS = re.compile(r"(\D*)([0-9]{0,18})")


def plan_pages(site: Site) -> tuple[Page, ...]:
    """Return all pages of a site: its posts first, then its lists, then its redirects.

    Nothing here makes two pages agree on one path; `checks.find_collisions` reports it.
    """
    pages = [*_plan_posts(site), *_plan_home(site), *plan_archive(site), *plan_items(site)]
    for taxonomy in site.taxonomies:
        pages += plan_taxonomy(taxonomy, site)
    pages += _plan_sections(site, {page.body for page in pages})
    if all(page.path != MISSING for page in pages):
        pages.append(_plan_missing(site))
    pages += [_redirect(r.url, r.target, r.source) for r in site.redirects]
    return (*pages, *_lead_to_archive(site, {page.path for page in pages}))


def _plan_posts(site: Site) -> Iterator[Page]:
    for post in (*site.posts, *site.pages, *site.unlisted):
        path = post.path
        newer, older = site.newer(path), site.older(path)
        data = Surroundings(
            newer=newer.path if newer else "",
            older=older.path if older else "",
            related=tuple([other.path for other in site.related(path)]),
            parts=tuple([_place(part) for part in site.parts.get(path, ())]),
        )
        yield Page(
            path=output_path(post.url),
            url=post.url,
            template=f"{post.kind}.html",
            kind=post.kind,
            source=path,
            shows=tuple(dict.fromkeys(_around(data))),
            body=path,
            data=data,
        )


def _around(data: Surroundings) -> Iterator[str]:
    yield from (path for path in (data.newer, data.older) if path)
    for part in data.parts:
        yield from (path for path in (part.previous, part.next) if path)
    yield from data.related


def _place(part: Part) -> SeriesPlace:
    posts, index = part.term.posts, part.index
    return SeriesPlace(
        term=part.term.plain_link,
        part=index + 1,
        total=len(posts),
        previous=posts[index - 1].path if index else "",
        next=posts[index + 1].path if index + 1 < len(posts) else "",
    )


def _plan_home(site: Site) -> Iterator[Page]:
    text = text_at("/", site)
    listed = [post.path for post in site.posts]
    if not listed and not text:
        listed = _list_undated(site)
    listing = Listing(
        title=site.config.site.title, base="/", number=1, total=1, count=len(listed), first=1
    )
    yield from plan_list(
        listing,
        listed,
        site.config.build.page_size,
        kind="home",
        source=text or "the home page",
        body=text,
    )


def _list_undated(site: Site) -> list[str]:
    """Return the pages of a site without dates and a text of its own: the highest number first."""
    pages = (post.path for post in site.pages if output_path(post.url) != MISSING)
    return sorted(pages, key=_natural, reverse=True)


def _natural(path: str) -> list[tuple[str, int]]:
    """Return a key that orders `issue-9` before `issue-10`."""
    return [(word.casefold(), int(number or 0)) for word, number in _PARTS.findall(path)]


def _plan_sections(site: Site, shown: set[str | None]) -> Iterator[Page]:
    """Plan the lists of folders that have a text which no other list shows already."""
    for section in site.sections:
        if section.path in shown:
            continue
        listed = [post.path for post in _posts_below(section, site)]
        listing = Listing(
            title=section.title, base=section.url, number=1, total=1, count=len(listed), first=1
        )
        yield from plan_list(
            listing,
            listed,
            site.config.build.page_size,
            kind="list",
            source=section.path,
            body=section.path,
        )


def _posts_below(section: PostSummary, site: Site) -> Iterable[PostSummary]:
    folder = section.path.rpartition("/")[0] + "/"
    return (post for post in (*site.posts, *site.pages) if post.path.startswith(folder))


def _plan_missing(site: Site) -> Page:
    return Page(
        path=MISSING,
        url=f"/{MISSING}",
        template=MISSING,
        kind="404",
        source="the page for missing addresses",
        shows=tuple([post.path for post in site.posts[:NEWEST_ON_404]]),
    )


def _redirect(url: str, target: str, source: str) -> Page:
    return Page(
        path=output_path(url),
        url=url,
        template="redirect.html",
        kind="redirect",
        source=source,
        data=Moved(target=target),
    )


def _lead_to_archive(site: Site, taken: set[str]) -> Iterator[Page]:
    """Plan for readers who cut a post's address short: "/posts/" leads to the archive."""
    pattern = site.config.permalinks.posts
    folder = encode_path(pattern.partition(":")[0].rpartition("/")[0] + "/")
    if site.posts and folder != "/" and output_path(folder) not in taken:
        yield _redirect(folder, "/archive/", "[permalinks] posts")
