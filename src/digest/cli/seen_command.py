"""`digest seen`: where an address was linked before."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from digest.cli.command_context import (
    CONTENT_PROBLEMS,
    DONE,
    CommandContext,
    read_all_posts,
    read_now,
)
from digest.cli.shared_options import now_option, print_records, records_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.authoring.link_history import LinkHistory


@click.command(
    epilog="""\b
Examples:
  digest seen https://arxiv.org/pdf/2501.12948v2
  digest seen --fail "$URL" && echo new      for scripts
  digest seen - < candidates.txt             one address a line"""
)
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@records_option
@click.option("--fail", is_flag=True, help="Exit with 1 if any address was linked before.")
@now_option
@click.pass_obj
def command(
    context: CommandContext, /, urls: tuple[str, ...], form: str, now: str | None, *, fail: bool
) -> None:
    """Say for each URL which posts link to it, drafts and future posts included.

    Addresses are compared by what they lead to: http or https, www, tracking parameters, a
    paper's PDF or abstract make no difference. URL may be -, for addresses from standard input.
    Nothing is written but the cache.
    """
    from digest.authoring.link_history import find_link_history

    config, report = context.load()
    asked = [url.strip() for url in urls if url != "-"]
    if "-" in urls:
        asked += [line.strip() for line in sys.stdin if line.strip()]
    posts = read_all_posts(context, config, read_now(now, config), report)
    found = find_link_history(asked, posts)
    if form == "text":
        _show(found)
    else:
        print_records(found, form)
    raise SystemExit(CONTENT_PROBLEMS if fail and any(s.places for s in found) else DONE)


def _show(found: Sequence[LinkHistory]) -> None:
    for seen in found:
        click.echo(click.style(seen.url, bold=True) + ("" if seen.places else "  not seen"))
        for place in seen.places:
            kind = f"item {place.item}" if place.item is not None else "link"
            day = place.date.isoformat() if place.date else "undated   "
            section = f"  {' › '.join(place.section)}" if place.section else ""
            click.echo(f"  {day}  {place.post}:{place.line}  {place.title} ({kind}){section}")
