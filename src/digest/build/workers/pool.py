"""Worker processes that end with their parent, however it ends, and show what they are at.

A worker that waits for work would otherwise wait for ever once its parent was killed. All workers
listen to one pipe; its other end is held by the parent alone, and closed by the system if nobody
else does it. What each is at stands in memory shared with the parent, to be read when one of them
was killed and cannot say it.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from digest.build.workers.executors import WorkerLostError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

_ROOM = 512
"""Bytes for a name; a longer one is cut."""


class Activity:
    """Has a place for each of `jobs` workers."""

    def __init__(self, context: BaseContext, jobs: int) -> None:
        self._places = [context.RawArray("c", _ROOM) for _ in range(jobs)]
        self._taken = context.Value("i", 0)

    def take_place(self) -> None:
        """Let this process, a new worker, say from now on what it is at."""
        global _own  # noqa: PLW0603 - a process has one place, and knows no more of the activity
        with self._taken:
            number, self._taken.value = self._taken.value, self._taken.value + 1
        _own = self._places[number % len(self._places)]

    def read(self) -> tuple[str, ...]:
        """Return what the workers are at, or were when they ended."""
        names = (place.value.decode("utf-8", "ignore") for place in self._places)
        return tuple(sorted({*filter(None, names)}))


_own: Any = None  # the place of this process, if it has one


@contextmanager
def showing_activity(name: str) -> Iterator[None]:
    """Show on the activity what is being done; in a process without a place, nothing happens."""
    if _own is None:
        yield
        return
    _own.value = name.encode("utf-8", "replace")[: _ROOM - 1]
    yield
    _own.value = b""


R = TypeVar("R")


class _Pool(ProcessPoolExecutor):
    """A pool whose processes are born deaf to Ctrl-C: it is the parent's to answer."""

    def submit(self, fn: Callable[..., R], /, *args: object, **kwargs: object) -> Future[R]:
        """Hand out one piece of work; starts the processes where there are none yet."""
        with _interrupts_held():
            return super().submit(fn, *args, **kwargs)


@contextmanager
def open_pool(jobs: int, method: str = "") -> Iterator[ProcessPoolExecutor]:
    """Lend a pool of so many processes, started by `method` (default: the system's best).

    Where the work is stopped by an exception, its processes are ended in the midst of theirs.
    """
    import multiprocessing

    # A forked worker has our modules already; elsewhere a fresh interpreter imports what it needs.
    method = method or ("fork" if sys.platform == "linux" else "spawn")
    context = multiprocessing.get_context(method)
    parent_pipe, end = context.Pipe(duplex=False)
    inherited = end if method == "fork" else None
    activity = Activity(context, jobs)
    given = (parent_pipe, inherited, activity)
    pool = _Pool(jobs, mp_context=context, initializer=_begin_work, initargs=given)
    try:
        yield pool
    except BaseException as error:
        end.send_bytes(b"stop")
        pool.shutdown(wait=True, cancel_futures=True)
        if isinstance(error, WorkerLostError) and (names := activity.read()):
            raise WorkerLostError(f"{error}, at work on {' or '.join(names)}") from error
        raise
    else:
        pool.shutdown(wait=True)
    finally:
        end.close()
        parent_pipe.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait, here and in processes that start now."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_work(parent_pipe: Connection, inherited: Connection | None, activity: Activity) -> None:
    """Leave Ctrl-C to the parent, and follow it when it ends; collect garbage seldom.

    Trees of records have no cycles, and looking for some costs a tenth of the time.
    """
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if inherited is not None:
        inherited.close()
    activity.take_place()
    threading.Thread(target=_follow, args=(parent_pipe,), name="parent watch", daemon=True).start()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _follow(parent_pipe: Connection) -> None:
    """End this process when its parent has ended or says so, whatever is going on in it."""
    from multiprocessing.connection import wait

    wait([parent_pipe])
    os._exit(1)
