"""A planned page: where it is written, what asked for it, and what it will show; still data."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from digest.site.contexts import TermLink

MISSING = "404.html"
"""What servers show for an address that is not there; a page of the site may take its place."""

PageKind = Literal[
    "home", "post", "page", "list", "term", "terms", "archive", "items", "404", "redirect"
]


class Surroundings(Struct, frozen=True, kw_only=True, tag=True):
    """Of a post: the paths of its neighbours ("" for none) and related posts, its series."""

    newer: str = ""
    older: str = ""
    related: tuple[str, ...] = ()
    parts: tuple[SeriesPlace, ...] = ()


class SeriesPlace(Struct, frozen=True, kw_only=True):
    """A post's place in a series: part `part` of `total`, between the posts of two paths."""

    term: TermLink
    part: int
    total: int
    previous: str = ""
    next: str = ""


class Listing(Struct, frozen=True, kw_only=True, tag=True):
    """One page of a list of posts: `number` of `total`, in the folder `base`, of `count` posts."""

    title: str
    base: str
    number: int
    total: int
    count: int
    first: int
    term: TermLink | None = None
    ordered: bool = False


class TermIndex(Struct, frozen=True, kw_only=True, tag=True):
    """The index of a taxonomy: its name, its title and its terms that have pages."""

    taxonomy: str
    title: str
    terms: tuple[TermLink, ...]


class ArchivePart(Struct, frozen=True, kw_only=True, tag=True):
    """The whole archive (`year` 0), a year of it (`month` 0) or a month.

    `months` are year, month and number of posts of each month there, newest first.
    """

    title: str
    year: int
    month: int
    months: tuple[tuple[int, int, int], ...]
    undated: tuple[str, ...] = ()


class ItemSlices(Struct, frozen=True, kw_only=True, tag=True):
    """One page of the list of all items: for each post shown, from which item to which.

    `archive` is the address where the items are that no page of the list shows, on its last page.
    """

    title: str
    base: str
    number: int
    total: int
    count: int
    first: int
    slices: tuple[tuple[int, int], ...]
    archive: str = ""


class Moved(Struct, frozen=True, kw_only=True, tag=True):
    """A redirect: the address that its own now stands for."""

    target: str


PageData = Surroundings | Listing | TermIndex | ArchivePart | ItemSlices | Moved | None


class Page(Struct, frozen=True, kw_only=True):
    """One file to be rendered.

    `path` is that below the output folder, `url` its address. `source` is what asked for it, a
    file's path or words like "taxonomy tags: AI". `shows` are the paths of the posts it shows as
    cards, `body` that of the post whose body is in it, or None.
    """

    path: str
    url: str
    template: str
    kind: PageKind
    source: str
    shows: tuple[str, ...] = ()
    body: str | None = None
    data: PageData = None
