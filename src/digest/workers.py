"""Worker processes: pure steps are sent to them in chunks that pay, results come back in order.

Any `concurrent.futures.Executor` will do. With one job everything happens in this process, in
the same order and with the same result.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import TypeVar

from digest.diagnostics import DigestError

T = TypeVar("T")
R = TypeVar("R")

_PENDING = 4
"""Chunks handed out ahead for each worker: enough to keep it busy, few enough to stay flat."""


class SerialExecutor(Executor):
    """Does the work at once, in this process."""

    def submit(self, fn: Callable[..., R], /, *args: object, **kwargs: object) -> Future[R]:
        """Do one piece of work; an exception waits in the future, as with any executor."""
        future: Future[R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the contract of Executor.submit
            future.set_exception(error)
        return future


def describe_error(error: BaseException) -> str:
    """Give an unexpected error in one line: what it says, and where in the code it arose."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" ({trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno})" if trace else ""
    return f"{type(error).__name__}: {error}{place}"


def count_cores() -> int:
    """Give the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def _begin_work() -> None:
    """Leave Ctrl-C to the parent, which ends the workers in good order; collect garbage seldom.

    Trees of records have no cycles, and looking for some costs a tenth of the time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@contextmanager
def open_executor(jobs: int, kind: str = "processes") -> Iterator[Executor]:
    """Lend an executor with so many processes; ends them, at once where the build was stopped.

    `kind` "dask:ADDRESS" lends the workers of a Dask cluster instead.
    """
    if kind.startswith("dask:"):
        with _open_dask(kind.removeprefix("dask:")) as cluster:
            yield cluster
        return
    if jobs <= 1:
        yield SerialExecutor()
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # A forked worker has our modules already; elsewhere a fresh interpreter imports what it needs.
    method = "fork" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(method)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin_work)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown(wait=True)


@contextmanager
def _open_dask(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise DigestError('Dask is not installed: pip install "digest[dask]"') from None
    try:
        client = Client(address, timeout="10s")
    except (OSError, TimeoutError, ValueError) as error:
        raise DigestError(f"no Dask scheduler answers at {address}: {error}") from error
    try:
        executor: Executor = client.get_executor(pure=False)
        yield executor
    finally:
        client.close()


def map_chunks(
    executor: Executor, work: Callable[[T], R], chunks: Iterable[T], jobs: int
) -> Iterator[R]:
    """Give the result of each chunk in order, with only a few chunks under way at a time."""
    waiting: list[Future[R]] = []
    for chunk in chunks:
        waiting.append(executor.submit(work, chunk))
        if len(waiting) > _PENDING * jobs:
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()


def split_work(
    items: Sequence[T], weigh: Callable[[T], int], target: int
) -> Iterator[tuple[T, ...]]:
    """Cut work into chunks of about `target` weight, in order."""
    chunk: list[T] = []
    weight = 0
    for item in items:
        chunk.append(item)
        weight += weigh(item)
        if weight >= target:
            yield tuple(chunk)
            chunk, weight = [], 0
    if chunk:
        yield tuple(chunk)
