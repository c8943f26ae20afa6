"""`digest serve`: the preview, while you write."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

import click

from digest.cli.command_context import CommandContext, read_now
from digest.cli.diagnostic_output import MOST_SHOWN, show_problems
from digest.cli.shared_options import now_option, read_selection
from digest.core.diagnostics import Diagnostic, Report
from digest.serve.live_site import PreviewOptions, Revision
from digest.serve.preview import ListenAddress, Listener, Preview, Started

_NAMED = 3
"""Changed files that a line of the terminal names."""


@click.command(
    epilog="""\b
Examples:
  digest serve --open                  the preview, in your browser
  digest serve --as-published          only what a build would publish
  digest serve --host 0.0.0.0          for other devices in your network"""
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to serve on; others than this machine's own show it to the network.",
)
@click.option(
    "-p",
    "--port",
    type=click.IntRange(0, 65_535),
    metavar="N",
    help="Port (default: [serve] port, or the next one that is free; 0: any).",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@click.option("--drafts", is_flag=True, help="Drafts are shown anyway.")
@click.option("--future", is_flag=True, help="Posts of the future are shown anyway.")
@click.option("--expired", is_flag=True, help="Expired posts are shown anyway.")
@click.option(
    "--as-published",
    is_flag=True,
    help="Leave out drafts, future and expired posts, as a build does.",
)
@click.option(
    "--poll",
    is_flag=True,
    help="Look for changes again and again, where the system does not tell of them.",
)
@click.option(
    "--base-url",
    metavar="URL",
    help="Address of the site, instead of site.toml's; its folder is kept.",
)
@now_option
@click.pass_obj
def command(context: CommandContext, /, now: str | None, **given: Any) -> None:
    """Show the site while you write: every change is on the open page at once.

    Drafts, future and expired posts are shown, and marked. Stop with Ctrl-C.
    """
    if given["as_published"] and (extra := read_selection(given)):
        raise click.UsageError(f"--as-published leaves out what --{next(iter(extra))} would show")
    overrides = {"site": {"base_url": given["base_url"].rstrip("/")}} if given["base_url"] else {}
    config, _ = context.load(overrides=overrides)
    read_now(now, config)
    preview = Preview(
        context.root,
        PreviewOptions(
            now=partial(read_now, now, config),
            overrides=overrides,
            published=given["as_published"],
        ),
        ListenAddress(
            host=given["host"],
            port=config.serve.port if given["port"] is None else given["port"],
            exact=given["port"] is not None,
        ),
        _Terminal(open_browser=given["open_browser"] or config.serve.open),
        polls=given["poll"] or config.serve.poll,
    )
    preview.run()
    click.echo("stopped", err=True)


class _Terminal(Listener):
    """Prints to the terminal: the address, a line for each change, and the problems."""

    def __init__(self, *, open_browser: bool) -> None:
        self._open = open_browser
        self._known: frozenset[tuple[str, str, str]] = frozenset()

    def started(self, started: Started) -> None:
        """Print the address, and open it."""
        if started.taken:
            click.echo(f"port {started.taken} is taken", err=True)
        address = click.style(started.address, bold=True)
        click.echo(f"serving {address} (Ctrl-C stops)", err=True)
        if self._open:
            click.launch(started.address)

    def revised(self, revision: Revision, reloaded: int) -> None:
        """Print what has changed, how long it took, and what became of open pages."""
        site, took = revision.snapshot.plan.site, f"{1000 * revision.seconds:.0f} ms"
        if revision.changed:
            names = ", ".join(revision.changed[:_NAMED])
            more = len(revision.changed) - _NAMED
            what = f"{names} and {more} more" if more > 0 else names
        else:
            what = f"{len(site.posts) + len(site.pages)} posts and pages"
        pages = f", {reloaded} open page{'s'[: reloaded != 1]} reloaded" if reloaded else ""
        time = click.style(f"{datetime.now().astimezone():%H:%M:%S}", dim=True)
        click.echo(f"{time} {what} ({took}{pages})", err=True)

    def problems_changed(self, problems: tuple[Diagnostic, ...]) -> None:
        """Print the problems that are new, and how many are left where some have gone."""
        report = Report()
        report.extend(found for found in problems if _identity(found) not in self._known)
        show_problems(report, "text", most=MOST_SHOWN)
        known = frozenset(map(_identity, problems))
        if not known:
            click.echo("no problems any more", err=True)
        elif gone := len(self._known - known):
            click.echo(f"{gone} fixed, {len(known)} left", err=True)
        self._known = known

    def polling(self) -> None:
        """Print why changes are shown later than they could be."""
        click.echo("the system does not tell of changes here: looking for them", err=True)


def _identity(found: Diagnostic) -> tuple[str, str, str]:
    """Return what makes a problem the same one when it moves to another line."""
    return found.path, found.code, found.message
