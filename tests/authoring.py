"""Running commands as an author does, on sites of a few files."""

from __future__ import annotations

from pathlib import Path

from click import Context
from click.testing import CliRunner, Result

from conftest import write_file
from digest.cli.main import group


def run(site: Path, *arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, ["-C", str(site), *arguments], prog_name="digest", input=stdin)


def lay_out(site: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        write_file(site / name, text)
    return site


def offers(command: str, option: str) -> bool:
    """Tell whether a command has an option."""
    found = group.get_command(Context(group), command)
    return found is not None and any(option in each.opts for each in found.params)
