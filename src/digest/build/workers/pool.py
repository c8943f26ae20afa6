"""Worker processes on a leash: they end with their parent, however it ends.

A worker that waits for work would otherwise wait for ever once its parent was killed. All workers
listen to one pipe; its other end is held by the parent alone, and closed by the system if nobody
else does it.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from digest.build.workers.activity import Activity
from digest.build.workers.chunks import WorkerLostError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

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
    leash, end = context.Pipe(duplex=False)
    inherited = end if method == "fork" else None
    activity = Activity(context, jobs)
    given = (leash, inherited, activity)
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
        leash.close()


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


def _begin_work(leash: Connection, inherited: Connection | None, activity: Activity) -> None:
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
    threading.Thread(target=_follow, args=(leash,), name="leash", daemon=True).start()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _follow(leash: Connection) -> None:
    """End this process when its parent has ended or says so, whatever is going on in it."""
    from multiprocessing.connection import wait

    wait([leash])
    os._exit(1)
