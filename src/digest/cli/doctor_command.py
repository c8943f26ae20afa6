"""`digest doctor`: whether everything that digest needs is installed and set up."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import msgspec

from digest.cli.command_context import CONTENT_PROBLEMS, DONE, CommandContext
from digest.cli.diagnostic_output import show_problems


@click.command(
    epilog="""Exit code: 0 all is well or nearly, 1 something fails (with --strict: or warns),
2 site.toml is faulty.

\b
Examples:
  digest doctor
  digest doctor --format json"""
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines to read, or one JSON list.",
)
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.pass_obj
def command(context: CommandContext, /, form: str, *, strict: bool) -> None:
    """Look at Python, packages, encoding, time zones, Git, folders, disk and the settings.

    Nothing is changed, and nothing is fetched.
    """
    from digest.authoring.doctor import run_checks
    from digest.build.options import BuildOptions

    config, report = context.load()
    findings = run_checks(context.root, config, BuildOptions(now=datetime.now(UTC)))
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(findings)).decode())
    else:
        colours = {"ok": "green", "warn": "yellow", "fail": "red"}
        for found in findings:
            state = click.style(f"{found.state:4}", fg=colours[found.state], bold=True)
            click.echo(f"{state}  {found.name:12} {found.value}")
            if found.advice:
                click.echo(f"      {click.style('→ ' + found.advice, dim=True)}")
    show_problems(report, "text")
    bad = {"fail", "warn"} if strict else {"fail"}
    failed = any(found.state in bad for found in findings)
    raise SystemExit(CONTENT_PROBLEMS if failed else DONE)
