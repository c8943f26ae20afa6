"""The stager: writes outputs into a staging folder, in the process that renders them.

The staging folder has the layout of the site, so that new folders can be moved as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

import msgspec

from digest.build.checked_files import write_all
from digest.core.diagnostics import DigestError
from digest.core.hashing import DIGEST_LENGTH, hash_bytes

RECORD_NAME = ".digest-files"
"""Name, in the public folder, of the list of what digest wrote there."""

STAGING_NAME = ".digest-staging"
"""Name, in the public folder, of the staging folder when the cache is on another disk."""

_PAGES = (".html", ".htm")
_FEEDS = (".xml", ".json", ".txt")


def is_output(path: str) -> bool:
    """Return whether `path` names a file inside the public folder.

    Outputs are relative, joined with "/", in their simplest form and without control characters.
    """
    parts = path.split("/")
    return not (
        any(part in ("", ".", "..") for part in parts)
        or parts[0].startswith((RECORD_NAME, STAGING_NAME))
        or "\\" in path
        or any(character < " " or character == "\x7f" for character in path)
        or parts[0][1:2] == ":"  # a drive
    )


def check_output(path: str) -> str:
    """Return `path` if it names a file inside the public folder; raise `DigestError` if not."""
    if not is_output(path):
        raise DigestError(f"refused to write {path!r}: not a path inside the output folder")
    return path


def parents_of(path: str) -> tuple[str, ...]:
    """Return the folders above an output, outermost first: "a/b/c" has "a" and "a/b"."""
    parts = path.split("/")
    return tuple("/".join(parts[:end]) for end in range(1, len(parts)))


def publishing_order(path: str) -> tuple[int, int, str]:
    """Return the sort key of renames: what pages need, pages from the leaves up, then feeds.

    While files are renamed, no page lacks its style sheet and no list links to a missing page.
    """
    if path.endswith(_PAGES):
        stage = 1
    elif path.endswith(_FEEDS):
        stage = 2
    else:
        stage = 0
    return stage, -path.count("/"), path


def read_digest(file: Path) -> str | None:
    """Return the hash of a file's content; None if it is a link or cannot be read."""
    if file.is_symlink():
        return None
    try:
        return hash_bytes(file.read_bytes())
    except OSError:
        return None


_CHUNK = 1 << 20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


class Staged(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One output to publish: its hash, and whether it was written to the staging folder.

    If not, the published file has that content already.
    """

    path: str
    digest: str
    written: bool = False


class Stager:
    """Writes outputs into the staging folder. May be pickled."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: set[str] = set()

    def __reduce__(self) -> tuple[type[Stager], tuple[Path]]:
        return Stager, (self._folder,)

    def stage(self, path: str, chunks: Iterable[bytes], *, known: str | None = None) -> Staged:
        """Write an output unless `known`, the hash of the published file, is the same."""
        check_output(path)
        coming = iter(chunks)
        ahead = tuple(islice(coming, 2))
        if len(ahead) < 2:  # noqa: PLR2004 - it is whole, and need not be written to be hashed
            digest = hash_bytes(*ahead)
            if digest == known:
                return Staged(path, digest)
        state = sha256()
        descriptor = self._create(path)
        try:
            for chunk in chain(ahead, coming):
                state.update(chunk)
                write_all(descriptor, chunk, path)
        finally:
            os.close(descriptor)
        digest = state.hexdigest()[:DIGEST_LENGTH]
        if digest == known:
            (self._folder / path).unlink()
            return Staged(path, digest)
        return Staged(path, digest, written=True)

    def _create(self, path: str) -> int:
        folder = path.rpartition("/")[0]
        target = f"{self._folder}/{path}"
        try:
            if folder not in self._made:
                _make_folder(f"{self._folder}/{folder}")
                self._made.add(folder)
            try:
                return os.open(target, _NEW, 0o666)
            except FileExistsError:
                # A worker of a failed attempt may still write to the old file.
                os.unlink(target)  # noqa: PTH108
                return os.open(target, _NEW, 0o666)
        except (FileExistsError, IsADirectoryError, NotADirectoryError) as error:
            raise DigestError(f"two outputs want the path {path!r}") from error


def _make_folder(folder: str) -> None:
    try:
        os.mkdir(folder)  # noqa: PTH102  (asks the system once, where pathlib asks thrice)
    except FileExistsError:
        if not os.path.isdir(folder):  # noqa: PTH112
            raise
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
