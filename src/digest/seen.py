"""Where addresses were linked before: posts and canonical forms → sightings.

`digest seen`, `digest new` and the inbox ask here; nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from digest.links import canonical
from digest.model import Item, Post


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
    for post in posts:
        for form, sighting in _look_through(post, found.keys()):
            found[form].append(sighting)
    for sightings in found.values():
        sightings.sort(key=_newest_first)
    return tuple(
        Seen(url=url, canonical=canonical(url), places=tuple(found[canonical(url)]))
        for url in asked
    )


def _look_through(post: Post, wanted: Iterable[str]) -> Iterator[tuple[str, Sighting]]:
    """Yield every link of a post that is wanted, once for each line."""
    forms = frozenset(wanted)
    lines: set[tuple[str, int]] = set()
    for item in post.items:
        for line, url in _addresses(item):
            form = canonical(url)
            if form in forms and (form, line) not in lines:
                lines.add((form, line))
                yield form, _sighting(post, line, item.title, item)
    for link in post.links:
        form = canonical(link.url)
        if form in forms and (form, link.line) not in lines:
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
