"""The difference between the staged outputs and the public folder, as steps of a journal.

Files in the way that digest did not write are reported, and stop the change.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from digest.build.publish.journal import Journal, Removal
from digest.build.publish.manifest import Manifest
from digest.build.publish.stager import Staged, parents_of, publishing_order, read_digest
from digest.core.codes import Code
from digest.core.diagnostics import Report


def plan_change(
    output: Path, manifest: Manifest, wanted: Mapping[str, Staged], tree: str, report: Report
) -> Journal | None:
    """Return the steps that make the site `wanted`, or None if foreign files are in the way.

    `tree` is the folder of the staging folder in which the written outputs are. A foreign file
    with the wanted content is left as it is, and belongs to digest from then on.
    """
    folder = _Folder(output)
    stale = sorted(path for path in manifest.files if path not in wanted)
    removals = {
        r.path: r for path in stale for r in _removal_of(path, folder, manifest, output, report)
    }
    clearing: dict[str, Removal] = {}
    renames: list[Staged] = []
    moves: dict[str, None] = {}
    blocked = False
    for path in sorted((p for p, s in wanted.items() if s.written), key=publishing_order):
        obstacles = [*folder.find_obstacles(path)]
        if obstacles == [path] and path not in manifest.files:
            if read_digest(output / path) == wanted[path].digest:
                continue
        elif obstacles == [path]:
            obstacles = []
        for obstacle in obstacles:
            if obstacle in removals:
                clearing[obstacle] = removals[obstacle]
            else:
                blocked = True
                _report_foreign(obstacle, path, output, report)
        renames.append(wanted[path])
        move = folder.find_new(path) or path
        moves.pop(move, None)  # move a new folder when the last of its files is due
        moves[move] = None
    if blocked:
        return None
    folder.check_access([*moves, *removals])
    return Journal(
        tree=tree,
        clearing=tuple(clearing.values()),
        renames=tuple(renames),
        added=tuple(staged.path for staged in renames if staged.path not in manifest.files),
        moves=tuple(moves),
        removals=tuple(removal for path, removal in removals.items() if path not in clearing),
    )


class _Folder:
    """The public folder; each folder in it is examined once."""

    def __init__(self, output: Path) -> None:
        self._root = f"{output}/"
        self._mode = cache(self._read_mode)

    def find_obstacles(self, path: str) -> Iterator[str]:
        """Yield the files that must be removed or be digest's own before `path` can be written."""
        for parent in parents_of(path):
            mode = self._mode(parent)
            if mode is None:
                return
            if not stat.S_ISDIR(mode):
                yield parent
                return
        mode = self._read_mode(path)
        if mode is not None and stat.S_ISDIR(mode):
            yield from self._walk(path)
        elif mode is not None:
            yield path

    def find_new(self, path: str) -> str | None:
        """Return the outermost folder above `path` that does not exist yet, or None."""
        for parent in parents_of(path):
            mode = self._mode(parent)
            if mode is None or not stat.S_ISDIR(mode):
                return parent
        return None

    def is_inside(self, path: str) -> bool:
        """Return whether the folders above `path` are real folders and no symbolic links."""
        modes = map(self._mode, parents_of(path))
        return all(mode is not None and stat.S_ISDIR(mode) for mode in modes)

    def check_access(self, paths: Iterable[str]) -> None:
        """Raise PermissionError before the change begins if it could not be completed."""
        for place in sorted({self._root + path.rpartition("/")[0] for path in paths}):
            if os.path.isdir(place) and not os.access(place, os.W_OK | os.X_OK):  # noqa: PTH112
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), place)

    def _walk(self, path: str) -> Iterator[str]:
        for folder, folders, files in os.walk(self._root + path):
            inner = folder[len(self._root) :].replace(os.sep, "/")
            linked = (name for name in folders if os.path.islink(f"{folder}/{name}"))  # noqa: PTH114
            yield from (f"{inner}/{name}" for name in sorted([*files, *linked]))

    def _read_mode(self, path: str) -> int | None:
        try:
            return os.lstat(self._root + path).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None


def _removal_of(
    path: str, folder: _Folder, manifest: Manifest, output: Path, report: Report
) -> Iterator[Removal]:
    """Yield the removal of a file that is not wanted any more, unless somebody has changed it."""
    if manifest.find(path) is None or not folder.is_inside(path):
        return
    digest = manifest.files[path].digest
    if manifest.digest_of(path) == digest:
        yield Removal(path, digest)
    else:
        report.add(
            Code.EDITED_OUTPUT,
            f"{output.name}/{path}",
            "was changed by somebody since digest wrote it; no longer wanted, but left there",
            hint="delete it if you do not need it",
        )


def _report_foreign(obstacle: str, path: str, output: Path, report: Report) -> None:
    what = "this file" if obstacle == path else f'the output "{path}"'
    report.add(
        Code.FOREIGN_FILE,
        f"{output.name}/{obstacle}",
        f"digest did not write what is here, and needs the place for {what}",
        hint="move it away, or build into another folder with -o",
    )
