"""Work in chunks: large enough to be worth sending, and few at a time to save memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import msgspec

from digest.core.diagnostics import DigestError

T = TypeVar("T")
R = TypeVar("R")

_PENDING = 4
"""Chunks that are submitted ahead for each worker."""

_FINEST = 20
"""The smallest chunk is this fraction of the largest."""


class WorkerLostError(DigestError, BrokenExecutor):
    """A worker process has ended before its work was done."""


def describe_error(error: BaseException) -> str:
    """Return an unexpected error in one line: its type, its message and its place in the code."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" ({trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno})" if trace else ""
    return f"{type(error).__name__}: {error}{place}"


def map_chunks(
    executor: Executor, work: Callable[[T], R], chunks: Iterable[T], jobs: int
) -> Iterator[R]:
    """Yield the result of each chunk in order, with only a few chunks submitted at a time.

    A single chunk is processed here, which is faster than starting a worker.
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
    """Yield the items in chunks of at most about `most` weight: several for each worker."""
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


class Requirements(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker must have: the folders `reads`, and `writes`, which it must write to.

    All are absolute. `version` returns a hash of the code, which must be the same.
    """

    reads: tuple[Path, ...]
    writes: tuple[Path, ...]
    version: Callable[[], str]


def write_tokens(requirements: Requirements, token: str) -> tuple[Path, ...]:
    """Write a token into every folder that workers write to; return the files, to be removed."""
    files = tuple(folder / f".{token}" for folder in requirements.writes)
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(token)
    return files


def find_unmet(requirements: Requirements, version: str, token: str) -> str:
    """Return the requirement that this process does not meet, or "".

    `version` and `token` are those of the process that wrote the tokens.
    """
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


class SerialExecutor(Executor):
    """Runs each call at once, in this process."""

    def submit(self, fn: Callable[..., R], /, *args: object, **kwargs: object) -> Future[R]:
        """Call the function; an exception is stored in the future, as with any executor."""
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
