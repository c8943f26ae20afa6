"""`digest build`: the whole way from content/ to public/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli import session as cli
from digest.cli.progress import TerminalProgress, describe_profile, describe_reasons, wants_bar

if TYPE_CHECKING:
    from digest.config import Config
    from digest.diagnostics import Report
    from digest.publish import Changes
    from digest.runs import BuildOptions, BuildResult


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--base-url", metavar="URL", help="Address of the site, instead of site.toml's.")
@cli.drafts_option
@cli.future_option
@cli.expired_option
@cli.now_option
@click.option("--jobs", type=click.IntRange(min=1), help="Worker processes (default: one a core).")
@click.option("--no-cache", is_flag=True, help="Remember nothing and use nothing remembered.")
@click.option("--strict", is_flag=True, help="Warnings fail the build too.")
@click.option("--keep-going", is_flag=True, help="Publish what can be published despite errors.")
@click.option(
    "--changed-list",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was added, changed and removed to FILE, one path a line.",
)
@click.option(
    "--executor",
    metavar="WHERE",
    default="processes",
    show_default=True,
    help="Where the work is done: processes, or dask:ADDRESS of a scheduler.",
)
@click.option("--quiet", is_flag=True, help="Print problems only.")
@click.option("-v", "--verbose", is_flag=True, help="Say why each page was rendered.")
@click.option("--profile", is_flag=True, help="Print seconds per stage, slowest posts and pages.")
@cli.format_option
@click.pass_obj
def command(session: cli.Session, /, form: str, now: str | None, **given: Any) -> None:
    """Build the site. Nothing is published if the content has errors."""
    from digest.runs import BuildOptions
    from digest.standing import find_standing

    config, report = session.load(form, _overrides(given))
    options = BuildOptions(
        now=cli.read_now(now, config),
        jobs=given["jobs"],
        output=given["output"],
        remember=not given["no_cache"],
        strict=given["strict"],
        keep_going=given["keep_going"],
        executor=given["executor"],
    )
    result = find_standing(session.root, config, options, report)
    if result is None:
        result = _build(session, config, options, report, quiet=given["quiet"])
    cli.show_problems(result.report, form)
    _tell_more(result, given)
    if not given["quiet"]:
        click.echo(result.summary(), err=True)
    raise SystemExit(cli.exit_code(result.report, strict=options.strict))


def _build(
    session: cli.Session, config: Config, options: BuildOptions, report: Report, *, quiet: bool
) -> BuildResult:
    from digest.build import build_site

    if not wants_bar(quiet=quiet):
        return build_site(session.root, config, options, report)
    with TerminalProgress() as progress:
        return build_site(session.root, config, options, report, progress)


def _tell_more(result: BuildResult, given: dict[str, Any]) -> None:
    if given["verbose"] and result.rebuilt:
        click.echo(describe_reasons(result), err=True)
    if given["profile"]:
        click.echo(describe_profile(result), err=True)
    if given["changed_list"] and result.changes is not None:
        given["changed_list"].write_text(_list_changes(result.changes), encoding="utf-8")


def _list_changes(changes: Changes) -> str:
    """Give one line for each file, "A", "M" or "D" before it, as git and rsync users know them."""
    marked = (("A", changes.added), ("M", changes.changed), ("D", changes.removed))
    return "".join(f"{mark}\t{path}\n" for mark, paths in marked for path in paths)


def _overrides(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    switches = {name: given[name] for name in ("drafts", "future", "expired")}
    site = {"base_url": given["base_url"].rstrip("/")} if given["base_url"] else {}
    return {"build": cli.switched_on(**switches), "site": site}
