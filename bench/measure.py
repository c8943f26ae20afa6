"""Runs a command and measures it: wall time, processor time, memory, and the files it wrote."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Cost:
    """What one run took.

    `seconds` is wall time, `cpu` the processor time of all its processes in seconds. `memory` is
    the peak of what its processes occupied together, in bytes, where it was sampled; `largest`
    the peak of its largest process, which costs nothing to learn.
    """

    seconds: float
    cpu: float
    largest: int
    memory: int | None = None


class FailedRunError(Exception):
    """The command did not end well; the text is its last output."""


def run(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    timeout: float = 1800,
    sample: float | None = None,
) -> Cost:
    """Run a command to its end; with `sample`, read its memory every so many seconds.

    Sampling costs time, so memory and seconds are better taken from different runs.
    """
    log = folder / "last-run.log"
    with log.open("wb") as stream:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        alarm = threading.Timer(timeout, os.killpg, (process.pid, signal.SIGKILL))
        alarm.start()
        sampler = _Sampler(process.pid, sample) if sample else None
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        alarm.cancel()
        peak = sampler.stop() if sampler else None
    if process.returncode:
        late = "took too long\n" if seconds >= timeout else ""
        raise FailedRunError(late + log.read_text(errors="replace")[-2000:])
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, peak)


class _Sampler:
    """Reads the memory of a session's processes in a thread, and keeps the peak."""

    def __init__(self, session: int, pause: float) -> None:
        self._session = session
        self._pause = pause
        self._peak = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(self._pause):
            self._peak = max(self._peak, _memory_of_session(self._session))

    def stop(self) -> int:
        self._ended.set()
        self._thread.join()
        return self._peak


def _memory_of_session(session: int) -> int:
    """Add up the proportional set sizes of the session's processes: shared pages count once."""
    return sum(_proportional_size(pid) for pid in _processes() if _session_of(pid) == session)


def _processes() -> list[int]:
    return [int(name) for name in os.listdir(_PROC) if name.isdigit()]  # noqa: PTH208


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:
        return None


def _proportional_size(pid: int) -> int:
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


Versions = dict[str, tuple[int, int, int]]


def read_versions(folder: Path) -> Versions:
    """Return inode, modification time and size of every file below a folder, by its path."""
    return {
        entry.path: (
            (status := entry.stat(follow_symlinks=False)).st_ino,
            status.st_mtime_ns,
            status.st_size,
        )
        for entry in _files(folder)
    }


def _files(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            yield entry


def written_since(before: Versions, after: Versions) -> tuple[int, int]:
    """Return how many files are new or were written again, and their bytes."""
    sizes = [version[2] for path, version in after.items() if before.get(path) != version]
    return len(sizes), sum(sizes)
