"""Options that several commands share, their checks, and what a shell completes for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec
from click.shell_completion import CompletionItem

from digest.cli.diagnostic_output import FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])

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
jobs_option = click.option(
    "-j",
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Worker processes (default: one a core).",
)
no_cache_option = click.option(
    "--no-cache", is_flag=True, help="Remember nothing and use nothing remembered."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
records_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "ndjson"]),
    default="text",
    show_default=True,
    help="A list to read, one JSON list, or one JSON record a line.",
)


def selection_options(command: Command) -> Command:
    """Add --drafts, --future, --expired and --now: which posts count, and on which day."""
    for option in (now_option, expired_option, future_option, drafts_option):
        command = option(command)
    return command


def read_selection(given: Mapping[str, Any]) -> dict[str, bool]:
    """Return the keys of [build] that --drafts, --future and --expired switch on.

    What is not switched on stays as site.toml has it.
    """
    return {name: True for name in ("drafts", "future", "expired") if given[name]}


def print_records(records: Sequence[msgspec.Struct], form: str) -> None:
    """Print records as "json", one list, or "ndjson", one a line."""
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(records)).decode())
        return
    for record in records:
        click.echo(msgspec.json.encode(record).decode())


def check_codes(_: click.Context, __: click.Parameter, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Raise `BadParameter` for a code that no diagnostic has: it would hide every problem."""
    from digest.core.codes import Code
    from digest.core.text import suggest

    known = [str(code) for code in Code]
    for code in codes:
        if code not in known:
            near = suggest(code, known)
            hint = f'did you mean "{near}"?' if near else "see docs/diagnostics.md"
            raise click.BadParameter(f'there is no diagnostic "{code}": {hint}')
    return codes


def complete_keys(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the tables of site.toml, or the keys of one where its name and a dot are typed."""
    from digest.config.tables import Config

    tables = msgspec.to_builtins(Config())
    if "." not in begun:
        return _matching(tables, begun)
    return _matching((f"{name}.{key}" for name, table in tables.items() for key in table), begun)


def complete_codes(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the codes of diagnostics, with their meanings."""
    from digest.core.codes import Code

    return [CompletionItem(str(code), help=code.meaning) for code in Code if code.startswith(begun)]


def complete_series(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the series that site.toml names."""
    from digest.config.site_file import load_config
    from digest.core.diagnostics import Report

    root = context.find_root().params.get("root") or "."
    return _matching(load_config(Path(root), Report()).series, begun)


def complete_files(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let the shell complete the name of a file."""
    return [CompletionItem(begun, type="file")]


def _matching(words: Iterable[str], begun: str) -> list[CompletionItem]:
    return [CompletionItem(word) for word in words if word.startswith(begun)]
