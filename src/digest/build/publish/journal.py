"""The steps of a change, written to disk before they are made, and the changes of a build.

A build that was killed reported nothing: its changes are stored, and reported by the next one.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from digest.build.checked_files import read_checked, sync_folder, write_checked
from digest.build.publish.stager import Staged, is_output, parents_of, read_digest

_LAYOUT = "journal-3"

_OUTDATED_STEP = {errno.ENOENT, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY}
"""Errors of a step where somebody has changed the folder since it was planned."""


class Removal(msgspec.Struct, frozen=True, array_like=True):
    """A file to remove; `digest` is the hash that it must still have."""

    path: str
    digest: str


class Journal(msgspec.Struct, frozen=True, array_like=True):
    """One change of the public folder, in the order in which it is made.

    `clearing` are removals that make room (a file where a folder is needed, or the reverse).
    `renames` are the new and changed files (`added` the new ones). `moves` are the paths to rename
    from the folder `tree` of the staging folder: of files, and of whole new folders. `removals`
    come last.
    """

    tree: str
    clearing: tuple[Removal, ...]
    renames: tuple[Staged, ...]
    added: tuple[str, ...]
    moves: tuple[str, ...]
    removals: tuple[Removal, ...]

    def is_empty(self) -> bool:
        """Return whether there is nothing to do."""
        return not (self.clearing or self.renames or self.removals)


def write_journal(file: Path, journal: Journal) -> None:
    """Write the journal to disk. From then on the change is made, if need be by the next build."""
    write_checked(file, msgspec.msgpack.encode(journal), _LAYOUT, sync=True)


def read_journal(file: Path) -> Journal | None:
    """Return the journal that a killed build has left, or None."""
    payload = read_checked(file, _LAYOUT)
    if payload is None:
        return None
    try:
        journal = msgspec.msgpack.decode(payload, type=Journal)
    except msgspec.ValidationError:
        return None
    return journal if _stays_inside(journal) else None


def _stays_inside(journal: Journal) -> bool:
    """Return whether all paths of a journal, which may be forged, are in the public folder."""
    removals = (removal.path for removal in (*journal.clearing, *journal.removals))
    renames = (staged.path for staged in journal.renames)
    return journal.tree.isalnum() and all(map(is_output, (*removals, *renames, *journal.moves)))


def apply_journal(journal: Journal, staging: Path, output: Path, *, outdated: bool = False) -> None:
    """Make the change, or the rest of it.

    With `outdated`, steps that others have made impossible since it was planned are skipped.
    """
    remove_files(journal.clearing, output)
    made: set[str] = set()
    for path in journal.moves:
        folder, _, _ = path.rpartition("/")
        try:
            if folder not in made:
                (output / folder).mkdir(parents=True, exist_ok=True)
                made.add(folder)
            _move(f"{staging}/{journal.tree}/{path}", f"{output}/{path}")
        except OSError as error:
            if not (outdated and error.errno in _OUTDATED_STEP):
                raise
    remove_files(journal.removals, output)
    sync_folder(output)


def remove_files(removals: Iterable[Removal], output: Path) -> None:
    """Remove files that still have the given hash, and the folders that are empty then."""
    folders: set[str] = set()
    for removal in removals:
        file = output / removal.path
        if read_digest(file) == removal.digest:
            file.unlink()
        folders.update(parents_of(removal.path))
    for folder in sorted(folders, key=lambda f: (-f.count("/"), f)):
        try:
            (output / folder).rmdir()
        except OSError:
            continue  # not empty


def _move(staged: str, target: str) -> None:
    if os.path.isdir(target) and not os.path.islink(target):  # noqa: PTH112, PTH114
        if os.path.isdir(staged):  # noqa: PTH112  (somebody made the folder in the meantime)
            for name in sorted(os.listdir(staged)):  # noqa: PTH208
                _move(f"{staged}/{name}", f"{target}/{name}")
            return
        if not os.path.isfile(staged):  # noqa: PTH113
            return  # the folder was moved before the kill
        for folder, _, _ in os.walk(target, topdown=False):
            Path(folder).rmdir()  # the plan has made sure that all of them are empty
    try:
        os.replace(staged, target)  # noqa: PTH105
    except FileNotFoundError:
        if not os.path.exists(target):  # noqa: PTH110  (else it was moved before the kill)
            raise


_CHANGES_LAYOUT = "changes-1"


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """The outputs that a build has changed, sorted, and the number of those it left unchanged."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int = 0

    def after(self, earlier: Changes) -> Changes:
        """Return these changes and earlier ones, unreported until now, as one."""
        mine, touched = {*self.added, *self.changed}, {*earlier.added, *earlier.changed}
        after = mine | (touched - {*self.removed})
        new = {*earlier.added} | ({*self.added} - {*earlier.changed} - {*earlier.removed})
        gone = {*self.removed, *earlier.removed} - after - new
        return Changes(
            added=tuple(sorted(after & new)),
            changed=tuple(sorted(after - new)),
            removed=tuple(sorted(gone)),
            unchanged=self.unchanged + len(mine) - len(after),
        )


def changes_of(journal: Journal) -> Changes:
    """Return the changes that a journal makes."""
    new = {*journal.added}
    changed = (staged.path for staged in journal.renames if staged.path not in new)
    removed = (removal.path for removal in (*journal.clearing, *journal.removals))
    return Changes(
        added=tuple(sorted(new)), changed=tuple(sorted(changed)), removed=tuple(sorted(removed))
    )


def record_unreported(file: Path, changes: Changes) -> None:
    """Store changes that no build has reported, combined with those stored already."""
    unreported = changes.after(read_changes(file))
    write_checked(file, msgspec.msgpack.encode(unreported), _CHANGES_LAYOUT, sync=True)


def read_changes(file: Path) -> Changes:
    """Return the stored changes; none where there is no file."""
    payload = read_checked(file, _CHANGES_LAYOUT)
    if payload is not None:
        try:
            return msgspec.msgpack.decode(payload, type=Changes)
        except msgspec.ValidationError:
            pass
    return Changes(added=(), changed=(), removed=())
