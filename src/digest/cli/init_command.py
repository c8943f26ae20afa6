"""`digest init`: a new site, or one made from another generator's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from digest.authoring.git_queries import run_git
from digest.authoring.migrate.detection import GENERATORS
from digest.cli.command_context import WRONG_USE, CommandContext, read_now
from digest.cli.requirement import Requirement, read_requirement
from digest.cli.shared_options import now_option
from digest.cli.suggestions import GeneratorChoice
from digest.config.tables import Config

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.authoring.migrate.migration import Migration
    from digest.authoring.new_files import NewFile

_REMOTE = ("remote", "get-url", "origin")
_NAME = r"[\w-]+"


@click.command(
    epilog="""\b
Examples:
  digest init three-things --base-url https://three-things.example
  digest init . --series fortnightly --ci gitlab
  digest init new-site --from hugo ../old-site"""
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", help="Name of the digest (default: from the folder's name).")
@click.option("--base-url", metavar="URL", help="Where it will live (default: from git's remote).")
@click.option("--author", help="Who writes it (default: git's user.name).")
@click.option("--language", default="en", show_default=True, help="BCP 47 code of its language.")
@click.option("--timezone", default="UTC", show_default=True, help="IANA zone of bare dates.")
@click.option(
    "--series",
    default="weekly",
    show_default=True,
    metavar="NAME",
    help="Name of the series; daily, weekly, fortnightly, monthly … also say how often.",
)
@click.option(
    "--ci",
    "host",
    type=click.Choice(["github", "gitlab", "none"]),
    default="github",
    show_default=True,
    help="For whose service a workflow is written.",
)
@click.option(
    "--from",
    "source",
    type=(GeneratorChoice(GENERATORS), click.Path(exists=True, path_type=Path)),
    metavar="GENERATOR PATH",
    help=f"Take over the site in PATH. GENERATOR: {', '.join(GENERATORS)}.",
)
@click.option("--link", is_flag=True, help="With --from: link to the old content, copy nothing.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@now_option
@click.pass_obj
def command(context: CommandContext, /, folder: Path, now: str | None, **given: Any) -> None:
    """Write a small complete site into DIR, ready to build.

    With --from, read another generator's site instead: its posts are copied as they are, and its
    addresses, feeds and feed ids are kept. What could not be carried over is listed.
    """
    _check_values(given)
    folder = context.root / folder
    migration = _plan_migration(folder, now, given) if given["source"] else None
    needs = read_requirement()
    files = (
        _with_ci(migration, given["host"], needs)
        if migration
        else _plan_starter(folder, now, needs, given)
    )
    _write(folder, files, force=given["force"])
    if migration:
        _describe_migration(migration)
    _describe_next_steps(folder, migration, ready=needs.complete or given["host"] == "none")


def _check_values(given: dict[str, Any]) -> None:
    """Raise `BadParameter` for values that would make a faulty site.toml."""
    if not re.fullmatch(_NAME, given["series"]):
        raise click.BadParameter("letters, digits and hyphens only", param_hint="--series")
    if given["base_url"] and not given["base_url"].startswith(("http://", "https://")):
        hint = f'write "https://{given["base_url"]}"'
        raise click.BadParameter(hint, param_hint="--base-url")
    try:
        ZoneInfo(given["timezone"])
    except (KeyError, ValueError, OSError):
        hint = f'"{given["timezone"]}" is no IANA time zone, as "Europe/Stockholm" is'
        raise click.BadParameter(hint, param_hint="--timezone") from None


def _plan_starter(
    folder: Path, now: str | None, needs: Requirement, given: dict[str, Any]
) -> Sequence[NewFile]:
    from digest.authoring.starter_site import (
        StarterAnswers,
        pages_url,
        plan_starter,
        title_from_folder,
    )

    name = folder.resolve().name
    return plan_starter(
        StarterAnswers(
            title=given["title"] or title_from_folder(name),
            today=read_now(now, Config()).date(),
            requirement=needs.text,
            base_url=given["base_url"] or pages_url(run_git(folder, *_REMOTE)),
            author=given["author"] or run_git(folder, "config", "user.name"),
            language=given["language"],
            timezone=given["timezone"],
            series=given["series"],
            host=given["host"],
        )
    )


def _plan_migration(folder: Path, now: str | None, given: dict[str, Any]) -> Migration:
    from digest.authoring.migrate.migration import plan_migration

    generator, path = given["source"]
    if path.resolve() == folder.resolve():
        raise click.UsageError("write the new site beside the old one: DIR and PATH are the same")
    today = read_now(now, Config()).date()
    overrides = {key: value for key in ("title", "base_url") if (value := given[key])} | (
        {"authors": [given["author"]]} if given["author"] else {}
    )
    return plan_migration(generator, path, today, site=overrides, link=given["link"])


def _with_ci(migration: Migration, host: Any, needs: Requirement) -> Sequence[NewFile]:
    from digest.authoring.starter_site import plan_ci

    return (*migration.files, *plan_ci(host, needs.text))


def _write(folder: Path, files: Sequence[NewFile], *, force: bool) -> None:
    from digest.authoring.new_files import find_existing, write_files

    taken = find_existing(folder, files)
    if taken and not force:
        listed = "\n  ".join(taken[:20]) + (f"\n  … {len(taken) - 20} more" if taken[20:] else "")
        click.echo(f"nothing written, these files are there already:\n  {listed}", err=True)
        click.echo("choose an empty folder, or replace them with --force", err=True)
        raise SystemExit(WRONG_USE)
    write_files(folder, files)
    for file in [file for file in files if file.copy is None]:
        click.echo(f"wrote {folder.name}/{file.path}" if folder.name else f"wrote {file.path}")


def _describe_migration(migration: Migration) -> None:
    from digest.authoring.migrate.omissions import REPORT_NAME, summarise_omissions

    click.echo(f"\nread {', '.join(migration.read) or 'no configuration'}")
    click.echo(
        f"took over {migration.pages} posts and pages and {migration.others} other files; "
        f"{migration.pinned} addresses are pinned in site.toml"
    )
    if migration.omissions:
        click.echo(f"\nNot carried over ({REPORT_NAME} says what to do):")
    for line in summarise_omissions(migration.omissions):
        click.echo(f"  {line}")


def _describe_next_steps(folder: Path, migration: Migration | None, *, ready: bool) -> None:
    place = "" if folder.resolve() == Path.cwd() else f"-C {click.format_filename(folder)} "
    second = "check" if migration else "new"
    click.echo(f"\nNext:\n  digest {place}build\n  digest {place}{second}")
    if not ready:
        click.echo("\nBefore CI can build it: say in requirements.txt where it finds digest")
