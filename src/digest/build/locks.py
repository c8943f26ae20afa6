"""Locks between processes: only one build at a time may change a site.

A lock belongs to an open file of this process, so that the system releases it when the process is
killed. Forked children close their copy of that file at once: a worker that outlives its parent
holds no lock.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from weakref import WeakSet

_RETRY_INTERVAL = 0.02

if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _try_lock(descriptor: int, *, shared: bool) -> bool:
        del shared  # Windows has no shared locks of this kind
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int, *, shared: bool) -> bool:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class Lock:
    """A lock on the file at `path`, which is created if necessary and never removed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1
        _locks.add(self)

    def acquire(self, *, shared: bool = False, timeout: float = 0.0) -> bool:
        """Take the lock or change its kind within `timeout` seconds; return whether it is held."""
        deadline = time.monotonic() + timeout
        while True:
            if self._descriptor < 0:
                flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
                self._descriptor = os.open(self._path, flags, 0o666)
            if _try_lock(self._descriptor, shared=shared):
                if self.is_in_place():
                    return True
                self.release()  # the file was deleted in the meantime
            elif time.monotonic() >= deadline:
                return False
            else:
                time.sleep(_RETRY_INTERVAL)

    def is_in_place(self) -> bool:
        """Return whether the lock is held and its file is still at the path."""
        try:
            found, own = self._path.stat(), os.fstat(self._descriptor)
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == (own.st_dev, own.st_ino)

    def release(self) -> None:
        """Release the lock, if it is held."""
        if self._descriptor >= 0:
            _unlock(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1

    def abandon(self) -> None:
        """Close the file without releasing the lock, which stays with the parent process."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _abandon_all() -> None:
    for lock in _locks:
        lock.abandon()


_locks: WeakSet[Lock] = WeakSet()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_abandon_all)
