"""What all commands share: the site's folder, its configuration, and how problems are shown."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click
from msgspec.structs import replace

from digest.authoring.git import ask_git
from digest.cli.output import FORMATS, OF_REPOSITORIES
from digest.config.reading import load_config
from digest.config.tables import Config
from digest.core.codes import Code
from digest.core.dates import as_datetime, parse_date
from digest.core.diagnostics import DigestError, Report

DONE, CONTENT_PROBLEMS, WRONG_USE = 0, 1, 2

SHOWN = 20
"""Warnings of one code that a build shows; an archive may have thousands of one kind."""

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
drafts_option = click.option("--drafts", is_flag=True, help="Include drafts.")
future_option = click.option("--future", is_flag=True, help="Include posts of the future.")
expired_option = click.option("--expired", is_flag=True, help="Include expired posts.")
now_option = click.option(
    "--now", metavar="DATE", help="Take DATE for today (default: the real day, read once)."
)


class Session:
    """One run of one command on one site."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def load(
        self,
        form: str = "text",
        overrides: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        thorough: bool = False,
    ) -> tuple[Config, Report]:
        """Read the configuration; end the run with exit code 2 where it is faulty.

        Give it with an empty report graded by its rules, which takes advice if `thorough`.
        """
        report = Report()
        _check_address((overrides or {}).get("site", {}).get("base_url", ""))
        config = load_config(self.root, report, overrides)
        if report.count("error"):
            show_problems(report, form, self.root)
            raise SystemExit(WRONG_USE)
        graded = new_report(config, thorough=thorough)
        graded.extend(report.diagnostics)
        return config, graded


def _check_address(base_url: str) -> None:
    if base_url and not base_url.startswith(("http://", "https://")):
        hint = f'"{base_url}" has no scheme; write "https://{base_url}"'
        raise click.BadParameter(hint, param_hint="--base-url")


def new_report(config: Config, *, thorough: bool = False) -> Report:
    """Give an empty report with the site's grades."""
    check = config.check
    return Report(check.rules, folders=check.sections, thorough=thorough)


def show_problems(
    report: Report, form: str, root: Path | None = None, *, most: int | None = None
) -> None:
    """Print the report's diagnostics: to standard output for machines, else to standard error.

    Who shows them beside the files of a repository gets paths from its top, not from `root`. Who
    reads them as text gets all errors, and of the rest, if it is given, `most` of each code.
    """
    if form == "text":
        if report.diagnostics:
            _show_text(report, most)
        return
    found = report.diagnostics
    if root and form in OF_REPOSITORIES and (folder := ask_git(root, "rev-parse", "--show-prefix")):
        found = tuple(replace(each, path=str(PurePosixPath(folder, each.path))) for each in found)
    click.echo(FORMATS[form](found))


def _show_text(report: Report, most: int | None) -> None:
    colours = {"error": "red", "warning": "yellow", "info": "cyan"}
    found: Counter[Code] = Counter()
    for diagnostic in report.diagnostics:
        if diagnostic.severity != "error":
            found[diagnostic.code] += 1
            if most is not None and found[diagnostic.code] > most:
                continue
        first, _, rest = str(diagnostic).partition("\n")
        grade = f"{diagnostic.severity}[{diagnostic.code}]"
        styled = click.style(grade, fg=colours[diagnostic.severity], bold=True)
        click.echo(first.replace(grade, styled, 1), err=True)
        if rest:
            click.echo(click.style(rest, dim=True), err=True)
    for code, count in found.items():
        if most is not None and count > most:
            click.echo(f"and {count - most:,} more {code}: digest check --code {code}", err=True)


def exit_code(report: Report, *, strict: bool) -> int:
    """Give 1 where errors (or, when strict, warnings) were found, else 0."""
    failed = report.count("error") + (report.count("warning") if strict else 0)
    return CONTENT_PROBLEMS if failed else DONE


def read_now(text: str | None, config: Config, option: str = "--now") -> datetime:
    """Give the moment this run takes for the present, in the site's time zone."""
    zone = ZoneInfo(config.site.timezone)
    if text is None:
        return datetime.now(UTC).astimezone(zone)
    value = parse_date(text)
    if value is None:
        raise click.BadParameter(f'"{text}" is no date; write 2024-02-24', param_hint=option)
    return as_datetime(value.value, zone)


def fail(error: DigestError) -> NoReturn:
    """End the run with the error's text and exit code 2."""
    click.echo(f"{click.style('error', fg='red', bold=True)}: {error}", err=True)
    sys.exit(WRONG_USE)


def switched_on(**switches: bool) -> dict[str, bool]:
    """Give only the switches the user turned on, so that the others stay as configured."""
    return {name: True for name, on in switches.items() if on}
