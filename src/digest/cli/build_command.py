"""`digest build`: the whole way from content/ to public/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from digest.cli.command_context import CommandContext, exit_code, read_now, require_content
from digest.cli.diagnostic_output import MOST_SHOWN, fold_repeats, show_problems
from digest.cli.shared_options import (
    format_option,
    jobs_option,
    no_cache_option,
    quiet_option,
    read_selection,
    selection_options,
)
from digest.cli.terminal_progress import describe_profile, describe_reasons, show_progress
from digest.config.tables import SiteTable

if TYPE_CHECKING:
    from digest.build.options import BuildResult
    from digest.build.publish import Changes

_NO_BASE_URL = """\
base_url is not set: feeds, the sitemap and canonical links lead to {base_url}
  hint: write it in site.toml, below [site]: base_url = "https://…"; or build with --base-url"""


@click.command(
    epilog="""\b
Examples:
  digest build                             what is ready to be published
  digest build --drafts -o preview         drafts too, into another folder
  digest build --now 2030-01-01            the site as it will be on that day
  digest build --strict --format github    for CI: warnings fail, by line
  digest build --changed-list changed.txt  what a deployment has to send"""
)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder to write to (default: [build] output).",
)
@click.option("--base-url", metavar="URL", help="Address of the site, instead of site.toml's.")
@selection_options
@jobs_option
@no_cache_option
@click.option("--strict", is_flag=True, help="Warnings fail the build too.")
@click.option("--adopt-output", is_flag=True, help="Build into a folder that holds other files.")
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
@quiet_option
@click.option(
    "-v", "--verbose", is_flag=True, help="Say why each page was rendered; show every warning."
)
@click.option("--profile", is_flag=True, help="Print seconds per stage, slowest posts and pages.")
@format_option
@click.pass_obj
def command(context: CommandContext, /, form: str, now: str | None, **given: Any) -> None:
    """Build the site into public/. Nothing is published if the content has errors.

    Drafts, posts of the future and expired ones are left out. What did not change is not made
    again; the result is the same as that of a build from nothing.
    """
    from digest.build.options import BuildOptions
    from digest.build.up_to_date import find_last_result

    config, report = context.load(form, _overrides(given))
    require_content(context, config)
    options = BuildOptions(
        now=read_now(now, config),
        jobs=given["jobs"],
        output=given["output"],
        remember=not given["no_cache"],
        strict=given["strict"],
        keep_going=given["keep_going"],
        executor=given["executor"],
        adopt_output=given["adopt_output"],
    )
    if given["changed_list"]:
        # An older list must not be deployed, whatever happens.
        _write_list(given["changed_list"], "")
    result = find_last_result(context.root, config, options, report)
    if result is None:
        # Imported only when needed: a build with nothing to do is fast.
        from digest.build.pipeline import build_site

        with show_progress(quiet=given["quiet"]) as progress:
            result = build_site(context.root, config, options, report, progress)
    if form != "json" and not given["verbose"]:
        result = replace(result, report=fold_repeats(result.report))
    most = None if given["verbose"] else MOST_SHOWN
    show_problems(result.report, form, context.root, most=most)
    _show_details(result, given)
    if not given["quiet"]:
        for note in result.notes:
            click.echo(note, err=True)
        if form == "text" and config.site.base_url == SiteTable().base_url:
            warning = _NO_BASE_URL.format(base_url=config.site.base_url)
            click.echo(click.style(warning, fg="yellow"), err=True)
        click.echo(result.summary(), err=True)
        if held := result.describe_held():
            click.echo(held, err=True)
    raise SystemExit(exit_code(result.report, strict=options.strict))


def _show_details(result: BuildResult, given: dict[str, Any]) -> None:
    if given["verbose"] and result.rebuilt:
        click.echo(describe_reasons(result), err=True)
    if given["profile"]:
        click.echo(describe_profile(result), err=True)
    if given["changed_list"] and result.changes is not None:
        _write_list(given["changed_list"], _list_changes(result.changes))


def _write_list(file: Path, text: str) -> None:
    from digest.core.diagnostics import DigestError

    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise DigestError(f"cannot write {file}: {error.strerror}") from error


def _list_changes(changes: Changes) -> str:
    """Return one line for each file, with "A", "M" or "D" before it, as `git diff` has them."""
    marked = (("A", changes.added), ("M", changes.changed), ("D", changes.removed))
    return "".join(f"{mark}\t{path}\n" for mark, paths in marked for path in paths)


def _overrides(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    site = {"base_url": given["base_url"].rstrip("/")} if given["base_url"] else {}
    return {"build": read_selection(given), "site": site}
