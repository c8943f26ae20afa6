"""Who does the work: this process, processes of its own, or the workers of a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

import msgspec

from digest.build.workers.executors import Requirements, SerialExecutor, count_cores
from digest.core.diagnostics import DigestError

DASK = "dask:"


class Workers(msgspec.Struct, frozen=True):
    """An executor, and how many pieces of work it does at the same time."""

    executor: Executor
    jobs: int


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
