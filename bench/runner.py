"""Measures generators side by side on one archive, and prints what they took as a table."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.measure import Cost, FailedRunError, read_versions, run, written_since
from bench.tools import Build

_EDIT = "\n\nOne more sentence, with a [link](https://example.org/{turn}).\n"
_SAMPLE = 0.05
_SELDOM = 0.2
_SETTLE = 6
"""Seconds after deleting a site: ext4 is slow to make files while deleted ones are fresh."""


@dataclass(frozen=True)
class Rules:
    """How to measure: `repeat` runs of which the best counts, seconds one may take.

    `once` is for archives that take minutes: one run each, timed while its memory is sampled.
    """

    repeat: int = 2
    timeout: float = 1800
    cold_only: bool = False
    once: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the table: what was done by which tool, and what it took, or why not."""

    case: str
    scenario: str
    tool: str
    cost: Cost | None = None
    files: int = 0
    size: int = 0
    note: str = ""


def measure(case: str, builds: Mapping[str, Build], rules: Rules) -> Iterator[Row]:
    """Build one archive with each tool: cold, nothing changed, one edit."""
    for tool, build in builds.items():
        try:
            yield from _Measurement(case, tool, build, rules).rows()
        except FailedRunError as error:
            reason = str(error).strip().splitlines()
            yield Row(case, "cold", tool, note=reason[-1] if reason else "failed")


@dataclass(frozen=True)
class _Measurement:
    case: str
    tool: str
    build: Build
    rules: Rules

    def rows(self) -> Iterator[Row]:
        yield self._measure("cold", self._forget, _SAMPLE)
        if self.rules.cold_only:
            return
        self._run(None)
        yield self._measure("nothing changed", _nothing, _SAMPLE / 5)
        post = sorted(self.build.posts.glob("*.md"))[-3]
        text, turns = post.read_text(encoding="utf-8"), iter(range(1000))

        def edit() -> None:
            post.write_text(text + _EDIT.format(turn=next(turns)), encoding="utf-8")

        try:
            yield self._measure("one edit", edit, _SAMPLE / 5)
        finally:
            post.write_text(text, encoding="utf-8")
            os.utime(post, ns=(0, 0))  # differs from the archive's: it is copied anew next time

    def _measure(self, scenario: str, before: Callable[[], None], sample: float) -> Row:
        before()
        earlier = read_versions(self.build.output)
        sampled = self._run(_SELDOM if self.rules.once else sample)
        files, size = written_since(earlier, read_versions(self.build.output))
        timed = []
        for _ in range(0 if self.rules.once else self.rules.repeat):
            before()
            timed.append(self._run(None))
        best = min(timed or [sampled], key=lambda cost: cost.seconds)
        cost = Cost(best.seconds, best.cpu, best.largest, sampled.memory)
        return Row(self.case, scenario, self.tool, cost, files, size)

    def _run(self, sample: float | None) -> Cost:
        build = self.build
        return run(
            build.command,
            folder=build.folder,
            environment=build.environment,
            timeout=self.rules.timeout,
            sample=sample,
        )

    def _forget(self) -> None:
        self.build.forget()
        os.sync()
        time.sleep(_SETTLE)


def _nothing() -> None:
    pass


HEAD = (
    "| archive | build | tool | seconds | × Hugo | CPU s | peak memory | × Hugo | files | MB |",
    "|---|---|---|--:|--:|--:|--:|--:|--:|--:|",
)


def write_table(rows: Sequence[Row], versions: Mapping[str, str]) -> str:
    """Return the rows as a Markdown table; ratios are to Hugo's cold build of the same archive.

    Files and MB are those that the build wrote, not those that it left alone.
    """
    base = {r.case: r.cost for r in rows if r.tool == "hugo" and r.scenario == "cold" and r.cost}
    names = ", ".join(f"{tool} {version}" for tool, version in versions.items())
    lines = [f"{names}; Python {platform.python_version()}, {os.cpu_count()} cores.", "", *HEAD]
    return "\n".join([*lines, *(_line(row, base.get(row.case)) for row in rows)])


def _line(row: Row, hugo: Cost | None) -> str:
    cells = [row.case, row.scenario, row.tool]
    if row.cost is None:
        cells += [row.note, *[""] * 6]
    else:
        cost = row.cost
        cells += [
            f"{cost.seconds:.2f}",
            _ratio(cost.seconds, hugo.seconds if hugo else None),
            f"{cost.cpu:.2f}",
            f"{cost.memory / 1e6:,.0f} MB" if cost.memory else "",
            _ratio(cost.memory, hugo.memory if hugo else None),
            f"{row.files:,}",
            f"{row.size / 1e6:,.1f}",
        ]
    return f"| {' | '.join(cells)} |"


def _ratio(value: float | None, base: float | None) -> str:
    return f"{value / base:.2f}" if value and base else ""
