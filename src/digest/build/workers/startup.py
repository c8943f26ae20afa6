"""Choice of the executor: this process, a pool of processes, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

import msgspec

from digest.build.workers.executors import Requirements, SerialExecutor, count_cores
from digest.core.diagnostics import DigestError

DASK = "dask:"


class Workers(msgspec.Struct, frozen=True):
    """An executor, and the number of calls that it runs at the same time."""

    executor: Executor
    jobs: int


@contextmanager
def open_executor(kind: str, jobs: int | None, requirements: Requirements) -> Iterator[Workers]:
    """Yield workers, which are ended after the block, and at once if it raises an exception.

    The `kind` "processes" starts `jobs` processes (None: one for each core), "dask:ADDRESS" uses
    the workers of a cluster, which must meet the requirements.
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
