"""The progress of a run: a bar with counts on a terminal, nothing elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self

from digest.build.options import BuildResult, Progress


class TerminalProgress(Progress):
    """A bar with the stage and its counts; rich is imported when the first bar is shown."""

    _FEWEST: ClassVar = {"parse": 40, "render": 40, "ask": 2}

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._stage = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def begin(self, stage: str) -> None:
        """Begin a stage; its name will stand before the bar."""
        self._stop()
        self._stage = stage

    def expect(self, total: int) -> None:
        """Show the bar for so many pieces of work, unless they are too few to wait for."""
        if total < self._FEWEST.get(self._stage, total + 1):
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar
        from rich.table import Column

        columns = (
            TextColumn("{task.description:>8}"),
            BarColumn(),
            # In a narrow window everything else gives way to the count.
            MofNCompleteColumn(table_column=Column(min_width=len(f"{total}/{total}"))),
            TimeElapsedColumn(),
        )
        # Standard output is for diagnostics in a form that machines read.
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(self._stage, total=total)
        self._bar.start()

    def advance(self, count: int) -> None:
        """Move the bar by so many pieces of work."""
        if self._bar is not None:
            self._bar.advance(self._task, count)

    def _stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def wants_bar(*, quiet: bool) -> bool:
    """Return whether standard error is a terminal on which a line can be rewritten."""
    return not quiet and sys.stderr.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"}


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[Progress]:
    """Yield a progress that is shown if standard error is a terminal."""
    if not wants_bar(quiet=quiet):
        yield Progress()
        return
    with TerminalProgress() as progress:
        yield progress


def describe_profile(result: BuildResult) -> str:
    """Return the seconds of each stage, and what took longest to parse and to render."""
    parts = (
        ("", result.timings),
        ("slowest to parse:", result.slowest),
        ("slowest to render:", result.slowest_pages),
        ("rendered with, pages together:", result.makers),
    )
    lines: list[str] = []
    for title, timings in parts:
        lines += [title] if title and timings else []
        lines += [f"{timing.seconds:8.3f} s  {timing.stage}" for timing in timings]
    return "\n".join(lines)


def describe_reasons(result: BuildResult) -> str:
    """Return one line for each output that was rendered, with the reason."""
    return "\n".join(f"rendered {output}: {reason}" for output, reason in result.rebuilt)
