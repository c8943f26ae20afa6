"""Running commands as an author does, on sites of a few files."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from conftest import write_file
from digest.cli.main import group


def run(site: Path, *arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, ["-C", str(site), *arguments], prog_name="digest", input=stdin)


def lay_out(site: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        write_file(site / name, text)
    return site
