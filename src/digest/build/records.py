"""Sealed records on disk: read back whole and as they were written, or not at all.

Under the cache and the publisher. A record carries a mark, its format and its hash, and takes
the old one's place in one step, so that a reader sees the old or the new, never half of either.
"""

from __future__ import annotations

import os
from pathlib import Path

from digest.core.hashing import hash_bytes

_MARK = b"digest record\n"
_HEAD = 256
"""Bytes in which mark, layout and hash have room."""


def write_sealed(path: Path, payload: bytes, layout: str, *, sync: bool = False) -> None:
    """Put `payload` at `path`; `layout` names its type and version, `sync` waits for the disk."""
    head = f"{layout} {hash_bytes(payload)}\n".encode()
    new = path.with_name(f"{path.name}.{os.getpid():x}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        try:
            write_all(descriptor, _MARK + head, new)
            write_all(descriptor, payload, new)
            if sync:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    if sync:
        sync_folder(path.parent)


def read_sealed(path: Path, layout: str) -> bytes | None:
    """Return the payload at `path`; None if missing, damaged, foreign or of another layout."""
    try:
        with path.open("rb", buffering=0) as stream:
            head = stream.read(_HEAD)
            end = head.find(b"\n", len(_MARK))
            if not head.startswith(_MARK) or end < 0:
                return None
            stream.seek(end + 1)
            payload = stream.readall()  # once in memory: an index may be as large as the archive
    except OSError:
        return None
    expected = f"{layout} {hash_bytes(payload)}".encode()
    return payload if head[len(_MARK) : end] == expected else None


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on disk, where the system can say so."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # pragma: no cover  (Windows opens no folders)
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes, place: str | Path) -> None:
    """Write all of `data`, in as many calls as the system wants; an error names the `place`."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(place)) from error
