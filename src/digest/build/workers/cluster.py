"""The workers of a Dask cluster, and what they must have in common with this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from digest.build.workers.executors import WorkerLostError
from digest.core.diagnostics import DigestError

if TYPE_CHECKING:
    from distributed import Client


class Requirements(msgspec.Struct, frozen=True, kw_only=True):
    """`reads` must be there for a worker, `writes` too and writable, all of them absolute.

    `version` gives a hash of all the code that shapes a result.
    """

    reads: tuple[Path, ...]
    writes: tuple[Path, ...]
    version: Callable[[], str]


def mark_folders(requirements: Requirements, token: str) -> tuple[Path, ...]:
    """Put a mark into every folder that workers write to; give the marks, to be removed."""
    marks = tuple(folder / f".{token}" for folder in requirements.writes)
    for mark in marks:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(token)
    return marks


def find_gap(requirements: Requirements, version: str, token: str) -> str:
    """Return what this process lacks to work with the one that marked the folders, or ""."""
    for folder in requirements.reads:
        if not folder.is_dir():
            return f"it cannot see {folder}"
    for folder in requirements.writes:
        try:
            seen = (folder / f".{token}").read_text()
        except OSError:
            seen = ""
        if seen != token:
            return f"it cannot see {folder}, or sees another folder there"
        if not os.access(folder, os.W_OK):
            return f"it may not write to {folder}"
    if requirements.version() != version:
        return "it has another version of digest, of Python or of a library"
    return ""


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
