"""The workers of a Dask cluster, which read and write the same files as this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from digest.build.workers.executors import Requirements, WorkerLostError, find_unmet, write_tokens
from digest.core.diagnostics import DigestError

if TYPE_CHECKING:
    from distributed import Client


@contextmanager
def open_cluster(address: str, requirements: Requirements) -> Iterator[tuple[Executor, int]]:
    """Yield an executor for the workers of a scheduler, and their number.

    Raise `DigestError` if one of them does not meet the requirements.
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
        workers = _check_workers(client, address, requirements)
        executor: Executor = client.get_executor(pure=False)
        try:
            yield executor, workers
        except KilledWorker as error:
            raise WorkerLostError("Dask workers were killed, or ran out of memory") from error
        finally:
            executor.shutdown(wait=False)


def _check_workers(client: Client, address: str, requirements: Requirements) -> int:
    """Return the number of workers; raise `DigestError` for one that cannot be used."""
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
    files = write_tokens(requirements, token)
    try:
        unmet = client.run(
            find_unmet, requirements, requirements.version(), token, on_error="return"
        )
    finally:
        for file in files:
            file.unlink()
    for worker, reason in sorted(unmet.items()):
        if reason:
            raise DigestError(f"the Dask worker {worker} cannot help: {reason}")
    return len(threads)
