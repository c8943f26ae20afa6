"""What the reader of another generator's site finds: settings, files, addresses, losses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from digest.content.front_matter import Metadata

Tables = dict[str, dict[str, Any]]
"""The tables of a `site.toml`, by name."""


class Note(msgspec.Struct, frozen=True):
    """Something that was not carried over, and what to do about it."""

    what: str
    todo: str


class SourcePage(msgspec.Struct, frozen=True, kw_only=True):
    """A content file as its former generator saw it.

    `path` counts from the new site's content folder and `meta.date` has the date of the file's
    name where the front matter has none.
    """

    path: str
    title: str
    meta: Metadata
    categories: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder of the page's file; of a bundle, the folder around it."""
        folder = self.path.rpartition("/")[0]
        return folder.rpartition("/")[0] if self.is_bundle else folder

    @property
    def is_bundle(self) -> bool:
        """Whether the page is the `index` of a folder."""
        return self.path.rpartition("/")[2].partition(".")[0].lower() == "index"

    @property
    def stem(self) -> str:
        """The name of the page's file without its ending; of a bundle, its folder's name."""
        path = self.path.rpartition("/")[0] if self.is_bundle else self.path.rpartition(".")[0]
        return path.rpartition("/")[2]


AddressRule = Callable[[SourcePage], str | None]
"""Gives the address that a page had; None where only its former generator knows."""


class SourceSite(msgspec.Struct, frozen=True, kw_only=True):
    """A site of another generator, read.

    `files` maps paths in the new site to the files they are copies of, `folders` names pairs of
    folders that correspond as a whole (so that a link may stand for a copy). `term_url` gives
    where the page of a term was (taxonomy, term), `term_feeds` where its feeds were.
    """

    tables: Tables
    files: dict[str, Path]
    folders: tuple[tuple[str, Path], ...] = ()
    notes: tuple[Note, ...] = ()
    read: tuple[str, ...] = ()
    address_of: AddressRule | None = None
    former_ids: str = ""
    term_url: Callable[[str, str], str | None] | None = None
    term_feeds: Callable[[str, str], Iterator[tuple[str, str]]] | None = None


class Settings:
    """A generator's settings by dotted name, case ignored, with an account of what was used."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._taken: set[str] = set()

    def take(self, *names: str, default: Any = None) -> Any:
        """Give the first of some settings that is there, as its file has it."""
        found = default
        for name in reversed(names):
            value = self._find(name)
            if value is not None:
                found = value
            self._taken.add(name.lower())
        return found

    def text(self, *names: str, default: str = "") -> str:
        """Give the first of some settings that is a text."""
        for name in names:
            self._taken.add(name.lower())
        values = (self._find(name) for name in names)
        return next((v.strip() for v in values if isinstance(v, str) and v.strip()), default)

    def table(self, name: str) -> dict[str, Any]:
        """Give a setting that is a table; {} where there is none."""
        value = self.take(name)
        return dict(value) if isinstance(value, Mapping) else {}

    def ignore(self, *names: str) -> None:
        """Count settings as used that digest needs no equivalent of."""
        self._taken.update(name.lower() for name in names)

    def rest(self) -> Iterator[str]:
        """Yield the names of the settings that nobody took, inner ones dotted."""
        return self._rest(self._values, "")

    def _rest(self, values: Mapping[str, Any], outer: str) -> Iterator[str]:
        for key, value in values.items():
            name = f"{outer}{key}"
            if name.lower() in self._taken or value in (None, "", [], {}):
                continue
            if any(taken.startswith(f"{name.lower()}.") for taken in self._taken):
                if isinstance(value, Mapping):
                    yield from self._rest(value, f"{name}.")
                continue
            yield name

    def _find(self, name: str) -> Any:
        value: Any = self._values
        for part in name.split("."):
            if not isinstance(value, Mapping):
                return None
            value = next((v for key, v in value.items() if str(key).lower() == part.lower()), None)
        return value


def report_unused(settings: Settings, known: Mapping[str, str]) -> Iterator[Note]:
    """Yield a note for every setting that was not used; `known` says what to do about some."""
    for name in settings.rest():
        advice = next(
            (text for key, text in known.items() if name.lower().split(".")[0] == key.lower()),
            "nothing in digest corresponds to it: see docs/configuration.md",
        )
        yield Note(f'the setting "{name}"', advice)


def drop_empty(tables: Mapping[str, Mapping[str, Any]]) -> Tables:
    """Give the tables without values that say nothing."""
    return {
        name: kept
        for name, table in tables.items()
        if (kept := {key: value for key, value in table.items() if value not in ("", None, [], {})})
    }
