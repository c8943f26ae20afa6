"""Reads the folders of a site from disk, and decides which of their files are meant at all.

Left out are hidden files, leftovers of editors and merges, names that are not UTF-8, and
symbolic links that lead out of the site (see `symlinks`). What is left out without being expected
is reported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from digest.config.tables import Config
from digest.content.symlinks import SymlinkPolicy, report_refused_link
from digest.core.codes import Code
from digest.core.diagnostics import Report

_LEFTOVER = re.compile(r".*~|#.*#|.*\.(?:orig|rej|sw[a-p])|4913|\.DS_Store|\.keep.*", re.DOTALL)
"""Backup and autosave files (Emacs, Vim, Kate), rejected hunks and originals of a merge (git,
hg, patch), Vim's probe whether a folder is writable, and files that only keep a folder."""


_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
"""A byte of a file name that is not UTF-8, as Python's file functions give it (PEP 383)."""


class FolderEntry(NamedTuple):
    """A file or folder: its path from the site's root, and whether a link leads there."""

    path: str
    is_linked: bool
    item: os.DirEntry[str]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.item.name


class FolderContent(NamedTuple):
    """The files and sub-folders of one folder, in the order of their names.

    `above` identifies this folder and those around it by device and inode.
    """

    files: tuple[FolderEntry, ...]
    folders: tuple[FolderEntry, ...]
    above: tuple[tuple[int, int], ...]


class FolderReader:
    """Reads folders of one site. Paths are relative to its root and `/`-joined."""

    def __init__(
        self,
        root: Path,
        config: Config,
        report: Report,
        is_skipped: Callable[[str, str], bool] = lambda _path, name: is_leftover(name),
    ) -> None:
        self._root = root
        self._report = report
        self._is_skipped = is_skipped
        self._links = SymlinkPolicy(root, config)
        self._linked: set[tuple[int, int]] = set()

    def walk(self, folder: str) -> Iterator[FolderEntry]:
        """Yield every file below a folder of the configuration; none if there is no such folder.

        Files whose names no address can have are left out.
        """
        if (self._root / folder).is_dir() and self.may_read(folder):
            for entry in self._walk(folder, ()):
                if self.is_nameable(entry, folder):
                    yield entry

    def may_read(self, folder: str) -> bool:
        """Return whether a folder of the configuration may be read; report why not."""
        return not folder or self._links.allows(folder, self._report)

    def read(
        self, folder: str, above: tuple[tuple[int, int], ...] = (), *, is_linked: bool = False
    ) -> FolderContent | None:
        """Return what one folder holds, None if it cannot be read or has been.

        A folder is read where it lies and through at most one link; `above` are the folders around
        it, and `is_linked` tells that a link leads to it or to one of those.
        """
        try:
            place = self._root / folder
            status = place.stat()
            mark = (status.st_dev, status.st_ino)
            if mark in above or (is_linked and mark in self._linked):
                return None
            with os.scandir(place) as scan:
                items = sorted(scan, key=lambda item: item.name)
        except OSError as error:
            report_unreadable(show_path(folder) or ".", error, self._report)
            return None
        if is_linked:
            self._linked.add(mark)
        files: list[FolderEntry] = []
        folders: list[FolderEntry] = []
        for item in items:
            path = f"{folder}/{item.name}" if folder else item.name
            if not self._is_skipped(path, item.name):
                kind = self._inspect(path, item)
                entry = FolderEntry(path, is_linked or item.is_symlink(), item)
                if kind == "folder":
                    folders.append(entry)
                elif kind == "file":
                    files.append(entry)
        return FolderContent(tuple(files), tuple(folders), (*above, mark))

    def is_nameable(self, entry: FolderEntry, folder: str) -> bool:
        """Return whether a file below `folder` can have an address; report one that cannot."""
        shown = show_path(entry.path)
        inside = entry.path[len(folder) + 1 :] if folder else entry.path
        if shown != entry.path:
            fault, hint = "is not UTF-8", f'rename it to "{show_path(entry.name)}"'
        elif _CONTROL.search(inside):
            fault, hint = "has a control character or a backslash", "take it out of the name"
            shown = _CONTROL.sub("\ufffd", shown)
        elif inside[1:2] == ":" or inside.startswith(".digest-"):
            fault, hint = "means something else in the output folder", "rename it"
        else:
            return True
        message = f"the name {fault}, so the file is left out"
        self._report.add(Code.UNUSABLE_NAME, shown, message, hint=hint)
        return False

    def _walk(
        self, folder: str, above: tuple[tuple[int, int], ...], *, is_linked: bool = False
    ) -> Iterator[FolderEntry]:
        content = self.read(folder, above, is_linked=is_linked)
        if content is not None:
            yield from content.files
            for inner in content.folders:
                yield from self._walk(inner.path, content.above, is_linked=inner.is_linked)

    def _inspect(self, path: str, item: os.DirEntry[str]) -> Literal["folder", "file", ""]:
        """Return what an entry is, or what it leads to; "" for what must not or cannot be read."""
        try:
            kind: Literal["folder", "file", ""]
            kind = "folder" if item.is_dir() else "file" if item.is_file() else ""
            is_link = item.is_symlink()
        except OSError:
            kind, is_link = "", True
        if is_link and not kind:
            hint = "remove the link or restore what it points at"
            self._report.add(
                Code.UNREADABLE_FILE, show_path(path), "the link leads nowhere", hint=hint
            )
        elif is_link and (fault := self._links.find_fault(path)):
            report_refused_link(show_path(path), show_path(fault), self._report)
            return ""
        return kind


def is_leftover(name: str) -> bool:
    """Return whether a file name is one that editors, merges and systems leave behind."""
    return bool(_LEFTOVER.fullmatch(name))


def show_path(path: str) -> str:
    """Return a path that can be written as UTF-8; a byte that is none is read as Latin-1."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return _ESCAPED_BYTE.sub(lambda escaped: chr(ord(escaped[0]) - 0xDC00), path)
    return path


def report_unreadable(path: str, error: OSError, report: Report) -> None:
    """Report a file or folder that the system does not let us read."""
    reason = (error.strerror or type(error).__name__).lower()
    hint = "check the file's permissions"
    report.add(Code.UNREADABLE_FILE, path, f"cannot be read: {reason}", hint=hint)
