"""Measures the tools side by side on the same archive, and prints what they took as a table."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.generate import write_archive
from bench.measure import Cost, FailedRunError, run
from bench.tools import HOME, Build, Tool

_EDIT = "\n\nOne more sentence, with a [link](https://example.org/{turn}).\n"
_SAMPLE = 0.05
_SELDOM = 0.2
_SETTLE = 6
"""Seconds after deleting a site: ext4 is slow to make files while deleted ones are fresh."""


@dataclass(frozen=True)
class Rules:
    """How to measure: `repeat` runs of which the best counts, seconds one may take.

    `once` is for archives that take minutes: one run each, timed while its memory is looked at.
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
    seconds: float | None = None
    memory: int | None = None
    note: str = ""


def measure_archive(
    shape: str, count: int, tools: Sequence[tuple[Tool, str]], rules: Rules
) -> Iterator[Row]:
    """Build one archive with each tool: cold, nothing changed, one edit; memory of the cold run."""
    case = f"{shape} × {count:,}"
    archive = HOME / "archives" / f"{shape}-{count}"
    write_archive(archive, shape, count)
    for tool, _ in tools:
        build = tool.prepare(archive, HOME / "work" / archive.name)
        try:
            yield from _measure_tool(case, tool.name, build, rules)
        except FailedRunError as error:
            reason = str(error).strip().splitlines()
            yield Row(case, "cold", tool.name, note=reason[-1] if reason else "failed")


def _measure_tool(case: str, tool: str, build: Build, rules: Rules) -> Iterator[Row]:
    def once(before: Callable[[], None], sample: float | None) -> Cost:
        before()
        return run(
            build.command,
            folder=build.folder,
            environment=build.environment,
            timeout=rules.timeout,
            sample=sample,
        )

    def measure(scenario: str, before: Callable[[], None], sample: float) -> Row:
        looked = once(before, _SELDOM if rules.once else sample)
        timed = [once(before, None) for _ in range(0 if rules.once else rules.repeat)]
        seconds = min(cost.seconds for cost in timed or [looked])
        return Row(case, scenario, tool, seconds, looked.memory)

    def forget() -> None:
        build.forget()
        os.sync()
        time.sleep(_SETTLE)

    yield measure("cold", forget, _SAMPLE)
    if rules.cold_only:
        return
    once(_nothing, None)
    yield measure("nothing changed", _nothing, _SAMPLE / 5)
    post = sorted(build.folder.rglob("issue-*.md"))[-3]
    edits = iter(range(100))
    text = post.read_text(encoding="utf-8")
    try:

        def edit() -> None:
            post.write_text(text + _EDIT.format(turn=next(edits)), encoding="utf-8")

        yield measure("one edit", edit, _SAMPLE / 5)
    finally:
        stat = post.stat()
        post.write_text(text, encoding="utf-8")
        os.utime(post, ns=(stat.st_atime_ns, 0))  # differs from the archive's: copied anew


def _nothing() -> None:
    pass


def write_table(rows: Sequence[Row], tools: Sequence[tuple[Tool, str]]) -> str:
    """Give the rows as a Markdown table; ratios are to Hugo's cold build of the same archive."""
    base = {r.case: r for r in rows if r.tool == "hugo" and r.scenario == "cold" and r.seconds}
    names = ", ".join(f"{tool.name} {version}" for tool, version in tools)
    lines = [
        f"{names}; Python {platform.python_version()}, {os.cpu_count()} cores.",
        "",
        "| archive | build | tool | seconds | × Hugo cold | peak memory | × Hugo |",
        "|---|---|---|--:|--:|--:|--:|",
    ]
    for row in rows:
        hugo = base.get(row.case)
        cells = [row.case, row.scenario, row.tool]
        if row.seconds is None:
            cells += [row.note, "", "", ""]
        else:
            cells += [
                f"{row.seconds:.2f}",
                _ratio(row.seconds, hugo.seconds if hugo else None),
                f"{row.memory / 1e6:,.0f} MB" if row.memory else "",
                _ratio(row.memory, hugo.memory if hugo else None),
            ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _ratio(value: float | None, base: float | None) -> str:
    return f"{value / base:.2f}" if value and base else ""


def folder_size(folder: Path) -> tuple[int, int]:
    """Give how many files a folder holds, and their bytes."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)
