"""Options that several commands share, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click
import msgspec

from digest.cli.session import drafts_option, expired_option, future_option, now_option, switched_on

Command = TypeVar("Command", bound=Callable[..., Any])

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


def known_codes(_: click.Context, __: click.Parameter, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse codes that no diagnostic has: nothing would be shown, and all would seem well."""
    from digest.core.codes import Code
    from digest.core.text import suggest

    known = [str(code) for code in Code]
    for code in codes:
        if code not in known:
            near = suggest(code, known)
            hint = f'did you mean "{near}"?' if near else "see docs/diagnostics.md"
            raise click.BadParameter(f'there is no diagnostic "{code}": {hint}')
    return codes


def selection_options(command: Command) -> Command:
    """Add --drafts, --future, --expired and --now: which posts count, and on which day."""
    for option in (now_option, expired_option, future_option, drafts_option):
        command = option(command)
    return command


def selected(given: Mapping[str, Any]) -> dict[str, bool]:
    """Give the keys of [build] that --drafts, --future and --expired switch on."""
    return switched_on(**{name: given[name] for name in ("drafts", "future", "expired")})


def print_records(records: Sequence[msgspec.Struct], form: str) -> None:
    """Print records as "json", one list, or "ndjson", one a line."""
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(records)).decode())
        return
    for record in records:
        click.echo(msgspec.json.encode(record).decode())
