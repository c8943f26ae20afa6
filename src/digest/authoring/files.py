"""Files that are to be written: where they go, what would be overwritten, and the writing."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from digest.core.diagnostics import DigestError


class NewFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file to write: its path below a folder, joined with "/", and its text or its source.

    `copy` is a file (or, for `link`, a folder) that exists already.
    """

    path: str
    text: str = ""
    copy: Path | None = None
    link: bool = False


def find_taken(folder: Path, files: Iterable[NewFile]) -> tuple[str, ...]:
    """Give the paths of files that are there already, in order."""
    return tuple(
        sorted(
            file.path
            for file in files
            if (folder / file.path).exists() or (folder / file.path).is_symlink()
        )
    )


def write_files(folder: Path, files: Sequence[NewFile]) -> None:
    """Write the files and the folders they need; what is there already is replaced."""
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
