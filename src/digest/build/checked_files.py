"""Files with a checksum: read as they were written, or not at all.

Used by the cache and the publisher. A file begins with its type and its hash and replaces an older
one in one step, so that a reader gets all of the old or all of the new one.
"""

from __future__ import annotations

import os
from pathlib import Path

from digest.core.hashing import hash_bytes

_MAGIC = b"digest record\n"
_HEAD = 256
"""Bytes that are enough for the type, the layout and the hash."""


def write_checked(path: Path, payload: bytes, layout: str, *, sync: bool = False) -> None:
    """Write `payload` to `path`. `layout` is its type and version; `sync` waits for the disk."""
    head = f"{layout} {hash_bytes(payload)}\n".encode()
    new = path.with_name(f"{path.name}.{os.getpid():x}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        try:
            write_all(descriptor, _MAGIC + head, new)
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


def read_checked(path: Path, layout: str) -> bytes | None:
    """Return the payload of a file; None if it is missing, damaged or of another layout."""
    try:
        with path.open("rb", buffering=0) as stream:
            head = stream.read(_HEAD)
            end = head.find(b"\n", len(_MAGIC))
            if not head.startswith(_MAGIC) or end < 0:
                return None
            stream.seek(end + 1)
            payload = stream.readall()  # an index may be large: have it in memory only once
    except OSError:
        return None
    expected = f"{layout} {hash_bytes(payload)}".encode()
    return payload if head[len(_MAGIC) : end] == expected else None


def sync_folder(folder: Path) -> None:
    """Wait until the entries of a folder are on disk, where the system supports that."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # pragma: no cover  (Windows opens no folders)
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes, place: str | Path) -> None:
    """Write all of `data`, in as many calls as needed; `place` is the file name in errors."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(place)) from error
