"""Worker processes that end with their parent, however it ends, and show what they work on.

Otherwise a worker would wait for work for ever once its parent was killed. All workers read from
one pipe whose other end only the parent holds; the system closes it when the parent ends. The name
of what each worker works on is in memory shared with the parent, which reads it when a worker was
killed.
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

_NAME_SIZE = 512
"""Bytes for a name; a longer one is cut."""


class Activity:
    """The names of what each of `jobs` workers is working on, in shared memory."""

    def __init__(self, context: BaseContext, jobs: int) -> None:
        self._places = [context.RawArray("c", _NAME_SIZE) for _ in range(jobs)]
        self._taken = context.Value("i", 0)

    def register_process(self) -> None:
        """Assign a place to this process, a new worker."""
        global _own  # noqa: PLW0603 - a process has one place
        with self._taken:
            number, self._taken.value = self._taken.value, self._taken.value + 1
        _own = self._places[number % len(self._places)]

    def read(self) -> tuple[str, ...]:
        """Return what the workers are working on, or were when they ended."""
        names = (place.value.decode("utf-8", "ignore") for place in self._places)
        return tuple(sorted({*filter(None, names)}))


_own: Any = None  # the place of this process, if it has one


@contextmanager
def showing_activity(name: str) -> Iterator[None]:
    """Show the name as this worker's activity for the time of the block."""
    if _own is None:
        yield
        return
    _own.value = name.encode("utf-8", "replace")[: _NAME_SIZE - 1]
    yield
    _own.value = b""


R = TypeVar("R")


class _Pool(ProcessPoolExecutor):
    """A pool whose processes start with Ctrl-C blocked: only the parent handles it."""

    def submit(self, fn: Callable[..., R], /, *args: object, **kwargs: object) -> Future[R]:
        """Submit a call; the first one starts the processes."""
        with _interrupts_blocked():
            return super().submit(fn, *args, **kwargs)


@contextmanager
def open_pool(jobs: int, method: str = "") -> Iterator[ProcessPoolExecutor]:
    """Yield a pool of so many processes, started by `method` (default: fork on Linux, else spawn).

    When the block raises an exception, the processes are ended at once.
    """
    import multiprocessing

    # A forked worker has all modules already; a spawned one imports what it needs.
    method = method or ("fork" if sys.platform == "linux" else "spawn")
    context = multiprocessing.get_context(method)
    parent_pipe, end = context.Pipe(duplex=False)
    inherited = end if method == "fork" else None
    activity = Activity(context, jobs)
    arguments = (parent_pipe, inherited, activity)
    pool = _Pool(jobs, mp_context=context, initializer=_begin_work, initargs=arguments)
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
def _interrupts_blocked() -> Iterator[None]:
    """Block SIGINT in this process and those that are started in the block."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_work(parent_pipe: Connection, inherited: Connection | None, activity: Activity) -> None:
    """Ignore Ctrl-C, end with the parent, and collect garbage seldom.

    Trees of records have no cycles, and the collector would take a tenth of the time.
    """
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if inherited is not None:
        inherited.close()
    activity.register_process()
    follow = threading.Thread(target=_end_with_parent, args=(parent_pipe,), name="parent watch")
    follow.daemon = True
    follow.start()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _end_with_parent(parent_pipe: Connection) -> None:
    """End this process when its parent has ended or sends a message."""
    from multiprocessing.connection import wait

    wait([parent_pipe])
    os._exit(1)
