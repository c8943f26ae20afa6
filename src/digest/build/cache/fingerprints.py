"""Fingerprints: content hashes of files, without reading those that nobody has touched.

A hash is taken over only if size, both times and the inode are what they were, and the file had
been at rest when it was hashed; times save hashing, they never decide.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from digest.build.records import read_sealed, write_sealed
from digest.core.hashing import Signature, hash_bytes, signature_of

_LAYOUT = "fingerprints-1"
_REST = 2_000_000_000
"""Nanoseconds without change after which equal times mean equal content on every file system."""


class Fingerprint(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The hash of a file, and the file's state when it was taken."""

    digest: str
    signature: Signature


class Fingerprints:
    """Hashes of files by their path from `root` (or an absolute one), remembered in `saved`."""

    def __init__(self, root: Path, saved: Path) -> None:
        self._root = f"{root}/"
        self._saved = saved
        self._old = _load(saved)
        self._new: dict[str, Fingerprint] = {}
        self._changed = False

    def digest(self, path: str) -> str:
        """Return the hash of the file at `path` (relative to the root); raises OSError."""
        file = os.path.join(self._root, path)  # noqa: PTH118  (a Path would cost a microsecond)
        signature = signature_of(os.stat(file))  # noqa: PTH116
        known = self._old.get(path)
        if known is not None and known.signature == signature:
            self._new[path] = known
            return known.digest
        return self.read(path)[1]

    def read(self, path: str) -> tuple[bytes, str]:
        """Return a file's content and its hash; raises OSError."""
        now = time.time_ns()
        with open(os.path.join(self._root, path), "rb") as stream:  # noqa: PTH118, PTH123
            signature = signature_of(os.fstat(stream.fileno()))
            data = stream.read()
        digest = hash_bytes(data)
        if now - max(signature.modified, signature.changed) > _REST:
            self._new[path] = Fingerprint(digest, signature)
            self._changed = True
        return data, digest

    def save(self) -> None:
        """Write down what was asked for in this build, and forget the rest."""
        if self._changed or self._new.keys() != self._old.keys():
            write_sealed(self._saved, msgspec.msgpack.encode(self._new), _LAYOUT)
            self._old = dict(self._new)
            self._changed = False


def _load(saved: Path) -> dict[str, Fingerprint]:
    payload = read_sealed(saved, _LAYOUT)
    if payload is None:
        return {}
    try:
        return msgspec.msgpack.decode(payload, type=dict[str, Fingerprint])
    except msgspec.ValidationError:
        return {}
