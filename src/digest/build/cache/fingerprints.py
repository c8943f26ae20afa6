"""Hashes of files and of the program, on which results depend besides settings."""

from __future__ import annotations

import os
import sys
import time
from functools import cache
from pathlib import Path

import msgspec

from digest.build.checked_files import read_checked, write_checked
from digest.core.hashing import Signature, digest_key, hash_bytes, signature_of

_SHAPING = frozenset(
    """
    babel emoji feedgen ftfy jinja2 latex2mathml linkify_it_py lxml markdown_it_py markupsafe
    mdit_py_plugins mdurl msgspec nh3 pillow pybtex pygments pyromark python_frontmatter pyyaml
    tzdata uc_micro_py wcwidth
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Libraries whose version may change a result."""

_CODE = {".py", ".json", ".toml", ".txt"}
"""Suffixes of digest's own code and tables."""


@cache
def versions() -> str:
    """Return a hash of Python, the libraries and digest's own code."""
    return digest_key(sys.version_info[:3], _libraries(), _own_code())


def _libraries() -> list[str]:
    """Return names and versions of installed libraries, from one listing of each folder."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208  (paths would cost a millisecond)
        except OSError:
            continue
        for name in names:
            package, _, version = name.removesuffix(".dist-info").partition("-")
            package = package.lower().replace(".", "_")
            if name.endswith(".dist-info") and package in _SHAPING:
                found.setdefault(package, version)
    return sorted(f"{package} {version}" for package, version in found.items())


def _own_code() -> list[tuple[str, str]]:
    root = Path(__file__).parents[2]
    files = sorted(file for file in root.rglob("*") if file.suffix in _CODE)
    return [(file.relative_to(root).as_posix(), hash_bytes(file.read_bytes())) for file in files]


_LAYOUT = "fingerprints-1"
_REST = 2_000_000_000
"""Nanoseconds after the last change from which on equal times mean equal content.

File systems store times with a granularity of up to two seconds.
"""


class Fingerprint(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The hash of a file, and the signature of the file when it was read."""

    digest: str
    signature: Signature


class Fingerprints:
    """Hashes of files by their path from `root` (or an absolute one), stored in `saved`."""

    def __init__(self, root: Path, saved: Path) -> None:
        self._root = f"{root}/"
        self._saved = saved
        self._old = _load(saved)
        self._new: dict[str, Fingerprint] = {}
        self._changed = False

    def digest(self, path: str) -> str:
        """Return the hash of the file at `path` (relative to the root); raise OSError."""
        file = os.path.join(self._root, path)  # noqa: PTH118  (a Path would cost a microsecond)
        signature = signature_of(os.stat(file))  # noqa: PTH116
        known = self._old.get(path)
        if known is not None and known.signature == signature:
            self._new[path] = known
            return known.digest
        return self.read(path)[1]

    def read(self, path: str) -> tuple[bytes, str]:
        """Return a file's content and its hash; raise OSError."""
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
        """Store the hashes that this build has used, and drop all others."""
        if self._changed or self._new.keys() != self._old.keys():
            write_checked(self._saved, msgspec.msgpack.encode(self._new), _LAYOUT)
            self._old = dict(self._new)
            self._changed = False


def _load(saved: Path) -> dict[str, Fingerprint]:
    payload = read_checked(saved, _LAYOUT)
    if payload is None:
        return {}
    try:
        return msgspec.msgpack.decode(payload, type=dict[str, Fingerprint])
    except msgspec.ValidationError:
        return {}
