"""How far a run has come: a bar with counts on a terminal, silence elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self

from digest.build.options import BuildResult, Progress


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
        if total < self._WORTH_A_BAR.get(self._stage, total + 1):
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
        # Standard output is for problems in a form that machines read.
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
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
    """Say whether a person is watching, on a terminal where a line can be written anew."""
    return not quiet and sys.stderr.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"}


@contextmanager
def watching(*, quiet: bool) -> Iterator[Progress]:
    """Lend a progress that shows itself where a person is watching."""
    if not wants_bar(quiet=quiet):
        yield Progress()
        return
    with TerminalProgress() as progress:
        yield progress


def describe_profile(result: BuildResult) -> str:
    """Give the seconds of each stage, and what took longest to parse and to render."""
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
    """Give why each output was rendered."""
    return "\n".join(f"rendered {output}: {reason}" for output, reason in result.rebuilt)
