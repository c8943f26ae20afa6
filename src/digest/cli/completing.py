"""What a shell offers for a value: keys, codes, series and files; read only while completing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
import msgspec
from click.shell_completion import CompletionItem


def complete_keys(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Give the tables of site.toml, and the keys of one when its name and a dot are there."""
    from digest.config.tables import Config

    tables = msgspec.to_builtins(Config())
    if "." not in begun:
        return _matching(tables, begun)
    return _matching((f"{name}.{key}" for name, table in tables.items() for key in table), begun)


def complete_codes(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Give the codes of diagnostics, with their meanings."""
    from digest.core.codes import Code

    return [CompletionItem(str(code), help=code.meaning) for code in Code if code.startswith(begun)]


def complete_series(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """Give the series that the site's settings name."""
    from digest.config.reading import load_config
    from digest.core.diagnostics import Report

    root = context.find_root().params.get("root") or "."
    return _matching(load_config(Path(root), Report()).series, begun)


def complete_files(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Leave it to the shell, which knows the files."""
    return [CompletionItem(begun, type="file")]


def _matching(words: Iterable[str], begun: str) -> list[CompletionItem]:
    return [CompletionItem(word) for word in words if word.startswith(begun)]
