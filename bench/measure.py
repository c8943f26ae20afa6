"""Runs a command and says what it took: seconds, and the memory of all its processes together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Cost:
    """What one run took; `memory` is the peak of its processes together, in bytes."""

    seconds: float
    memory: int | None


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
    """Run a command to its end; with `sample`, look at its memory every so many seconds.

    Looking costs time, so memory and seconds are better taken from different runs.
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
        peak = _watch(process, start + timeout, sample)
        seconds = time.perf_counter() - start
    if process.returncode:
        raise FailedRunError(log.read_text(errors="replace")[-2000:])
    return Cost(seconds, peak)


def _watch(process: subprocess.Popen[bytes], deadline: float, sample: float | None) -> int | None:
    peak = None
    while process.poll() is None:
        if time.perf_counter() > deadline:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise FailedRunError("took too long")
        if sample is None:
            try:
                process.wait(max(0.01, deadline - time.perf_counter()))
            except subprocess.TimeoutExpired:
                continue
        else:
            peak = max(peak or 0, _memory_of_session(process.pid))
            time.sleep(sample)
    return peak


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
