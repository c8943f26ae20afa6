"""A hash of all that a page shows: it changes exactly when the page's view may.

Each post is hashed once, whole and as a card; a page's digest joins those of what it shows with
its own plan and with what is the same for all pages. So a site of many thousand pages is
compared with the last build without making a single view.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import msgspec

from digest.output.pages.head import has_feeds, has_item_feeds, way_to
from digest.output.pages.records import Listing, Page
from digest.site.site import Site

_SIZE = 16
_encoder = msgspec.msgpack.Encoder(order="deterministic")


class Digests:
    """The digests of a site's pages, and those of its posts that they are made of.

    `shared` is that of what all pages have in common: what the settings say of the site.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._wholes: dict[str, bytes] = {}
        self._cards: dict[str, bytes] = {}
        self._items: dict[str, bytes] = {}
        self.shared = _hash(_encoder.encode(site.context))
        self._item_feeds = has_item_feeds(site)
        self._settings = _encoder.encode(site.config.markdown.toc_levels)
        self._taxonomies = {
            taxonomy.name: _hash(
                _encoder.encode((taxonomy.table.title, taxonomy.url, has_feeds(taxonomy, site)))
            )
            for taxonomy in site.taxonomies
        }

    def of_page(self, page: Page) -> bytes:
        """Give the digest of all that a page shows besides what is `shared`."""
        parts = [_encoder.encode(page)]
        parts += [self.of_card(path) for path in page.shows]
        if page.kind == "items":
            parts += [self.of_items(path) for path in page.shows]
            parts.append(b"feeds" if self._item_feeds else b"")
        if isinstance(page.data, Listing) and page.data.term is not None:
            parts.append(self._taxonomies[page.data.term.taxonomy])
        if page.body is not None:
            parts += [self.of_card(page.body), self.of_post(page.body)]
            parts.append(_encoder.encode(way_to(page, self._site)))
        if page.kind in {"post", "page"}:
            parts.append(self._settings)
        return blake2b(b"".join(parts), digest_size=_SIZE).digest()

    def of_post(self, path: str) -> bytes:
        """Give the digest of a whole post: all that parsing gave, and where its links lead."""
        found = self._wholes.get(path)
        if found is None:
            site = self._site
            known = site.digests.get(path) or _encoder.encode(site.by_path[path])
            leads = site.references.get(path)
            found = self._wholes[path] = _hash(known + (_encoder.encode(leads) if leads else b""))
        return found

    def of_card(self, path: str) -> bytes:
        """Give the digest of a post's card."""
        found = self._cards.get(path)
        if found is None:
            found = self._cards[path] = _hash(_encoder.encode(self._site.card(path)))
        return found

    def of_items(self, path: str) -> bytes:
        """Give the digest of a post's items: the whole post's, where the caller had hashed it."""
        if path in self._site.digests:
            return self.of_post(path)
        found = self._items.get(path)
        if found is None:
            items = self._site.full(path).items
            found = self._items[path] = _hash(_encoder.encode(items))
        return found


def page_digest(page: Page, site: Site) -> bytes:
    """Give the digest of all that a page shows; what pages share is hashed once for a site."""
    digests = _digests_of(site)
    return _hash(digests.shared + digests.of_page(page))


@lru_cache(maxsize=1)
def _digests_of(site: Site) -> Digests:
    return Digests(site)


def _hash(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE).digest()
