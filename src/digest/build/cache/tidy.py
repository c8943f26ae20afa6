"""Tidying: keeps the cache within its limit, and gives back the room of what is forgotten."""

from __future__ import annotations

import shutil
from collections import Counter
from itertools import chain
from pathlib import Path

from digest.build.cache.index import Index, PostEntry
from digest.build.cache.packs import LostResultError, Packs
from digest.core.storage import Slot

_VARIANTS = 6
"""Variants of the site (output folder, drafts or not …) whose pages are remembered."""

_PACKS = 64
"""Packs beyond which the smallest are put together: each build with an edit makes one."""

_SPARE = 64 << 20
"""Bytes that results of earlier builds may take in any case, where the limit allows it."""


def tidy_packs(index: Index, packs: Packs, limit: int) -> bool:
    """Forget what was wanted least recently, until the limit holds; say whether `index` changed.

    What the last build wanted always stays, and of earlier builds as much again: enough for two
    ways to build a site by turns. A pack is deleted once nothing in it is remembered, and written
    anew once less than half of it is; many small ones become one. Only for a build that is alone.
    """
    changed = _forget_oldest(index, limit)
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
    for name in sizes:
        if name in sparse or not live[name]:
            packs.remove(name)
    return changed or bool(sparse)


def _forget_oldest(index: Index, limit: int) -> bool:
    before = len(index.posts), len(index.variants)
    newest = sorted(index.variants.items(), key=lambda pair: -pair[1].used)
    index.variants = dict(newest[:_VARIANTS])
    pages = chain.from_iterable(variant.pages.values() for variant in index.variants.values())
    wanted = sum(_size_of(post) for post in index.posts.values() if post.used == index.generation)
    room = min(limit, wanted + max(wanted, _SPARE))
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
    return memoryview(post.head).nbytes + sum(slot.size for slot in post.slots)


def tidy_folders(folder: Path, index: Index) -> None:
    """Delete what else lies in the cache for variants of the site that are forgotten.

    A site's state with a journal stays: the next build there needs it.
    """
    for state in [*(folder / "sites").glob("*")]:
        if state.name not in index.variants and not {"journal", "untold"} & _names_in(state):
            shutil.rmtree(state, ignore_errors=True)
            (folder / "records" / f"standing-{state.name}").unlink(missing_ok=True)
    compiled = sorted((folder / "templates").glob("*"), key=lambda path: -path.stat().st_mtime)
    for old in compiled[_VARIANTS:]:
        shutil.rmtree(old, ignore_errors=True)
    for unfinished in chain(folder.glob("*.new"), folder.glob("records/*.new")):
        unfinished.unlink(missing_ok=True)


def _names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*")}
