"""Where addresses were linked before: posts and canonical forms → sightings.

`digest seen`, `digest new` and the inbox ask here; nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import unquote

import msgspec

from digest.core.addresses import canonical
from digest.core.model import Item, Post

_WORD = re.compile(r"\w{2,}")
_ADDED = frozenset(
    {"status", "watch", "forum", "comments", "item", "questions", "abs", "project", "index",
     "html", "id"}
)  # fmt: skip
"""Words that a canonical form may have though an address of the same thing has them not."""


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """One place where an address was linked: the post, the line, and the item it belongs to.

    `title` is the item's, else the link's text. `item` is the item's position in the post, None
    for a link outside items, `anchor` its id on the post's page.
    """

    post: str
    line: int
    date: date | None
    title: str
    section: tuple[str, ...] = ()
    item: int | None = None
    anchor: str = ""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An address as it was asked for, its canonical form, and where it was linked, newest first."""

    url: str
    canonical: str
    places: tuple[Sighting, ...]

    @property
    def items(self) -> tuple[Sighting, ...]:
        """The sightings that are items, and no mere mention."""
        return tuple(place for place in self.places if place.item is not None)


def find_sightings(urls: Iterable[str], posts: Iterable[Post]) -> tuple[Seen, ...]:
    """Say for each address where the posts link to it, whatever spelling they use."""
    asked = list(dict.fromkeys(urls))
    found: dict[str, list[Sighting]] = {canonical(url): [] for url in asked}
    wanted = _Wanted(found)
    for post in posts:
        for form, sighting in _look_through(post, wanted):
            found[form].append(sighting)
    for sightings in found.values():
        sightings.sort(key=_newest_first)
    return tuple(
        Seen(url=url, canonical=canonical(url), places=tuple(found[canonical(url)]))
        for url in asked
    )


class _Wanted:
    """Tells whether an address is one of those asked for, most of them without a closer look.

    Every canonical form keeps something of the path it was made from: an address without any of
    it cannot be another spelling, and an archive has a hundred thousand such.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = frozenset(forms)
        needles = [_needles(form) for form in self._forms]
        shared = "|".join(sorted({re.escape(text) for texts in needles for text in texts}))
        self._maybe = re.compile(shared) if all(needles) else None

    def find(self, url: str) -> str | None:
        """Give the canonical form of an address that is wanted, else None."""
        if self._maybe and not self._maybe.search(_plain(url)):
            return None
        form = canonical(url)
        return form if form in self._forms else None


def _needles(form: str) -> tuple[str, ...]:
    """Give the words of a canonical form that every spelling of it has."""
    host, _, rest = form.partition("://")[2].partition("/")
    words = [word for word in _WORD.findall(_plain(rest)) if word not in _ADDED]
    return tuple(words) or tuple(_WORD.findall(host.lower())[:-1])


def _plain(url: str) -> str:
    return (unquote(url) if "%" in url else url).lower()


def _look_through(post: Post, wanted: _Wanted) -> Iterator[tuple[str, Sighting]]:
    """Yield every link of a post that is wanted, once for each line."""
    lines: set[tuple[str, int]] = set()
    for item in post.items:
        for line, url in _addresses(item):
            form = wanted.find(url)
            if form is not None and (form, line) not in lines:
                lines.add((form, line))
                yield form, _sighting(post, line, item.title, item)
    for link in post.links:
        form = wanted.find(link.url)
        if form is not None and (form, link.line) not in lines:
            lines.add((form, link.line))
            yield form, _sighting(post, link.line, link.text, None)


def _addresses(item: Item) -> Iterator[tuple[int, str]]:
    if item.url and all(link.url != item.url for link in item.links):
        yield item.line, item.url
    for link in item.links:
        yield link.line or item.line, link.url


def _sighting(post: Post, line: int, title: str, item: Item | None) -> Sighting:
    return Sighting(
        post=post.path,
        line=line,
        date=post.date.date() if post.date else None,
        title=title,
        section=item.section if item else (),
        item=item.position if item else None,
        anchor=item.anchor if item else "",
    )


def _newest_first(sighting: Sighting) -> tuple[int, str, int]:
    return (-sighting.date.toordinal() if sighting.date else 0, sighting.post, sighting.line)
