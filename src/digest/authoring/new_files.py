"""Files to write: what would be overwritten, and the writing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from digest.core.diagnostics import DigestError


class NewFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file to write, by its "/"-joined path below a folder, with its text or where to copy from.

    `copy` is an existing file; with `link`, a file or folder to which a symbolic link is made.
    """

    path: str
    text: str = ""
    copy: Path | None = None
    link: bool = False


def find_existing(folder: Path, files: Iterable[NewFile]) -> tuple[str, ...]:
    """Return the sorted paths of files that exist already, broken links included."""
    return tuple(sorted(file.path for file in files if os.path.lexists(folder / file.path)))


def write_files(folder: Path, files: Sequence[NewFile]) -> None:
    """Write files and the folders they need, replacing existing ones.

    Raise DigestError for the first that cannot be written.
    """
    for file in files:
        path = folder / file.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_file(path, file)
        except OSError as error:
            raise DigestError(f"{path} cannot be written: {error.strerror or error}") from error


def _write_file(path: Path, file: NewFile) -> None:
    if file.copy is None:
        path.write_text(file.text, encoding="utf-8", newline="\n")
    elif file.link:
        path.unlink(missing_ok=True)
        path.symlink_to(file.copy.resolve(), target_is_directory=file.copy.is_dir())
    else:
        shutil.copyfile(file.copy, path)
