"""`digest check`: everything a build would find, and what only authors want to hear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from digest.cli import session as cli
from digest.cli.progress import TerminalProgress, wants_bar

if TYPE_CHECKING:
    from digest.config import Config
    from digest.diagnostics import Report
    from digest.runs import BuildOptions, CheckResult


@click.command()
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="Show these codes only.")
@cli.drafts_option
@cli.future_option
@cli.expired_option
@cli.now_option
@click.option("--jobs", type=click.IntRange(min=1), help="Worker processes (default: one a core).")
@click.option("--no-cache", is_flag=True, help="Remember nothing and use nothing remembered.")
@click.option("--quiet", is_flag=True, help="Print problems only.")
@cli.format_option
@click.pass_obj
def command(session: cli.Session, /, form: str, now: str | None, **given: Any) -> None:
    """Find problems and write nothing."""
    from digest.runs import BuildOptions

    overrides = {name: given[name] for name in ("drafts", "future", "expired")}
    config, report = session.load(form, {"build": cli.switched_on(**overrides)}, thorough=True)
    options = BuildOptions(
        now=cli.read_now(now, config), jobs=given["jobs"], remember=not given["no_cache"]
    )
    result = _check(session, config, options, report, quiet=given["quiet"])
    cli.show_problems(result.report, form)
    raise SystemExit(cli.exit_code(result.report, strict=given["strict"]))


def _check(
    session: cli.Session, config: Config, options: BuildOptions, report: Report, *, quiet: bool
) -> CheckResult:
    from digest.build import check_site

    if not wants_bar(quiet=quiet):
        return check_site(session.root, config, options, report)
    with TerminalProgress() as progress:
        return check_site(session.root, config, options, report, progress)
