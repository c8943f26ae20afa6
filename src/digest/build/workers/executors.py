"""Executors, and work in chunks: large enough to send, few enough to keep memory flat."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from itertools import chain, islice
from typing import TypeVar

import msgspec

from digest.build.workers.cluster import Requirements
from digest.core.diagnostics import DigestError

T = TypeVar("T")
R = TypeVar("R")

_PENDING = 4
"""Chunks handed out ahead for each worker: enough to keep it busy, few enough to stay flat."""

_FINEST = 20
"""The smallest chunk that is worth sending is this part of the largest."""


class WorkerLostError(DigestError, BrokenExecutor):
    """A worker has ended in the middle of its work, and what it was doing is lost."""


def describe_error(error: BaseException) -> str:
    """Return an unexpected error in one line: what it says, and where in the code it arose."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" ({trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno})" if trace else ""
    return f"{type(error).__name__}: {error}{place}"


def map_chunks(
    executor: Executor, work: Callable[[T], R], chunks: Iterable[T], jobs: int
) -> Iterator[R]:
    """Return the result of each chunk in order, with only a few chunks under way at a time.

    A single chunk is done here: that takes less time than to start a worker and to hear of it.
    """
    coming = iter(chunks)
    ahead = tuple(islice(coming, 2))
    if len(ahead) == 1:
        yield work(ahead[0])
        return
    waiting: list[Future[R]] = []
    try:
        for chunk in chain(ahead, coming):
            waiting.append(executor.submit(work, chunk))
            if len(waiting) > _PENDING * jobs:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()
    except BrokenExecutor as error:
        raise WorkerLostError("a worker process was killed, or ran out of memory") from error


def split_work(
    items: Sequence[T], weigh: Callable[[T], int], most: int, jobs: int
) -> Iterator[tuple[T, ...]]:
    """Cut work into chunks, in order, of about `most` weight or less: several for each worker."""
    even = sum(map(weigh, items)) // (_PENDING * jobs)
    target = max(min(even, most), most // _FINEST)
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


DASK = "dask:"


class Workers(msgspec.Struct, frozen=True):
    """An executor, and how many pieces of work it does at the same time."""

    executor: Executor
    jobs: int


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


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


@contextmanager
def open_executor(kind: str, jobs: int | None, requirements: Requirements) -> Iterator[Workers]:
    """Lend workers; they are gone afterwards, at once where the work was stopped.

    `kind` "processes" starts `jobs` of them (default: one a core), "dask:ADDRESS" lends those of
    a cluster, which must have common requirements with this process.
    """
    if kind.startswith(DASK):
        from digest.build.workers.cluster import open_cluster

        with open_cluster(kind.removeprefix(DASK), requirements) as (executor, width):
            yield Workers(executor, jobs or width)
        return
    if kind != "processes":
        raise DigestError(f'there is no executor "{kind}": write "processes" or "dask:ADDRESS"')
    jobs = jobs or count_cores()
    if jobs == 1:
        yield Workers(SerialExecutor(), 1)
        return
    from digest.build.workers.pool import open_pool

    with open_pool(jobs) as pool:
        yield Workers(pool, jobs)
