"""The manifest: the files of the public folder that digest wrote, with their hashes.

It is a text file in the public folder itself, so that it survives the loss of the cache. The state
folder holds the same with the signature of each file, which saves reading the files.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from digest.build.checked_files import read_checked, write_checked
from digest.build.publish.stager import RECORD_NAME, is_output, read_digest
from digest.core.hashing import Signature, digest_key, signature_of

_LAYOUT = "manifest-1"
_HEADER = "# What digest wrote here: only these files are ever replaced or removed.\n"


class Owned(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file that digest wrote: the hash of its content, and its signature if known."""

    digest: str
    signature: Signature | None = None


class _Saved(msgspec.Struct, frozen=True, array_like=True):
    record: Signature | None
    files: dict[str, Owned]


class Manifest:
    """The files that digest owns below `output`, by path."""

    def __init__(self, output: Path, state: Path) -> None:
        self._root = f"{output}/"
        self._record = output / RECORD_NAME
        self._saved = state / "manifest"
        self._listed: dict[str, str] | None = None
        self._current = False
        self.files = self._load()

    def find(self, path: str) -> Signature | None:
        """Return the current signature of `path`, without following links, or None."""
        try:
            return signature_of(os.lstat(self._root + path))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def digest_of(self, path: str) -> str | None:
        """Return the current hash of an owned file; reads it only if its signature has changed."""
        owned = self.files.get(path)
        found = self.find(path)
        if owned is None or found is None:
            return None
        if found == owned.signature:
            return owned.digest
        digest = read_digest(Path(self._root + path))
        if digest == owned.digest:
            self.files[path] = Owned(digest, found)
            self._current = False
        return digest

    def fingerprint(self) -> str:
        """Return a hash of the paths and hashes of all owned files."""
        return digest_key(sorted((path, owned.digest) for path, owned in self.files.items()))

    def record(self, path: str, digest: str) -> None:
        """Add the file at `path`, which has just been written with this hash."""
        self.files[path] = Owned(digest, self.find(path))
        self._current = False

    def assume(self, path: str, digest: str) -> None:
        """Add the file at `path`, if there is one, without its signature: it is read when needed.

        For files that others may have changed since digest wrote them.
        """
        if self.find(path) is None:
            self.drop(path)
        else:
            self.files[path] = Owned(digest)
            self._current = False

    def drop(self, path: str) -> None:
        """Remove the file at `path` from the manifest."""
        self.files.pop(path, None)
        self._current = False

    def is_intact(self) -> bool:
        """Return whether the signatures of all owned files are unchanged."""
        if not self._current:
            return False
        root, stat = self._root, os.lstat
        try:
            return all(
                owned.signature == signature_of(stat(root + path))
                for path, owned in self.files.items()
            )
        except OSError:
            return False

    def write_record(self, extra: dict[str, str] | None = None) -> None:
        """Write the list in the public folder if it has changed, with `extra` files besides."""
        listed = {path: owned.digest for path, owned in self.files.items()} | (extra or {})
        if listed == self._listed and (listed or not self._record.exists()):
            return
        if not listed:
            self._record.unlink(missing_ok=True)
            self._listed, self._current = listed, False
            return
        lines = [f"{digest}  {path}\n" for path, digest in sorted(listed.items())]
        new = self._record.with_name(f"{RECORD_NAME}.new")
        new.write_text(_HEADER + "".join(lines), encoding="utf-8", newline="\n")
        new.replace(self._record)
        self._listed = listed
        self._current = False

    def save(self) -> None:
        """Write both lists if they have changed."""
        self.write_record()
        if self._current:
            return
        saved = _Saved(self.find(RECORD_NAME), self.files)
        write_checked(self._saved, msgspec.msgpack.encode(saved), _LAYOUT)
        self._current = True

    def _load(self) -> dict[str, Owned]:
        payload = read_checked(self._saved, _LAYOUT)
        saved = _Saved(None, {})
        if payload is not None:
            try:
                saved = msgspec.msgpack.decode(payload, type=_Saved)
            except msgspec.ValidationError:
                payload = None
        if not all(map(is_output, saved.files)):  # forged: digest writes no such paths
            payload, saved = None, _Saved(None, {})
        record = self.find(RECORD_NAME)
        if payload is not None and saved.record == record:
            self._listed = {path: owned.digest for path, owned in saved.files.items()}
            self._current = record is not None
            return saved.files
        listed = self._read_record() if record is not None else {}
        self._listed = listed
        return {**saved.files, **{p: _merged(saved.files.get(p), d) for p, d in listed.items()}}

    def _read_record(self) -> dict[str, str]:
        try:
            text = self._record.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return {}
        pairs = (line.partition("  ") for line in text.split("\n") if not line.startswith("#"))
        return {path: digest for digest, _, path in pairs if is_output(path)}


def _merged(saved: Owned | None, digest: str) -> Owned:
    return saved if saved is not None and saved.digest == digest else Owned(digest)
