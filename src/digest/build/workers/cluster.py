"""The workers of a Dask cluster: they read the site and write results where this process does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from digest.build.workers.executors import Requirements, WorkerLostError, find_gap, mark_folders
from digest.core.diagnostics import DigestError

if TYPE_CHECKING:
    from distributed import Client


@contextmanager
def open_cluster(address: str, requirements: Requirements) -> Iterator[tuple[Executor, int]]:
    """Lend an executor for the workers of a scheduler, and give how many there are.

    They are looked at first: one that cannot see the site would fail in less clear ways.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise DigestError('Dask is not installed: pip install "digest[dask]"') from None
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise DigestError(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        workers = _inspect_workers(client, address, requirements)
        executor: Executor = client.get_executor(pure=False)
        try:
            yield executor, workers
        except KilledWorker as error:
            raise WorkerLostError("Dask workers were killed, or ran out of memory") from error
        finally:
            executor.shutdown(wait=False)


def _inspect_workers(client: Client, address: str, requirements: Requirements) -> int:
    """Return the number of workers; raise an error that names the first one that will not do."""
    threads: dict[str, int] = client.nthreads()
    if not threads:
        raise DigestError(f"the Dask scheduler at {address} has no workers: start some first")
    for worker, count in sorted(threads.items()):
        if count != 1:
            raise DigestError(
                f"the Dask worker {worker} has {count} threads, and they would share its files: "
                "start it with --nthreads 1 (and --nworkers auto for all cores)"
            )
    token = f"digest-{os.urandom(8).hex()}"
    marks = mark_folders(requirements, token)
    try:
        gaps = client.run(find_gap, requirements, requirements.version(), token, on_error="return")
    finally:
        for mark in marks:
            mark.unlink()
    for worker, gap in sorted(gaps.items()):
        if gap:
            raise DigestError(f"the Dask worker {worker} cannot help: {gap}")
    return len(threads)
