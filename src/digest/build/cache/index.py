"""The index of the cache: which results are remembered, and in which slots of the packs.

One sealed file, read in one go. Keys are content hashes, so entries never become wrong, only
unused; `used` numbers the save at which an entry was last wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from digest.build.records import read_sealed, write_sealed
from digest.core.storage import Slot

_LAYOUT = "index-2"


class PostEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A remembered post (memo 1): what all pages may need as msgpack, the rest in slots."""

    used: int
    head: msgspec.Raw
    slots: tuple[Slot, ...]


class OutputEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A remembered page (memo 2): the key it was rendered from and the hash of its bytes.

    `reasons` are the named parts of the key ("content:1f3a settings:…"), to say why the next page
    differs; in one string, for there may be a million pages. `slots`, where given, hold the page
    itself in pieces, to publish it again without rendering.
    """

    key: str
    digest: str
    reasons: str = ""
    slots: tuple[Slot, ...] = ()


class OutputSet(msgspec.Struct, frozen=True, array_like=True):
    """The pages of one variant of the site (an output folder and the switches of its build)."""

    used: int
    pages: dict[str, OutputEntry]


class Index(msgspec.Struct, array_like=True):
    """Everything that is remembered."""

    generation: int
    posts: dict[str, PostEntry]
    variants: dict[str, OutputSet]

    def slots(self) -> Iterator[Slot]:
        """Return every slot in use; one that two entries share comes twice."""
        for post in self.posts.values():
            yield from post.slots
        for variant in self.variants.values():
            for page in variant.pages.values():
                yield from page.slots

    def drop_packs(self, names: set[str]) -> None:
        """Forget every result that lies in one of these packs, wholly or in part."""

        def whole(slots: tuple[Slot, ...]) -> bool:
            return not any(slot.pack in names for slot in slots)

        self.posts = {key: post for key, post in self.posts.items() if whole(post.slots)}
        for name, variant in self.variants.items():
            pages = {key: page for key, page in variant.pages.items() if whole(page.slots)}
            self.variants[name] = OutputSet(variant.used, pages)

    def merge(self, other: Index) -> None:
        """Take over what another build has remembered in the meantime."""
        self.posts = {**other.posts, **self.posts}
        self.variants = {**other.variants, **self.variants}
        self.generation = max(self.generation, other.generation)

    def mark_used(self, posts: set[str], variants: set[str]) -> None:
        """Note what the build that is saved now has wanted."""
        now = self.generation
        for key in posts & self.posts.keys():
            entry = self.posts[key]
            self.posts[key] = PostEntry(now, entry.head, entry.slots)
        for name in variants & self.variants.keys():
            self.variants[name] = OutputSet(now, self.variants[name].pages)

    def move(self, moved: dict[Slot, Slot]) -> None:
        """Put slots that were copied to another pack in the place of the old ones."""
        replace = msgspec.structs.replace

        def new(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
            return tuple(moved.get(slot, slot) for slot in slots)

        self.posts = {k: replace(post, slots=new(post.slots)) for k, post in self.posts.items()}
        for name, variant in self.variants.items():
            pages = {k: replace(p, slots=new(p.slots)) for k, p in variant.pages.items()}
            self.variants[name] = OutputSet(variant.used, pages)


def read_index(file: Path) -> Index | None:
    """Return the index, or None if it is missing, damaged, or another version's."""
    payload = read_sealed(file, _LAYOUT)
    if payload is None:
        return None
    try:
        return msgspec.msgpack.decode(payload, type=Index)
    except msgspec.ValidationError:
        return None


def write_index(file: Path, index: Index) -> None:
    """Put the index in its place."""
    write_sealed(file, msgspec.msgpack.encode(index), _LAYOUT)
