"""Packs: files of stored results, one after the other. Each process appends to its own pack.

Appending is faster for many workers than one file for each post (100,000 files) or a database (one
writer at a time, every byte written twice), and reading is one `pread`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

from digest.build.checked_files import write_all
from digest.core.model import Slot

SUFFIX = ".pack"


class LostResultError(Exception):
    """Stored bytes are gone or damaged: drop the pack (`args[0]`) and build again."""


class Packs:
    """The packs in one folder. May be pickled: another process then writes to another pack.

    `run` identifies the build. A later build writes to new packs, since the slots of older ones
    may be moved meanwhile.
    """

    def __init__(self, folder: Path, run: str = "") -> None:
        self._folder = folder
        self._run = run or os.urandom(8).hex()
        self._process = -1
        self._name = ""
        self._writer = -1
        self._end = 0
        self._readers: dict[str, int] = {}

    def __reduce__(self) -> tuple[Callable[[Path, str], Packs], tuple[Path, str]]:
        return _unpickle, (self._folder, self._run)

    def belongs_to(self, run: str) -> bool:
        """Return whether the instance was made for this run."""
        return self._run == run

    def append(self, *chunks: bytes) -> Slot:
        """Store the chunks as one, and return the slot to read them from."""
        if self._process != os.getpid():
            self._open_new_pack()
        check = size = 0
        for chunk in chunks:
            write_all(self._writer, chunk, self._path(self._name))
            check = crc32(chunk, check)
            size += len(chunk)
        slot = Slot(self._name, self._end, size, check)
        self._end += size
        return slot

    def read(self, slot: Slot) -> bytes:
        """Return the bytes in a slot; raise LostResultError if they are gone or damaged."""
        try:
            data = self._pread(slot)
        except (OSError, OverflowError, ValueError) as error:
            raise LostResultError(slot.pack) from error
        if len(data) != slot.size or crc32(data) != slot.check:
            raise LostResultError(slot.pack)
        return data

    def close(self) -> None:
        """Close all files; they are opened again when needed."""
        for descriptor in (*self._readers.values(), self._writer):
            if descriptor >= 0:
                os.close(descriptor)
        self._readers = {}
        self._writer = self._process = -1

    def sizes(self) -> dict[str, int]:
        """Return the size of every pack in the folder."""
        with os.scandir(self._folder) as entries:
            packs = [entry for entry in entries if entry.name.endswith(SUFFIX)]
            return {entry.name.removesuffix(SUFFIX): entry.stat().st_size for entry in packs}

    def remove(self, name: str) -> None:
        """Delete a pack."""
        (self._folder / f"{name}{SUFFIX}").unlink(missing_ok=True)

    def _open_new_pack(self) -> None:
        self._process = os.getpid()
        self._readers = {}
        self._name = os.urandom(8).hex()
        self._end = 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        self._writer = os.open(self._path(self._name), flags, 0o666)

    def _pread(self, slot: Slot) -> bytes:
        descriptor = self._readers.get(slot.pack)
        if descriptor is None:
            if not slot.pack.isalnum():
                raise ValueError(slot.pack)  # a forged index must not name files elsewhere
            descriptor = os.open(self._path(slot.pack), os.O_RDONLY | os.O_CLOEXEC)
            self._readers[slot.pack] = descriptor
        return os.pread(descriptor, slot.size, slot.offset)

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}{SUFFIX}"


_unpickled: dict[Path, Packs] = {}


def _unpickle(folder: Path, run: str) -> Packs:
    """Return the one instance of this process for a folder and run, which opens files once."""
    known = _unpickled.get(folder)
    if known is None or not known.belongs_to(run):
        if known is not None:
            known.close()
        known = _unpickled[folder] = Packs(folder, run)
    return known
