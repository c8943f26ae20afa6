"""Hashes of files and of the program: what results depend on, besides settings."""

from __future__ import annotations

import os
import sys
import time
from functools import cache
from pathlib import Path

import msgspec

from digest.build.records import read_sealed, write_sealed
from digest.core.hashing import Signature, digest_key, hash_bytes, signature_of

_SHAPING = {
    "jinja2",
    "markupsafe",
    "markdown_it_py",
    "mdit_py_plugins",
    "mdurl",
    "linkify_it_py",
    "uc_micro_py",
    "pyyaml",
    "python_frontmatter",
    "feedgen",
    "lxml",
    "pygments",
    "msgspec",
    "ftfy",
    "wcwidth",
    "babel",
    "emoji",
    "latex2mathml",
    "nh3",
    "pillow",
    "pybtex",
    "pyromark",
    "tzdata",
}

_CODE = {".py", ".json", ".toml", ".txt"}
"""Endings of the files that are digest's own code, or tables that it reads."""


@cache
def versions() -> str:
    """Return one hash of everything a result depends on besides its input."""
    return digest_key(sys.version_info[:3], _libraries(), _own_code())


def _libraries() -> list[str]:
    """Name the libraries and versions that the folders of `sys.path` hold: one listing each."""
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
