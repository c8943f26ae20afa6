"""`digest inbox`: what waits for the next issue."""

from __future__ import annotations

from typing import Any

import click
import msgspec

from digest.cli.command_context import CommandContext, exit_code, read_all_posts, read_now
from digest.cli.diagnostic_output import show_problems
from digest.cli.shared_options import now_option


@click.command(
    epilog="""\b
Examples:
  digest inbox
  digest inbox --format json
  digest new --link https://example.org/paper --section Papers"""
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A table to read, or one JSON list.",
)
@now_option
@click.pass_obj
def command(context: CommandContext, /, form: str, now: str | None) -> None:
    """List the entries that wait in the inbox, by section, and which of them were linked before."""
    from digest.authoring.inbox import read_inbox
    from digest.authoring.link_history import find_link_history
    from digest.core.diagnostics import Report

    config, report = context.load()
    problems = Report(config.check.rules)
    entries = read_inbox(context.root, config, problems)
    posts = read_all_posts(context, config, read_now(now, config), report) if entries else ()
    seen = {each.url: each.items for each in find_link_history([e.url for e in entries], posts)}
    rows: list[dict[str, Any]] = [
        {
            "path": entry.path,
            "section": entry.section or config.new.section,
            "title": entry.title,
            "url": entry.url,
            "note": entry.note,
            "by": entry.by,
            "added": entry.added,
            "seen": seen[entry.url],
        }
        for entry in entries
    ]
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(rows)).decode())
    else:
        _show(rows)
    show_problems(problems, "text")
    raise SystemExit(exit_code(problems, strict=False))


def _show(rows: list[dict[str, Any]]) -> None:
    sections = dict.fromkeys(row["section"] for row in rows)
    for section in sections:
        click.echo(click.style(f"\n{section}", bold=True))
        for row in rows:
            if row["section"] == section:
                facts = [str(row["added"])] if row["added"] else []
                facts += [row["by"]] if row["by"] else []
                click.echo(f"  {row['title']}  {click.style(' · '.join(facts), dim=True)}".rstrip())
                click.echo(f"    {click.style(row['url'], fg='blue')}")
                for place in row["seen"][:1]:
                    where = f"linked before: {place.post}:{place.line} ({place.date})"
                    click.echo(f"    {click.style(where, fg='yellow')}")
    click.echo(f"\n{len(rows)} waiting" if rows else "the inbox is empty", err=True)
