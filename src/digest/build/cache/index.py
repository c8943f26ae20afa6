"""The index of the cache: which results are stored, in which slots, and which are dropped.

It is one file. Keys are hashes of content, so that entries never become wrong, only unused; `used`
is the number of the last save whose build used the entry.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec

from digest.build.cache.packs import LostResultError, Packs
from digest.build.checked_files import read_checked, write_checked
from digest.core.model import Slot

_LAYOUT = "index-3"


class PostEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A parsed post: `head` is the slot of what every build reads, `slots` are those of the rest.

    Heads are not in the index itself, since that is rewritten after every edit.
    """

    used: int
    head: Slot
    slots: tuple[Slot, ...]

    def all_slots(self) -> tuple[Slot, ...]:
        """Return every slot of the post."""
        return (self.head, *self.slots)


class OutputEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A rendered output: the key it was rendered from and the hash of its bytes.

    `reasons` are the named parts of the key ("content:1f3a settings:…"), which tell why a later
    output differs; one string saves memory, since there may be a million outputs. `slots`, where
    given, hold the output itself.
    """

    key: str
    digest: str
    reasons: str = ""
    slots: tuple[Slot, ...] = ()


class OutputSet(msgspec.Struct, frozen=True, array_like=True):
    """The outputs of one variant of the site: an output folder and the options of its build."""

    used: int
    pages: dict[str, OutputEntry]


class Index(msgspec.Struct, array_like=True):
    """All entries of the cache. `generation` is the number of the last save."""

    generation: int
    posts: dict[str, PostEntry]
    variants: dict[str, OutputSet]

    def slots(self) -> Iterator[Slot]:
        """Yield every slot in use; one that two entries share comes twice."""
        for post in self.posts.values():
            yield from post.all_slots()
        for variant in self.variants.values():
            for page in variant.pages.values():
                yield from page.slots

    def drop_packs(self, names: set[str]) -> None:
        """Drop every result that lies in one of these packs, wholly or in part."""

        def whole(slots: tuple[Slot, ...]) -> bool:
            return not any(slot.pack in names for slot in slots)

        self.posts = {key: post for key, post in self.posts.items() if whole(post.all_slots())}
        for name, variant in self.variants.items():
            pages = {key: page for key, page in variant.pages.items() if whole(page.slots)}
            self.variants[name] = OutputSet(variant.used, pages)

    def merge(self, other: Index) -> None:
        """Add the entries that another build has stored in the meantime."""
        self.posts = {**other.posts, **self.posts}
        self.variants = {**other.variants, **self.variants}
        self.generation = max(self.generation, other.generation)

    def mark_used(self, posts: set[str], variants: set[str]) -> None:
        """Record that the build which is saved now has used these entries."""
        now = self.generation
        for key in posts & self.posts.keys():
            entry = self.posts[key]
            self.posts[key] = PostEntry(now, entry.head, entry.slots)
        for name in variants & self.variants.keys():
            self.variants[name] = OutputSet(now, self.variants[name].pages)

    def move(self, moved: dict[Slot, Slot]) -> None:
        """Replace slots that were copied to another pack."""
        replace = msgspec.structs.replace

        def new(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
            return tuple(moved.get(slot, slot) for slot in slots)

        self.posts = {
            key: PostEntry(post.used, moved.get(post.head, post.head), new(post.slots))
            for key, post in self.posts.items()
        }
        for name, variant in self.variants.items():
            pages = {k: replace(p, slots=new(p.slots)) for k, p in variant.pages.items()}
            self.variants[name] = OutputSet(variant.used, pages)


def read_index(file: Path) -> Index | None:
    """Return the index, or None if it is missing, damaged or of another version."""
    payload = read_checked(file, _LAYOUT)
    if payload is None:
        return None
    try:
        return msgspec.msgpack.decode(payload, type=Index)
    except msgspec.ValidationError:
        return None


def write_index(file: Path, index: Index) -> None:
    """Write the index."""
    write_checked(file, msgspec.msgpack.encode(index), _LAYOUT)


_VARIANTS = 6
"""Variants of the site (output folder, drafts or not …) that are kept."""

_PACKS = 64
"""Number of packs above which the smallest are merged: each build with an edit adds one."""

_SPARE = 64 << 20
"""Bytes that results of earlier builds may take, within the limit, however small the site is."""


def tidy_packs(index: Index, packs: Packs, limit: int) -> tuple[bool, frozenset[str]]:
    """Drop the least recently used results above the limit.

    Return whether `index` changed, and the packs that it no longer names. They may be removed only
    after the index is written, or a build that is killed in between would lose their results.

    What the last build used always stays, and as much of earlier builds: enough for two variants
    that are built in turn. A pack is dropped when nothing in it is used, and rewritten when less
    than half of it is; many small packs become one. No other build may use the cache meanwhile.
    """
    changed = _drop_oldest(index, limit)
    live: Counter[str] = Counter()
    slots = {*index.slots()}
    for slot in slots:
        live[slot.pack] += slot.size
    sizes = packs.sizes()
    sparse = {name for name, size in sizes.items() if 0 < live[name] < size / 2}
    if len(sizes) > _PACKS:
        smallest = sorted(sizes, key=lambda name: (sizes[name], name))
        sparse.update(name for name in smallest[: -_PACKS // 2] if live[name])
    moved: dict[Slot, Slot] = {}
    for slot in sorted((s for s in slots if s.pack in sparse), key=lambda s: (s.pack, s.offset)):
        try:
            moved[slot] = packs.append(packs.read(slot))
        except LostResultError:
            index.drop_packs({slot.pack})
    index.move(moved)
    unused = frozenset([name for name in sizes if name in sparse or not live[name]])
    return changed or bool(sparse), unused


def _drop_oldest(index: Index, limit: int) -> bool:
    before = len(index.posts), len(index.variants)
    newest = sorted(index.variants.items(), key=lambda pair: -pair[1].used)
    index.variants = dict(newest[:_VARIANTS])
    pages = chain.from_iterable(variant.pages.values() for variant in index.variants.values())
    used = sum(_size_of(post) for post in index.posts.values() if post.used == index.generation)
    room = min(limit, used + max(used, _SPARE))
    room -= sum(slot.size for slot in {slot for page in pages for slot in page.slots})
    kept: dict[str, PostEntry] = {}
    for key, post in sorted(index.posts.items(), key=lambda pair: -pair[1].used):
        room -= _size_of(post)
        if room < 0 and post.used < index.generation:
            break
        kept[key] = post
    index.posts = kept
    return before != (len(index.posts), len(index.variants))


def _size_of(post: PostEntry) -> int:
    return sum(slot.size for slot in post.all_slots())


def tidy_folders(folder: Path, index: Index) -> None:
    """Delete the publishing states of variants that were dropped, and unfinished files.

    A state with a journal or unreported changes stays: the next build needs it.
    """
    for state in [*(folder / "sites").glob("*")]:
        if state.name not in index.variants and not {"journal", "unreported"} & _names_in(state):
            shutil.rmtree(state, ignore_errors=True)
            (folder / "records" / f"build-{state.name}").unlink(missing_ok=True)
    shutil.rmtree(folder / "templates", ignore_errors=True)  # byte code of older versions
    for unfinished in chain(folder.glob("*.new"), folder.glob("records/*.new")):
        unfinished.unlink(missing_ok=True)


def _names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*")}
