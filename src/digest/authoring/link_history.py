"""Where addresses were linked before, for `digest seen`, `digest new` and the inbox."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import unquote

import msgspec

from digest.core.addresses import canonicalise
from digest.core.model import Item, Post

_WORD = re.compile(r"\w{2,}")
_CANONICAL_ONLY = frozenset(
    [
        "abs",
        "comments",
        "forum",
        "html",
        "id",
        "index",
        "item",
        "project",
        "questions",
        "status",
        "watch",
    ]
)
"""Words that canonical forms add and other spellings of an address may lack."""


class LinkMention(msgspec.Struct, frozen=True, kw_only=True):
    """One place where an address was linked.

    `title` is the item's title, or for a link outside items its text. `item` is the item's position
    in the post, None for a link outside items; `anchor` is its id on the post's page.
    """

    post: str
    line: int
    date: date | None
    title: str
    section: tuple[str, ...] = ()
    item: int | None = None
    anchor: str = ""


class LinkHistory(msgspec.Struct, frozen=True, kw_only=True):
    """An address as it was given, its canonical form, and where it was linked, newest first."""

    url: str
    canonical: str
    places: tuple[LinkMention, ...]

    @property
    def items(self) -> tuple[LinkMention, ...]:
        """The mentions that belong to items."""
        return tuple(place for place in self.places if place.item is not None)


def find_link_history(urls: Iterable[str], posts: Iterable[Post]) -> tuple[LinkHistory, ...]:
    """Return for each address where posts link to it, whatever spelling they use."""
    asked = list(dict.fromkeys(urls))
    found: dict[str, list[LinkMention]] = {canonicalise(url): [] for url in asked}
    wanted = _WantedAddresses(found)
    for post in posts:
        for form, mention in _find_wanted(post, wanted):
            found[form].append(mention)
    for mentions in found.values():
        mentions.sort(key=_newest_first)
    return tuple(
        LinkHistory(url=url, canonical=canonicalise(url), places=tuple(found[canonicalise(url)]))
        for url in asked
    )


class _WantedAddresses:
    """Finds wanted addresses among many, most of which are ruled out by one regular expression.

    Every canonical form keeps some word of the path it was made from: an address without any of
    these words cannot be another spelling of it. An archive has a hundred thousand such.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = frozenset(forms)
        required = [_required_words(form) for form in self._forms]
        shared = "|".join(sorted({re.escape(text) for texts in required for text in texts}))
        self._pattern = re.compile(shared) if all(required) else None

    def find(self, url: str) -> str | None:
        """Return the canonical form of a wanted address, else None."""
        if self._pattern and not self._pattern.search(_fold(url)):
            return None
        form = canonicalise(url)
        return form if form in self._forms else None


def _required_words(form: str) -> tuple[str, ...]:
    """Return the words of a canonical form that every spelling of it has."""
    host, _, rest = form.partition("://")[2].partition("/")
    words = [word for word in _WORD.findall(_fold(rest)) if word not in _CANONICAL_ONLY]
    return tuple(words) or tuple(_WORD.findall(host.lower())[:-1])


def _fold(url: str) -> str:
    return (unquote(url) if "%" in url else url).lower()


def _find_wanted(post: Post, wanted: _WantedAddresses) -> Iterator[tuple[str, LinkMention]]:
    """Yield every link of a post that is wanted, once for each line."""
    lines: set[tuple[str, int]] = set()
    for item in post.items:
        for line, url in _addresses(item):
            form = wanted.find(url)
            if form is not None and (form, line) not in lines:
                lines.add((form, line))
                yield form, _make_mention(post, line, item.title, item)
    for link in post.links:
        form = wanted.find(link.url)
        if form is not None and (form, link.line) not in lines:
            lines.add((form, link.line))
            yield form, _make_mention(post, link.line, link.text, None)


def _addresses(item: Item) -> Iterator[tuple[int, str]]:
    if item.url and all(link.url != item.url for link in item.links):
        yield item.line, item.url
    for link in item.links:
        yield link.line or item.line, link.url


def _make_mention(post: Post, line: int, title: str, item: Item | None) -> LinkMention:
    return LinkMention(
        post=post.path,
        line=line,
        date=post.date.date() if post.date else None,
        title=title,
        section=item.section if item else (),
        item=item.position if item else None,
        anchor=item.anchor if item else "",
    )


def _newest_first(mention: LinkMention) -> tuple[int, str, int]:
    return (-mention.date.toordinal() if mention.date else 0, mention.post, mention.line)
