"""Commands of digest, run in this process as an author types them."""

from __future__ import annotations

from pathlib import Path

from click import Command, Context
from click.testing import CliRunner, Result

from digest.cli.main import group


def run(root: Path, *arguments: str, stdin: str | None = None) -> Result:
    """Run a command on the site at `root`."""
    return CliRunner().invoke(group, ["-C", str(root), *arguments], prog_name="digest", input=stdin)


def find_command(name: str) -> Command:
    found = group.get_command(Context(group), name)
    assert found is not None, f"there is no command {name}"
    return found
