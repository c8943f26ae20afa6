"""The cache as the build uses it: look up, remember, save; bounded, and safe with two builds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from digest.build.cache.fingerprints import Fingerprints
from digest.build.cache.index import (
    Index,
    OutputEntry,
    OutputSet,
    PostEntry,
    read_index,
    tidy_folders,
    tidy_packs,
    write_index,
)
from digest.build.cache.packs import Packs
from digest.build.locks import Lock
from digest.build.records import read_sealed, write_sealed
from digest.core.hashing import Signature, signature_of
from digest.core.model import Slot

DEFAULT_LIMIT = 2 << 30
"""Bytes that all results may take (see `tidy_packs`); the last build's stay in any case."""

_RECORD_LAYOUT = "record-1"
_PATIENCE = 60.0
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by digest; safe to delete.\n"


class Cache:
    """The remembered results in one folder. `notes` says what was dropped, and why.

    `packs` may be sent to workers, which read bodies and write results there themselves.
    """

    def __init__(
        self, folder: Path, *, limit: int = DEFAULT_LIMIT, notes: list[str] | None = None
    ) -> None:
        self._folder = folder
        self._limit = limit
        self._index: Index | None = None
        self._loaded: Signature | None = None
        self._posts: set[str] = set()
        self._variants: set[str] = set()
        self._changed = False
        self._saved = False
        self.notes: list[str] = [] if notes is None else notes
        _prepare(folder)
        self._users = Lock(folder / "users.lock")
        self._users.acquire(shared=True, patience=_PATIENCE)
        self._writers = Lock(folder / "index.lock")
        self.packs = Packs(folder / "packs")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fingerprints(self, root: Path) -> Fingerprints:
        """Return the hashes of the files below `root`; whoever asks for them saves them."""
        return Fingerprints(root, self._folder / "fingerprints")

    def recall(self, name: str) -> bytes | None:
        """Return a small record back, or None if there is none that is whole."""
        return read_sealed(self._folder / "records" / name, _RECORD_LAYOUT)

    def remember(self, name: str, payload: bytes) -> None:
        """Keep a small record under a name, in place of the old one."""
        with self._noting_faults():
            write_sealed(self._folder / "records" / name, payload, _RECORD_LAYOUT)

    def is_in_place(self) -> bool:
        """Return whether the folder is still there: it may be deleted at any time."""
        return self._users.is_in_place()

    def find_post(self, key: str) -> PostEntry | None:
        """Return what is remembered of a post (memo 1), if it is."""
        entry = self._open().posts.get(key)
        if entry is not None:
            self._posts.add(key)
        return entry

    def keep_post(self, key: str, head: bytes, slots: tuple[Slot, ...]) -> None:
        """Remember a post: `head` is what every build reads of it, `slots` hold the rest.

        The heads lie together in the packs of those who call this, to be read one after the other.
        """
        self._open().posts[key] = PostEntry(0, self.packs.append(head), slots)
        self._posts.add(key)
        self._changed = True

    def outputs(self, variant: str) -> dict[str, OutputEntry]:
        """Return the pages of the last build of this variant (memo 2), by output path."""
        known = self._open().variants.get(variant)
        return known.pages if known is not None else {}

    def keep_outputs(self, variant: str, pages: dict[str, OutputEntry]) -> None:
        """Remember this build's pages in place of the last build's."""
        self._variants.add(variant)
        if self.outputs(variant) != pages:
            self._open().variants[variant] = OutputSet(0, pages)
            self._changed = True

    def drop_pack(self, name: str) -> None:
        """Forget what lies in a pack that turned out to be damaged."""
        self.notes.append(f"cache: pack {name} is damaged or gone; what it held is made again")
        self._open().drop_packs({name})
        self.packs.remove(name)
        self._changed = True

    def save(self) -> None:
        """Write down what is new. May be called after each stage: a killed build loses less."""
        if self._index is None or not self._changed:
            return
        with self._noting_faults():
            self._writers.acquire(patience=_PATIENCE)
            index = self._merged(self._index)
            index.generation += 1
            index.mark_used(self._posts, self._variants)
            self._write(index)
            self._changed = False
            self._saved = True
        self._writers.release()

    def close(self) -> None:
        """Return everything back; where something was saved and no other build runs, tidy up.

        Workers that write to `packs` must have ended.
        """
        self.packs.close()
        with self._noting_faults():
            if self._saved and self.is_in_place():
                self._writers.acquire(patience=_PATIENCE)
                if self._users.acquire():
                    self._tidy()
        self._writers.release()
        self._users.release()

    def _tidy(self) -> None:
        index = self._merged(self._open())
        changed, unused = tidy_packs(index, self.packs, self._limit)
        if changed:
            self._write(index)
        for name in unused:
            self.packs.remove(name)
        self.packs.close()
        tidy_folders(self._folder, index)

    @contextmanager
    def _noting_faults(self) -> Iterator[None]:
        """Carry on without what cannot be written: it costs the next build time, and no more."""
        try:
            yield
        except OSError as error:
            if self.is_in_place():
                self.notes.append(f"cache: {error.strerror} ({error.filename}); it is not kept")

    def _open(self) -> Index:
        if self._index is None:
            self._index = self._read() or Index(0, {}, {})
            lost = {slot.pack for slot in self._index.slots()} - self.packs.sizes().keys()
            if lost:
                self.notes.append("cache: packs are gone; what they held is made again")
                self._index.drop_packs(lost)
                self._changed = True
        return self._index

    def _read(self) -> Index | None:
        file = self._folder / "index"
        self._loaded = _signature(file)
        index = read_index(file)
        if index is None and self._loaded is not None:
            self.notes.append("cache: the index is damaged or of another version; starting anew")
        return index

    def _merged(self, index: Index) -> Index:
        """Return our index with what another build has saved since we read it."""
        file = self._folder / "index"
        if _signature(file) != self._loaded:
            index.merge(read_index(file) or Index(0, {}, {}))
        return index

    def _write(self, index: Index) -> None:
        write_index(self._folder / "index", index)
        self._loaded = _signature(self._folder / "index")


def _signature(file: Path) -> Signature | None:
    try:
        return signature_of(file.stat())
    except FileNotFoundError:
        return None


def _prepare(folder: Path) -> None:
    """Make the folder, told apart as a cache to backup programs and to git."""
    if (folder / "packs").is_dir() and (folder / "records").is_dir():
        return
    for name in ("packs", "records"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "CACHEDIR.TAG").write_text(_TAG, encoding="utf-8")
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
