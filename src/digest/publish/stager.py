"""The stager: writes new outputs beside the site, in whichever process renders them."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import msgspec

from digest.hashing import DIGEST_LENGTH, hash_bytes
from digest.publish.outputs import check_output
from digest.sealed import write_all

_CHUNK = 1 << 20


class Staged(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One output as it shall be published: its hash, and its file in the staging folder.

    `name` is "" where the published file has that content already and nothing was written.
    """

    path: str
    digest: str
    name: str = ""


class Stager:
    """Writes outputs into the staging folder. May be pickled: each process has its own names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = -1
        self._prefix = ""
        self._count = 0

    def __reduce__(self) -> tuple[type[Stager], tuple[Path]]:
        return Stager, (self._folder,)

    def stage(self, path: str, *chunks: bytes, known: str | None = None) -> Staged:
        """Write the chunks as one output, unless the published file's hash, `known`, is theirs."""
        check_output(path)
        digest = hash_bytes(*chunks)
        if digest == known:
            return Staged(path, digest)
        name, descriptor = self._create()
        try:
            for chunk in chunks:
                write_all(descriptor, chunk)
        finally:
            os.close(descriptor)
        return Staged(path, digest, name)

    def stage_file(self, path: str, source: Path, known: str | None = None) -> Staged:
        """Copy a file as an output, unless the published file has its content."""
        check_output(path)
        state = sha256()
        name, descriptor = self._create()
        try:
            with source.open("rb", buffering=0) as stream:
                while chunk := stream.read(_CHUNK):
                    state.update(chunk)
                    write_all(descriptor, chunk)
        finally:
            os.close(descriptor)
        digest = state.hexdigest()[:DIGEST_LENGTH]
        if digest == known:
            (self._folder / name).unlink()
            return Staged(path, digest)
        return Staged(path, digest, name)

    def _create(self) -> tuple[str, int]:
        if self._process != os.getpid():
            self._process = os.getpid()
            self._prefix = os.urandom(8).hex()
            self._count = 0
        self._count += 1
        name = f"{self._prefix}-{self._count}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        return name, os.open(f"{self._folder}/{name}", flags, 0o666)
