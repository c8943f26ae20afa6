"""What an importer returns: settings, files, addresses, and what could not be carried over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from digest.content.front_matter import Metadata

Tables = dict[str, dict[str, Any]]
"""The tables of a `site.toml`, by name."""

OmissionKind = Literal[
    "settings",
    "plug-ins",
    "folders",
    "templates",
    "shortcodes",
    "addresses",
    "languages",
    "dates",
    "files",
]


class Omission(msgspec.Struct, frozen=True):
    """Something that was not carried over, and what to do about it."""

    kind: OmissionKind
    what: str
    advice: str


class SourcePage(msgspec.Struct, frozen=True, kw_only=True):
    """A content file as its former generator sees it.

    `path` is relative to the new site's content folder. `meta.date` is the date of the file's name
    where the front matter has none. `slug` is the front matter's as it is written.
    """

    path: str
    title: str
    meta: Metadata
    slug: str
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
        """The name of the page's file without its suffix; of a bundle, its folder's name."""
        path = self.path.rpartition("/")[0] if self.is_bundle else self.path.rpartition(".")[0]
        return path.rpartition("/")[2]


AddressRule = Callable[[SourcePage], str | None]
"""Return the address that the former generator gives a page; None if only it can tell."""


class SourceSite(msgspec.Struct, frozen=True, kw_only=True):
    """A site of another generator.

    `files` maps paths in the new site to the files they are copies of; `texts` maps those to the
    text of files that are made or changed. `folders` are pairs of folders that correspond as a
    whole, so that links can replace copies. `term_url` returns where the page of a term was
    (taxonomy, term), `term_feeds` where its feeds were (address, form). With `relative_slugs`, a
    `slug` that begins with "/" is below the address of its blog, and not of the site.
    """

    tables: Tables
    files: dict[str, Path]
    texts: dict[str, str] = {}
    folders: tuple[tuple[str, Path], ...] = ()
    omissions: tuple[Omission, ...] = ()
    read: tuple[str, ...] = ()
    address_of: AddressRule | None = None
    relative_slugs: bool = False
    former_ids: str = ""
    term_url: Callable[[str, str], str | None] | None = None
    term_feeds: Callable[[str, str], Iterator[tuple[str, str]]] | None = None


class SourceSettings:
    """A generator's settings by dotted name, ignoring case; remembers which were used."""

    def __init__(self, values: Any) -> None:
        self._values: Mapping[str, Any] = values if isinstance(values, Mapping) else {}
        self._used: set[str] = set()

    def take(self, *names: str, default: Any = None) -> Any:
        """Return the first of some settings that is set, as its file has it."""
        self.ignore(*names)
        values = (self._find(name) for name in names)
        return next((value for value in values if value is not None), default)

    def text(self, *names: str, default: str = "") -> str:
        """Return the first of some settings that is a text, without white space around it."""
        self.ignore(*names)
        values = (self._find(name) for name in names)
        return next((v.strip() for v in values if isinstance(v, str) and v.strip()), default)

    def table(self, name: str) -> dict[str, Any]:
        """Return a setting that is a table; {} if it is not."""
        value = self.take(name)
        return dict(value) if isinstance(value, Mapping) else {}

    def number(self, *names: str) -> int | None:
        """Return a setting that is a whole number above 0, also if written as text, else None."""
        value = self.take(*names)
        if isinstance(value, str) and value.strip().isdigit():
            value = int(value)
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return value if is_number and value > 0 else None

    def ignore(self, *names: str) -> None:
        """Count settings as used that have no equivalent and need none."""
        self._used.update(name.lower() for name in names)

    def unused(self) -> Iterator[str]:
        """Yield the names of the settings that were not used, inner ones dotted."""
        return self._list_unused(self._values, "")

    def _list_unused(self, values: Mapping[str, Any], outer: str) -> Iterator[str]:
        for key, value in values.items():
            name = f"{outer}{key}"
            if name.lower() in self._used or value in (None, "", [], {}):
                continue
            if any(used.startswith(f"{name.lower()}.") for used in self._used):
                if isinstance(value, Mapping):
                    yield from self._list_unused(value, f"{name}.")
                continue
            yield name

    def _find(self, name: str) -> Any:
        value: Any = self._values
        for part in name.split("."):
            if not isinstance(value, Mapping):
                return None
            value = next((v for key, v in value.items() if str(key).lower() == part.lower()), None)
        return value


def list_unused(settings: SourceSettings, advice: Mapping[str, str]) -> Iterator[Omission]:
    """Yield every setting that was not used; `advice` says what to do about some."""
    general = "nothing in digest corresponds to it: see docs/configuration.md"
    for name in settings.unused():
        found = advice.get(name.lower().partition(".")[0], general)
        yield Omission(kind="settings", what=f'the setting "{name}"', advice=found)


def list_missing_config(names: Collection[str], expected: str) -> Iterator[Omission]:
    """Yield an omission if no configuration was read."""
    if not names:
        what = "a configuration"
        yield Omission(
            kind="files", what=what, advice=f"no {expected} was found: set [site] yourself"
        )


def drop_empty(tables: Mapping[str, Mapping[str, Any]]) -> Tables:
    """Return tables without values that say nothing."""
    kept = {
        name: {key: value for key, value in table.items() if value not in ("", None, [], {})}
        for name, table in tables.items()
    }
    return {name: table for name, table in kept.items() if table}
