"""The made-up digests of the tests: small texts in which the entries are marked.

A file holds cases as those of markdown-it-py do: a name, a dot, the text, a dot, what is
expected, a dot. `»` in front of a line marks that an entry begins there; it is no part of the
text. A line of what is expected is `title | address`, then what else must hold of the item.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bench.samples import Text
from digest.config.tables import Config
from digest.core.diagnostics import Report
from digest.items.records import ItemContext
from digest.markup.engine import parse_markup

FOLDER = Path(__file__).parent.parent / "tests" / "items" / "shapes"

_CASE = re.compile(
    r"^(?P<name>\S[^\n]*)\n\.\n(?P<text>.*?)\n\.\n(?P<wanted>.*?)^\.$", re.MULTILINE | re.DOTALL
)
_SETTING = re.compile(r" \[(date|title|url) ([^\]]+)\]")
_MARK = "»"


class Fixture(NamedTuple):
    """One made-up text, the lines on which its entries begin, and what is expected of them."""

    file: str
    name: str
    text: str
    lines: tuple[int, ...]
    wanted: tuple[str, ...]
    settings: dict[str, str]

    @property
    def context(self) -> ItemContext:
        """What recognition knows besides the text."""
        day = self.settings.get("date")
        return ItemContext(
            path="content/post.md",
            title=self.settings.get("title", ""),
            date=date.fromisoformat(day) if day else None,
            url=self.settings.get("url"),
        )

    def as_text(self) -> Text:
        """Return what recognition is given."""
        document = parse_markup(
            self.text, path="content/post.md", first_line=1, config=Config(), report=Report()
        )
        return Text(document, self.context)


def read_fixtures(folder: Path = FOLDER) -> tuple[Fixture, ...]:
    """Return all made-up texts, in the order of files and cases."""
    found = []
    for path in sorted(folder.glob("*.md")):
        for case in _CASE.finditer(path.read_text()):
            settings = dict(_SETTING.findall(case["name"]))
            lines = case["text"].split("\n")
            marked = tuple(
                at for at, line in enumerate(lines, 1) if line.lstrip().startswith(_MARK)
            )
            text = "\n".join(
                line.replace(_MARK, "", 1) if at in marked else line
                for at, line in enumerate(lines, 1)
            )
            name = _SETTING.sub("", case["name"])
            wanted = tuple(filter(None, case["wanted"].split("\n")))
            found.append(Fixture(path.stem, name, text + "\n", marked, wanted, settings))
    return tuple(found)
