"""What a build changed in the public folder, as it is told to whoever sends the site elsewhere.

A build that was killed told nobody: what it had changed is kept until the next one has an answer.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from digest.build.publish.journal import Journal
from digest.build.records import read_sealed, write_sealed

_LAYOUT = "changes-1"


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
    write_sealed(file, msgspec.msgpack.encode(told), _LAYOUT, sync=True)


def read_changes(file: Path) -> Changes:
    """Return what was written down; nothing where there is no such file."""
    payload = read_sealed(file, _LAYOUT)
    if payload is not None:
        try:
            return msgspec.msgpack.decode(payload, type=Changes)
        except msgspec.ValidationError:
            pass
    return Changes(added=(), changed=(), removed=())
