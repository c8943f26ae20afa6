"""The fixtures of tests/problems: files of a site, and exactly what is reported of them.

A fixture is Markdown: `~~~~ NAME` opens a file of the site (`public/…` one of the output folder),
`~~~~ expected` what is reported. A word may follow the NAME: `escaped` for text with Python's
backslash escapes (`\\x00`), `name` for such escapes in the file's name, `link` for a symbolic link
to the text, `later` for a file that is written after a first build, so that the second one is
reported.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from support.paths import PROBLEMS
from support.sites import write_file

_BLOCK = re.compile(
    r"^~~~~ (?P<name>\S+)(?: (?P<way>\w+))?\n(?P<text>.*?)^~~~~$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class File:
    """A file of a fixture; `way` is how it is written: "", escaped, name, link or later."""

    name: str
    way: str
    text: str

    def write(self, folder: Path) -> None:
        """Write the file below `folder`, which holds `site` and `public`."""
        name = self.name
        if self.way == "name":
            name = os.fsdecode(name.encode().decode("unicode_escape").encode("latin-1"))
        path = folder / name if name.startswith("public/") else folder / "site" / name
        if self.way == "link":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(self.text.strip())
            return
        content = self.text.encode()
        if self.way == "escaped":
            content = self.text.encode().decode("unicode_escape").encode("latin-1")
        write_file(path, content)


@dataclass(frozen=True)
class Problem:
    """The fixture of one diagnostic code."""

    path: Path
    files: tuple[File, ...]
    expected: str

    @property
    def code(self) -> str:
        return self.path.stem

    def accept(self, found: str) -> None:
        """Rewrite what is expected."""
        text = self.path.read_text()
        block = next(block for block in _BLOCK.finditer(text) if block["name"] == "expected")
        self.path.write_text(text[: block.start("text")] + found + text[block.end("text") :])


def read_problem(code: str) -> Problem:
    """Read the fixture of a code."""
    path = PROBLEMS / f"{code}.md"
    files = [File(b["name"], b["way"] or "", b["text"]) for b in _BLOCK.finditer(path.read_text())]
    (expected,) = (file.text for file in files if file.name == "expected")
    return Problem(path, tuple(file for file in files if file.name != "expected"), expected)


def problem_codes() -> list[str]:
    """Return the codes that have a fixture."""
    return sorted(path.stem for path in PROBLEMS.glob("*.md"))
