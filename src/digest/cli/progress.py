"""How far a run has come: a bar with counts on a terminal, silence elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self

from digest.runs import BuildResult, Progress


class TerminalProgress(Progress):
    """A line that shows the stage and what it has done; rich is imported with the first count."""

    _WORTH_A_BAR: ClassVar = {"parse": 40, "render": 40, "ask": 2}

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._stage = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def begin(self, stage: str) -> None:
        """Put the stage's name in front of the bar."""
        self._stop()
        self._stage = stage

    def expect(self, total: int) -> None:
        """Show the bar, unless there is next to nothing to wait for."""
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        if total < self._WORTH_A_BAR.get(self._stage, total + 1):
            return
        columns = (
            TextColumn("{task.description:>8}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._bar = Bar(*columns, transient=True)
        self._task = self._bar.add_task(self._stage, total=total)
        self._bar.start()

    def advance(self, count: int) -> None:
        """Move the bar."""
        if self._bar is not None:
            self._bar.advance(self._task, count)

    def _stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def wants_bar(*, quiet: bool) -> bool:
    """Say whether a person is watching."""
    return not quiet and sys.stderr.isatty()


@contextmanager
def watching(*, quiet: bool) -> Iterator[Progress]:
    """Lend a progress that shows itself where a person is watching."""
    if not wants_bar(quiet=quiet):
        yield Progress()
        return
    with TerminalProgress() as progress:
        yield progress


def describe_profile(result: BuildResult) -> str:
    """Give the seconds of each stage, and the posts that took longest to parse."""
    lines = [f"{timing.seconds:8.3f} s  {timing.stage}" for timing in result.timings]
    if result.slowest:
        lines.append("slowest to parse:")
        lines += [f"{timing.seconds:8.3f} s  {timing.stage}" for timing in result.slowest]
    if result.slowest_pages:
        lines.append("slowest to render:")
        lines += [f"{timing.seconds:8.3f} s  {timing.stage}" for timing in result.slowest_pages]
    return "\n".join(lines)


def describe_reasons(result: BuildResult) -> str:
    """Give why each output was rendered."""
    return "\n".join(f"rendered {output}: {reason}" for output, reason in result.rebuilt)
