"""Running commands as an author does, on sites of a few files."""

from __future__ import annotations

from pathlib import Path

from click import Command, Context
from click.testing import CliRunner, Result

from conftest import write_file
from digest.cli.main import group


def run(site: Path, *arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, ["-C", str(site), *arguments], prog_name="digest", input=stdin)


def lay_out(site: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        write_file(site / name, text)
    return site


def find_command(name: str) -> Command:
    found = group.get_command(Context(group), name)
    assert found is not None, f"there is no command {name}"
    return found
