"""The publisher: changes the public folder from one whole site to the next.

What is promised:

- New files are staged first and moved in place by renames, under a journal. A build that fails,
  or is killed before the journal is written, leaves the old site untouched; one killed later is
  completed by the next build. While the renames run (some milliseconds) readers may meet new
  files among old ones; `publishing_order` makes that harmless, and removals come last.
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
    carry_out,
    changes_of,
    keep_changes,
    read_changes,
    read_journal,
    write_journal,
)
from digest.build.publish.manifest import Manifest
from digest.build.publish.stager import STAGING_NAME, Staged, Stager
from digest.core.diagnostics import DigestError, Report

_PATIENCE = 120.0
_JOURNAL = "journal"
_LOST = "the cache was deleted while the site was built"


class StateLostError(DigestError):
    """The folder with what was staged is gone, or another build's by now: stage it again."""


class Publisher:
    """Publishes one site into `output`; remembers what it wrote in the folder `state`.

    Opening it takes the site's lock (a second build waits its turn) and completes what a killed
    build left behind. Each output of the site is named once, by `keep`, `stage` or `accept`;
    `commit` then removes what was not named. It is a context manager: leaving it without `commit`
    leaves the old site.
    """

    def __init__(self, output: Path, state: Path, *, patience: float = _PATIENCE) -> None:
        self._output = output
        self._journal = state / _JOURNAL
        self._unreported = state / "unreported"
        self._lock = Lock(state / "lock")
        self._wanted: dict[str, Staged] = {}
        with self._at_work():
            state.mkdir(parents=True, exist_ok=True)
            output.mkdir(parents=True, exist_ok=True)
            if not self._lock.acquire(patience=patience):
                raise DigestError(
                    f"another build is writing to {output}: wait until it has ended, or stop it"
                )
            try:
                self._staging = _staging_folder(output, state)
                # A worker that outlives its build writes where no later build looks.
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
        """What worker processes need to stage outputs themselves; `accept` takes their results."""
        return self._stager

    def published(self, path: str) -> str | None:
        """Return the hash of the published file at `path`, if there is one of ours."""
        return self._manifest.digest_of(path)

    def count(self) -> int:
        """Return the number of files that are published."""
        return len(self._manifest.files)

    def fingerprint(self) -> str:
        """Return a hash of all published files, their paths and their contents."""
        return self._manifest.fingerprint()

    def is_intact(self) -> bool:
        """Return whether the site is as the last build left it, by one `stat` for each file."""
        return self._manifest.is_intact()

    def keep(self, path: str, digest: str) -> bool:
        """Name an output that is published already. False: it is not, or differs: render it."""
        if self.published(path) != digest:
            return False
        self.accept(Staged(path, digest))
        return True

    def stage(self, path: str, *chunks: bytes) -> None:
        """Name an output whose content is the chunks, one after the other."""
        with self._at_work():
            self.accept(self._stager.stage(path, chunks, known=self.published(path)))

    def accept(self, staged: Staged) -> None:
        """Name an output that was staged by a worker."""
        if staged.path in self._wanted:
            raise DigestError(f"two outputs want the path {staged.path!r}")
        self._wanted[staged.path] = staged

    def commit(self, report: Report) -> Changes | None:
        """Make the site consist of the named outputs; None, and the old site, if that cannot be.

        The changes are those since a build last had an answer here: one that was killed had none.
        """
        if not self._lock.is_in_place():
            raise StateLostError(_LOST)
        with self._at_work():
            journal = plan_change(self._output, self._manifest, self._wanted, self._tree, report)
            if journal is None:
                return None
            if not journal.is_empty():
                write_journal(self._journal, journal)
                self._finish(journal)
            for path in self._manifest.files.keys() - self._wanted.keys():
                self._manifest.drop(path)
            for path in self._wanted.keys() - self._manifest.files.keys():
                self._manifest.claim(path, self._wanted[path].digest)
            self._manifest.save()
            unreported = read_changes(self._unreported)
            self._journal.unlink(missing_ok=True)
            self._unreported.unlink(missing_ok=True)
        changes = changes_of(journal)
        same = len(self._wanted) - len(journal.renames)
        return replace(changes, unchanged=same).following(unreported)

    def discard(self) -> None:
        """Forget what was staged and give the lock back; the published site stays."""
        self._wanted.clear()
        if not self._journal.exists():
            shutil.rmtree(self._staging, ignore_errors=True)
        self._lock.release()

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Name what the system does not let us do, and where."""
        try:
            yield
        except OSError as error:
            if isinstance(error, FileNotFoundError) and not self._lock.is_in_place():
                raise StateLostError(_LOST) from error
            reason = error.strerror or str(error)
            where = f" ({error.filename})" if error.filename else ""
            raise DigestError(f"cannot publish into {self._output}: {reason}{where}") from error

    def _recover(self) -> None:
        """Complete the change of a build that was killed, and clear away what it had staged."""
        journal = read_journal(self._journal)
        if journal is not None:
            self._announce(journal)
            carry_out(journal, self._staging, self._output, overtaken=True)
            for staged in journal.renames:
                self._manifest.suppose(staged.path, staged.digest)
            for removal in (*journal.clearing, *journal.removals):
                if self._manifest.digest_of(removal.path) is None:  # gone, or a folder by now
                    self._manifest.drop(removal.path)
            self._manifest.save()
            keep_changes(self._unreported, changes_of(journal))
        self._journal.unlink(missing_ok=True)
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir(parents=True, exist_ok=True)

    def _finish(self, journal: Journal) -> None:
        self._announce(journal)
        carry_out(journal, self._staging, self._output)
        for staged in journal.renames:
            self._manifest.claim(staged.path, staged.digest)

    def _announce(self, journal: Journal) -> None:
        """Let the record name the new files as ours before they come."""
        self._manifest.write_record({staged.path: staged.digest for staged in journal.renames})


def complete_change(output: Path, state: Path) -> None:
    """Complete what a killed build left behind, where the site itself must stay as it is."""
    if (state / _JOURNAL).exists():
        with Publisher(output, state):
            pass


def _staging_folder(output: Path, state: Path) -> Path:
    """Return a folder on the same disk as the site: renames cannot cross from one to another."""
    same = output.stat().st_dev == state.stat().st_dev
    return state / "staging" if same else output / STAGING_NAME
