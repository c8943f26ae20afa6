"""The steps of a change, written down before they are carried out, and what a build changed.

A build that was killed told nobody: what it had changed is kept until the next one has an answer.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from digest.build.publish.stager import Staged, is_output, parents_of, read_digest
from digest.build.records import read_sealed, sync_folder, write_sealed

_LAYOUT = "journal-3"

_OVERTAKEN = {errno.ENOENT, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY}
"""Errors of a step that was planned for a folder which somebody has changed since."""


class Removal(msgspec.Struct, frozen=True, array_like=True):
    """A file that goes; `digest` is what it must still contain."""

    path: str
    digest: str


class Journal(msgspec.Struct, frozen=True, array_like=True):
    """One change of the public folder, in the order in which it is made.

    `clearing` are removals that make room (a file where a folder is needed, or the reverse).
    `renames` are the files that come (`added` those that were not there), `moves` how: the paths
    of files, and of folders that come whole. They are in the folder `tree` of the staging folder
    until then.
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
    """Put the journal on disk. From here on the change will be made, whatever happens."""
    write_sealed(file, msgspec.msgpack.encode(journal), _LAYOUT, sync=True)


def read_journal(file: Path) -> Journal | None:
    """Return the journal a killed build left behind, if there is one."""
    payload = read_sealed(file, _LAYOUT)
    if payload is None:
        return None
    try:
        journal = msgspec.msgpack.decode(payload, type=Journal)
    except msgspec.ValidationError:
        return None
    return journal if _stays_inside(journal) else None


def _stays_inside(journal: Journal) -> bool:
    """Return whether a journal, which others may have written, changes the public folder alone."""
    removals = (removal.path for removal in (*journal.clearing, *journal.removals))
    renames = (staged.path for staged in journal.renames)
    return journal.tree.isalnum() and all(map(is_output, (*removals, *renames, *journal.moves)))


def carry_out(journal: Journal, staging: Path, output: Path, *, overtaken: bool = False) -> None:
    """Make the change, or what is left of it.

    Where time has gone by since it was planned it may be `overtaken`: steps that are no longer
    possible, because of what others did in the folder, are left out.
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
            if not (overtaken and error.errno in _OVERTAKEN):
                raise
    remove_files(journal.removals, output)
    sync_folder(output)


def remove_files(removals: Iterable[Removal], output: Path) -> None:
    """Remove files that hold what they must, and folders that are empty for want of them."""
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
            continue  # something else lives there


def _move(staged: str, target: str) -> None:
    if os.path.isdir(target) and not os.path.islink(target):  # noqa: PTH112, PTH114
        if os.path.isdir(staged):  # noqa: PTH112  (somebody made the folder in the meantime)
            for name in sorted(os.listdir(staged)):  # noqa: PTH208
                _move(f"{staged}/{name}", f"{target}/{name}")
            return
        if not os.path.isfile(staged):  # noqa: PTH113
            return  # the folder was moved before the kill
        for folder, _, _ in os.walk(target, topdown=False):
            Path(folder).rmdir()  # the plan has seen that nothing but empty folders is there
    try:
        os.replace(staged, target)  # noqa: PTH105
    except FileNotFoundError:
        if not os.path.exists(target):  # noqa: PTH110  (else it was moved before the kill)
            raise


_CHANGES_LAYOUT = "changes-1"


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What a build changed in the public folder: outputs, sorted; how many stayed as they were."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int = 0

    def following(self, earlier: Changes) -> Changes:
        """Return what both come to together, for somebody who has heard of neither."""
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
    """Return the changes that a journal is about."""
    new = {*journal.added}
    changed = (staged.path for staged in journal.renames if staged.path not in new)
    removed = (removal.path for removal in (*journal.clearing, *journal.removals))
    return Changes(
        added=tuple(sorted(new)), changed=tuple(sorted(changed)), removed=tuple(sorted(removed))
    )


def keep_changes(file: Path, changes: Changes) -> None:
    """Write down what nobody has been told yet, after what is there already."""
    told = changes.following(read_changes(file))
    write_sealed(file, msgspec.msgpack.encode(told), _CHANGES_LAYOUT, sync=True)


def read_changes(file: Path) -> Changes:
    """Return what was written down; nothing where there is no such file."""
    payload = read_sealed(file, _CHANGES_LAYOUT)
    if payload is not None:
        try:
            return msgspec.msgpack.decode(payload, type=Changes)
        except msgspec.ValidationError:
            pass
    return Changes(added=(), changed=(), removed=())
