"""The cache: looks up and stores results; bounded in size, and safe with two builds at once."""

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
from digest.build.checked_files import read_checked, write_checked
from digest.build.locks import Lock
from digest.core.hashing import Signature, signature_of
from digest.core.model import Slot

DEFAULT_LIMIT = 2 << 30
"""Bytes that all results may take (see `tidy_packs`); those of the last build always stay."""

_RECORD_LAYOUT = "record-1"
_LOCK_TIMEOUT = 60.0
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by digest; safe to delete.\n"


class Cache:
    """The results in one folder. `notes` are its problems, with what was dropped.

    `packs` may be sent to workers, which read and write results themselves.
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
        self._users.acquire(shared=True, timeout=_LOCK_TIMEOUT)
        self._writers = Lock(folder / "index.lock")
        self.packs = Packs(folder / "packs")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fingerprints(self, root: Path) -> Fingerprints:
        """Return the stored hashes of the files below `root`; the caller saves them."""
        return Fingerprints(root, self._folder / "fingerprints")

    def read_record(self, name: str) -> bytes | None:
        """Return the record of this name, or None if it is missing or damaged."""
        return read_checked(self._folder / "records" / name, _RECORD_LAYOUT)

    def write_record(self, name: str, payload: bytes) -> None:
        """Store a record under a name, in place of an older one."""
        with self._noting_errors():
            write_checked(self._folder / "records" / name, payload, _RECORD_LAYOUT)

    def is_in_place(self) -> bool:
        """Return whether the folder is still there: it may be deleted at any time."""
        return self._users.is_in_place()

    def find_post(self, key: str) -> PostEntry | None:
        """Return the entry of a post, or None."""
        entry = self._open().posts.get(key)
        if entry is not None:
            self._posts.add(key)
        return entry

    def keep_post(self, key: str, head: bytes, slots: tuple[Slot, ...]) -> None:
        """Store a post: `head` is what every build reads of it, `slots` hold the rest.

        Heads are written by the calling process, so that they lie together and are read in a row.
        """
        self._open().posts[key] = PostEntry(0, self.packs.append(head), slots)
        self._posts.add(key)
        self._changed = True

    def outputs(self, variant: str) -> dict[str, OutputEntry]:
        """Return the outputs of the last build of this variant, by path."""
        known = self._open().variants.get(variant)
        return known.pages if known is not None else {}

    def keep_outputs(self, variant: str, pages: dict[str, OutputEntry]) -> None:
        """Store the outputs of this build in place of the last build's."""
        self._variants.add(variant)
        if self.outputs(variant) != pages:
            self._open().variants[variant] = OutputSet(0, pages)
            self._changed = True

    def drop_pack(self, name: str) -> None:
        """Drop all results in a damaged pack."""
        self.notes.append(f"cache: pack {name} is damaged or gone; what it held is made again")
        self._open().drop_packs({name})
        self.packs.remove(name)
        self._changed = True

    def save(self) -> None:
        """Write the index if it has changed; to be called after stages, since builds are killed."""
        if self._index is None or not self._changed:
            return
        with self._noting_errors():
            self._writers.acquire(timeout=_LOCK_TIMEOUT)
            index = self._merged(self._index)
            index.generation += 1
            index.mark_used(self._posts, self._variants)
            self._write(index)
            self._changed = False
            self._saved = True
        self._writers.release()

    def close(self) -> None:
        """Release files and locks; tidy up if something was saved and no other build runs.

        Workers that write to `packs` must have ended.
        """
        self.packs.close()
        with self._noting_errors():
            if self._saved and self.is_in_place():
                self._writers.acquire(timeout=_LOCK_TIMEOUT)
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
    def _noting_errors(self) -> Iterator[None]:
        """Note errors of writing and go on: they cost the next build time, and nothing else."""
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
        """Return the index with what another build has saved since it was read."""
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
    """Create the folder, marked as a cache for backup programs (CACHEDIR.TAG) and git."""
    if (folder / "packs").is_dir() and (folder / "records").is_dir():
        return
    for name in ("packs", "records"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "CACHEDIR.TAG").write_text(_TAG, encoding="utf-8")
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
