"""Diagnostics as people, editors and CI services read them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import click
import msgspec
from msgspec.structs import replace

from digest.authoring.git_queries import run_git
from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic, Report

MOST_SHOWN = 20
"""Warnings of one code that a build shows; an archive may have thousands of one kind."""

_REPEATS = frozenset({Code.DUPLICATE_URL, Code.REPEATED_LINK})
_HABIT = 5
"""Repeated links of one post beyond which they are a habit, and shown as one problem."""

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}

_SARIF_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def format_text(diagnostics: Sequence[Diagnostic]) -> str:
    """Return one `path:line:column: severity[code] message` each, with its hint below."""
    return "\n".join(map(str, diagnostics))


def format_json(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a JSON list of records with the fields of `Diagnostic`."""
    return msgspec.json.format(msgspec.json.encode(diagnostics)).decode()


def format_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Return workflow commands, which GitHub shows beside the lines of a pull request."""
    return "\n".join(map(_github_command, diagnostics))


def _github_command(diagnostic: Diagnostic) -> str:
    level = "notice" if diagnostic.severity == "info" else diagnostic.severity
    place = [f"file={_github_escape(diagnostic.path, ',:')}"]
    if diagnostic.line:
        place.append(f"line={diagnostic.line}")
    if diagnostic.column:
        place.append(f"col={diagnostic.column}")
    place.append(f"title={diagnostic.code}")
    text = f"{diagnostic.message} ({diagnostic.hint})" if diagnostic.hint else diagnostic.message
    return f"::{level} {','.join(place)}::{_github_escape(text)}"


def _github_escape(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def format_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a SARIF 2.1.0 log, as code-scanning services read it."""
    from importlib.metadata import version

    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": code.meaning},
            "defaultConfiguration": {"level": _SARIF_LEVELS[code.severity]},
        }
        for code in codes
    ]
    run = {
        "tool": {"driver": {"name": "digest", "version": version("digest"), "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": list(map(_sarif_result, diagnostics)),
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return msgspec.json.format(msgspec.json.encode(log)).decode()


def _sarif_result(diagnostic: Diagnostic) -> dict[str, object]:
    # Services want a line for every result: the first stands for the whole file.
    region = {"startLine": diagnostic.line or 1}
    if diagnostic.column:
        region["startColumn"] = diagnostic.column
    place = {"artifactLocation": {"uri": quote(diagnostic.path)}, "region": region}
    return {
        "ruleId": diagnostic.code,
        "level": _SARIF_LEVELS[diagnostic.severity],
        "message": {
            "text": diagnostic.message + (f"\n{diagnostic.hint}" if diagnostic.hint else "")
        },
        "locations": [{"physicalLocation": place}],
    }


def format_markdown(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a Markdown list for a comment on a pull request, grouped by file."""
    if not diagnostics:
        return "No problems found."
    lines: list[str] = []
    path = None
    for each in diagnostics:
        if each.path != path:
            path = each.path
            lines += [*([""] if lines else []), f"**{_markdown_escape(path)}**", ""]
        place = f"line {each.line}: " if each.line else ""
        hint = f" *({_markdown_escape(each.hint)})*" if each.hint else ""
        text = _markdown_escape(each.message)
        lines.append(f"- {place}{each.severity} `{each.code}`: {text}{hint}")
    return "\n".join(lines)


def _markdown_escape(text: str) -> str:
    """Escape markup, and "@", so that nobody is notified."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|@])", r"\\\1", text)
    return escaped.replace("\n", " ")


FORMATS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "text": format_text,
    "json": format_json,
    "github": format_github,
    "sarif": format_sarif,
    "markdown": format_markdown,
}
_REPOSITORY_FORMATS = frozenset({"github", "sarif"})
"""Formats of services that show problems beside files: paths start at the repository."""


def fold_repeats(report: Report) -> Report:
    """Return the report with the repeated links of a post folded into one problem, if many.

    The first one stands for all of its code. Errors stay as they are.
    """
    counts = Counter((each.path, each.code) for each in report.diagnostics if _is_repeat(each))
    folded, seen = type(report)(), set()
    for each in report.diagnostics:
        key = each.path, each.code
        if not _is_repeat(each) or counts[key] <= _HABIT:
            folded.extend((each,))
        elif key not in seen:
            seen.add(key)
            more = f"{each.message}, and {counts[key] - 1} more items of this post are such repeats"
            folded.extend((replace(each, message=more),))
    return folded


def _is_repeat(diagnostic: Diagnostic) -> bool:
    return diagnostic.code in _REPEATS and diagnostic.severity != "error"


def show_problems(
    report: Report, form: str, root: Path | None = None, *, most: int | None = None
) -> None:
    """Print the diagnostics of a report: text to standard error, other formats to standard output.

    As text, all errors are shown and, of everything else, `most` of each code. With `root`, the
    formats of repositories get paths that start at the repository's top.
    """
    if form == "text":
        if report.diagnostics:
            _show_text(report, most)
        return
    found = report.diagnostics
    if root and form in _REPOSITORY_FORMATS:
        folder = run_git(root, "rev-parse", "--show-prefix")
        found = tuple(replace(each, path=str(PurePosixPath(folder, each.path))) for each in found)
    click.echo(FORMATS[form](found))


def _show_text(report: Report, most: int | None) -> None:
    found: Counter[Code] = Counter()
    for diagnostic in report.diagnostics:
        if diagnostic.severity != "error":
            found[diagnostic.code] += 1
            if most is not None and found[diagnostic.code] > most:
                continue
        first, _, rest = str(diagnostic).partition("\n")
        grade = f"{diagnostic.severity}[{diagnostic.code}]"
        styled = click.style(grade, fg=_COLOURS[diagnostic.severity], bold=True)
        click.echo(first.replace(grade, styled, 1), err=True)
        if rest:
            click.echo(click.style(rest, dim=True), err=True)
    for code, count in found.items():
        if most is not None and count > most:
            click.echo(f"and {count - most:,} more {code}: digest check --code {code}", err=True)
