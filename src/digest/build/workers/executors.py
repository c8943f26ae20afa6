"""Who does the work: this process, processes of its own, or the workers of a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from digest.build.workers.requirements import Requirements
from digest.core.diagnostics import DigestError

R = TypeVar("R")

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
