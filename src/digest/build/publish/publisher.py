"""The publisher: changes the public folder from one whole site to the next.

It guarantees:

- New files are staged first and renamed into place, under a journal. A build that fails, or is
  killed before the journal is written, leaves the old site untouched; one that is killed later is
  completed by the next build. While files are renamed (some milliseconds), readers may get new
  files beside old ones; `publishing_order` makes that harmless, and removals come last.
- Files whose content stays the same are not touched: they keep their inode and times.
- Only files digest wrote are replaced or removed, never others, and nothing outside the folder.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from msgspec.structs import replace

from digest.build.locks import Lock
from digest.build.publish.change_plan import plan_change
from digest.build.publish.journal import (
    Changes,
    Journal,
    apply_journal,
    changes_of,
    read_changes,
    read_journal,
    record_unreported,
    write_journal,
)
from digest.build.publish.manifest import Manifest
from digest.build.publish.stager import STAGING_NAME, Staged, Stager
from digest.core.diagnostics import DigestError, Report

_LOCK_TIMEOUT = 120.0
_JOURNAL = "journal"
_LOST = "the cache was deleted while the site was built"


class StateLostError(DigestError):
    """The folder of staged files is gone, or belongs to another build: stage them again."""


class Publisher:
    """Publishes one site into `output`; stores its state in the folder `state`.

    Opening it takes the site's lock, waiting at most `timeout` seconds for another build, and
    completes the change of a killed build. Each output is added once, by `keep`, `stage` or
    `accept`; `commit` removes all others. As a context manager, it leaves the old site unless
    `commit` was called.
    """

    def __init__(self, output: Path, state: Path, *, timeout: float = _LOCK_TIMEOUT) -> None:
        self._output = output
        self._journal = state / _JOURNAL
        self._unreported = state / "unreported"
        self._lock = Lock(state / "lock")
        self._wanted: dict[str, Staged] = {}
        with self._reporting_errors():
            state.mkdir(parents=True, exist_ok=True)
            output.mkdir(parents=True, exist_ok=True)
            if not self._lock.acquire(timeout=timeout):
                raise DigestError(
                    f"another build is writing to {output}: wait until it has ended, or stop it"
                )
            try:
                self._staging = _staging_folder(output, state)
                # A worker that outlives its build must not write into the files of a later one.
                self._tree = os.urandom(8).hex()
                self._stager = Stager(self._staging / self._tree)
                self._manifest = Manifest(output, state)
                self._recover()
            except BaseException:
                self._lock.release()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    @property
    def stager(self) -> Stager:
        """The stager for worker processes; pass its results to `accept`."""
        return self._stager

    def published(self, path: str) -> str | None:
        """Return the hash of the published file at `path`, or None if digest did not write one."""
        return self._manifest.digest_of(path)

    def count(self) -> int:
        """Return the number of files that are published."""
        return len(self._manifest.files)

    def fingerprint(self) -> str:
        """Return a hash of the paths and contents of all published files."""
        return self._manifest.fingerprint()

    def is_intact(self) -> bool:
        """Return whether no published file was changed since the last build, by its signature."""
        return self._manifest.is_intact()

    def keep(self, path: str, digest: str) -> bool:
        """Add an output that is published with this hash already; return False if it is not."""
        if self.published(path) != digest:
            return False
        self.accept(Staged(path, digest))
        return True

    def stage(self, path: str, *chunks: bytes) -> None:
        """Add an output, and write it to the staging folder unless it is published already."""
        with self._reporting_errors():
            self.accept(self._stager.stage(path, chunks, known=self.published(path)))

    def accept(self, staged: Staged) -> None:
        """Add an output that was staged by a worker."""
        if staged.path in self._wanted:
            raise DigestError(f"two outputs want the path {staged.path!r}")
        self._wanted[staged.path] = staged

    def commit(self, report: Report) -> Changes | None:
        """Publish the added outputs and remove all others; return None if files are in the way.

        The changes include those of builds that were killed before they could report them.
        """
        if not self._lock.is_in_place():
            raise StateLostError(_LOST)
        with self._reporting_errors():
            journal = plan_change(self._output, self._manifest, self._wanted, self._tree, report)
            if journal is None:
                return None
            if not journal.is_empty():
                write_journal(self._journal, journal)
                self._finish(journal)
            for path in self._manifest.files.keys() - self._wanted.keys():
                self._manifest.drop(path)
            for path in self._wanted.keys() - self._manifest.files.keys():
                self._manifest.record(path, self._wanted[path].digest)
            self._manifest.save()
            unreported = read_changes(self._unreported)
            self._journal.unlink(missing_ok=True)
            self._unreported.unlink(missing_ok=True)
        changes = changes_of(journal)
        same = len(self._wanted) - len(journal.renames)
        return replace(changes, unchanged=same).after(unreported)

    def discard(self) -> None:
        """Remove what was staged, and release the lock; the published site stays."""
        self._wanted.clear()
        if not self._journal.exists():
            shutil.rmtree(self._staging, ignore_errors=True)
        self._lock.release()

    @contextmanager
    def _reporting_errors(self) -> Iterator[None]:
        """Turn errors of the system into `DigestError`, with the file."""
        try:
            yield
        except OSError as error:
            if isinstance(error, FileNotFoundError) and not self._lock.is_in_place():
                raise StateLostError(_LOST) from error
            reason = error.strerror or str(error)
            where = f" ({error.filename})" if error.filename else ""
            raise DigestError(f"cannot publish into {self._output}: {reason}{where}") from error

    def _recover(self) -> None:
        """Complete the change of a build that was killed, and remove what it had staged."""
        journal = read_journal(self._journal)
        if journal is not None:
            self._list_new_files(journal)
            apply_journal(journal, self._staging, self._output, outdated=True)
            for staged in journal.renames:
                self._manifest.assume(staged.path, staged.digest)
            for removal in (*journal.clearing, *journal.removals):
                if self._manifest.digest_of(removal.path) is None:  # gone, or a folder by now
                    self._manifest.drop(removal.path)
            self._manifest.save()
            record_unreported(self._unreported, changes_of(journal))
        self._journal.unlink(missing_ok=True)
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir(parents=True, exist_ok=True)

    def _finish(self, journal: Journal) -> None:
        self._list_new_files(journal)
        apply_journal(journal, self._staging, self._output)
        for staged in journal.renames:
            self._manifest.record(staged.path, staged.digest)

    def _list_new_files(self, journal: Journal) -> None:
        """Add the new files to the list in the public folder before they are moved there."""
        self._manifest.write_record({staged.path: staged.digest for staged in journal.renames})


def complete_change(output: Path, state: Path) -> None:
    """Complete the change of a killed build, without publishing anything else."""
    if (state / _JOURNAL).exists():
        with Publisher(output, state):
            pass


def _staging_folder(output: Path, state: Path) -> Path:
    """Return a folder on the same file system as the site, as renaming requires."""
    same = output.stat().st_dev == state.stat().st_dev
    return state / "staging" if same else output / STAGING_NAME
