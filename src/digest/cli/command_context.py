"""What all commands share: the site's folder, its configuration, "now", and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

import click
from msgspec.structs import replace

from digest.cli.diagnostic_output import show_problems
from digest.config.site_file import SITE_FILE, load_config
from digest.config.tables import Config
from digest.core.dates import as_datetime, parse_date
from digest.core.diagnostics import DigestError, Report

if TYPE_CHECKING:
    from digest.core.model import Post

DONE, CONTENT_PROBLEMS, WRONG_USE = 0, 1, 2
INTERRUPTED = 128 + 2
"""Exit code after Ctrl-C, as shells give it: 128 and the number of the signal."""


class CommandContext:
    """The site that one run of a command is about: the folder `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def load(
        self,
        form: str = "text",
        overrides: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        thorough: bool = False,
    ) -> tuple[Config, Report]:
        """Read site.toml; print its faults in `form` and exit with 2 where it has any.

        Return the configuration, and a report that grades problems as it says (advice too if
        `thorough`). `overrides` are values that options give: table → key → value.
        """
        report = Report()
        _check_base_url((overrides or {}).get("site", {}).get("base_url", ""))
        config = load_config(self.root, report, overrides)
        if report.count("error"):
            show_problems(report, form, self.root)
            raise SystemExit(WRONG_USE)
        graded = new_report(config, thorough=thorough)
        graded.extend(report.diagnostics)
        return config, graded


def require_content(context: CommandContext, config: Config) -> None:
    """Raise `DigestError` for a folder without settings and Markdown: it is no site.

    Where another generator's settings lie in it, print how to take its site over.
    """
    if (context.root / SITE_FILE).is_file():
        return
    from digest.cli.suggestions import propose_takeover

    proposal = propose_takeover(context.root)
    if not (context.root / config.build.content).is_dir():
        from digest.content.inventory import list_content

        if not list_content(context.root, config, Report()).sources:
            place = click.format_filename(context.root.resolve())
            raise DigestError(
                f"nothing to build in {place}: it has no {SITE_FILE}, no folder "
                f"{config.build.content}/ and no Markdown file\n  hint: "
                + (proposal or "`digest init DIR` begins a site, -C DIR names one elsewhere")
            )
    if proposal:
        click.echo(proposal, err=True)


def _check_base_url(base_url: str) -> None:
    if base_url and not base_url.startswith(("http://", "https://")):
        hint = f'"{base_url}" has no scheme; write "https://{base_url}"'
        raise click.BadParameter(hint, param_hint="--base-url")


def new_report(config: Config, *, thorough: bool = False) -> Report:
    """Return an empty report that grades problems as `[check]` says."""
    check = config.check
    return Report(check.rules, folders=check.sections, thorough=thorough)


def read_now(text: str | None, config: Config, option: str = "--now") -> datetime:
    """Return the value of --now, or the present, in the site's time zone."""
    zone = ZoneInfo(config.site.timezone)
    if text is None:
        return datetime.now(UTC).astimezone(zone)
    value = parse_date(text)
    if value is None:
        raise click.BadParameter(f'"{text}" is no date; write 2024-02-24', param_hint=option)
    return as_datetime(value.value, zone)


def read_all_posts(
    context: CommandContext, config: Config, now: datetime, report: Report
) -> Sequence[Post]:
    """Return all documents by path: posts, pages, sections, and those that are held back."""
    from digest.build.options import BuildOptions
    from digest.build.pipeline import read_posts as read_shown_posts

    everything = replace(config.build, drafts=True, future=True, expired=True)
    whole = replace(config, build=everything)
    options = BuildOptions(now=now)
    posts = read_shown_posts(context.root, whole, options, report, with_sections=True)
    return sorted(posts, key=lambda post: post.path)


def exit_code(report: Report, *, strict: bool) -> int:
    """Return 1 where errors (or, when strict, warnings) were found, else 0."""
    failed = report.count("error") + (report.count("warning") if strict else 0)
    return CONTENT_PROBLEMS if failed else DONE


def fail(error: DigestError) -> NoReturn:
    """Print the error and exit with 2."""
    click.echo(f"{click.style('error', fg='red', bold=True)}: {error}", err=True)
    sys.exit(WRONG_USE)
