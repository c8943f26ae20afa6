"""The manifest: which files of the public folder are digest's own, and what they contain.

The truth is a small text file in the public folder itself, so that it survives the loss of the
cache. The state folder holds the same with each file's signature, which saves reading them.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from digest.build.publish.stager import RECORD_NAME, is_output, read_digest
from digest.build.records import read_sealed, write_sealed
from digest.core.hashing import Signature, digest_key, signature_of

_LAYOUT = "manifest-1"
_HEADER = "# What digest wrote here: only these files are ever replaced or removed.\n"


class Owned(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file that digest wrote: the hash of what it wrote, and its signature if that is known."""

    digest: str
    signature: Signature | None = None


class _Saved(msgspec.Struct, frozen=True, array_like=True):
    record: Signature | None
    files: dict[str, Owned]


class Manifest:
    """The files digest owns below `output`. `files` maps each output to what is known of it."""

    def __init__(self, output: Path, state: Path) -> None:
        self._root = f"{output}/"
        self._record = output / RECORD_NAME
        self._saved = state / "manifest"
        self._listed: dict[str, str] | None = None
        self._current = False
        self.files = self._load()

    def find(self, path: str) -> Signature | None:
        """Return the signature of what is at `path` now, not following links, or None."""
        try:
            return signature_of(os.lstat(self._root + path))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def digest_of(self, path: str) -> str | None:
        """Return the hash of the owned file at `path`: by one `stat` if nobody touched it."""
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
        """Return a hash of all owned files, their paths and the contents digest gave them."""
        return digest_key(sorted((path, owned.digest) for path, owned in self.files.items()))

    def claim(self, path: str, digest: str) -> None:
        """Note that the file at `path` is ours and has this content."""
        self.files[path] = Owned(digest, self.find(path))
        self._current = False

    def suppose(self, path: str, digest: str) -> None:
        """Note that what is at `path` is ours; it is read before it counts as having this content.

        For what may have been touched by others since digest put it there.
        """
        if self.find(path) is None:
            self.drop(path)
        else:
            self.files[path] = Owned(digest)
            self._current = False

    def drop(self, path: str) -> None:
        """Note that there is no file of ours at `path`."""
        self.files.pop(path, None)
        self._current = False

    def is_intact(self) -> bool:
        """Return whether every owned file is certainly there with the content digest gave it."""
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
        """Bring the list in the public folder up to date, with `extra` files beside our own."""
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
        """Write both lists, where they changed; the next build starts from them."""
        self.write_record()
        if self._current:
            return
        saved = _Saved(self.find(RECORD_NAME), self.files)
        write_sealed(self._saved, msgspec.msgpack.encode(saved), _LAYOUT)
        self._current = True

    def _load(self) -> dict[str, Owned]:
        payload = read_sealed(self._saved, _LAYOUT)
        saved = _Saved(None, {})
        if payload is not None:
            try:
                saved = msgspec.msgpack.decode(payload, type=_Saved)
            except msgspec.ValidationError:
                payload = None
        if not all(map(is_output, saved.files)):  # nothing that digest has written
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
