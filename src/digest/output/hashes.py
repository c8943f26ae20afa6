"""Hashes of a site's records, each made once: what outputs depend on is joined from them.

So a site of many thousand pages is compared with the last build without making a single view.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import msgspec

from digest.site.site import Site

_SIZE = 16
_encode = msgspec.msgpack.Encoder(order="deterministic").encode


class RecordHashes:
    """The hashes of one site's records; `shared` is that of what all pages have in common."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._posts: dict[str, bytes] = {}
        self._cards: dict[str, bytes] = {}
        self.shared = hash_record(site.context)

    def of_post(self, path: str) -> bytes:
        """Return the hash of a whole post: all that parsing gave, and where its links lead."""
        found = self._posts.get(path)
        if found is None:
            known, leads = self._site.digests[path], self._site.references.get(path)
            found = self._posts[path] = hash_bytes(known + (_encode(leads) if leads else b""))
        return found

    def of_card(self, path: str) -> bytes:
        """Return the hash of a post's card."""
        found = self._cards.get(path)
        if found is None:
            found = self._cards[path] = hash_record(self._site.card(path))
        return found

    def of_cards(self, paths: Iterable[str]) -> list[bytes]:
        """Return the hashes of the cards of several posts, in their order."""
        known = self._cards
        return [known.get(path) or self.of_card(path) for path in paths]


def hash_bytes(data: bytes) -> bytes:
    """Return a short hash of bytes."""
    return blake2b(data, digest_size=_SIZE).digest()


def hash_record(record: Any) -> bytes:
    """Return a short hash of a record, its mappings in whatever order."""
    return hash_bytes(_encode(record))
