"""The addresses that Hugo gives: by path, or by the pattern of a section."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from digest.authoring.migrate.hugo_files import HugoLanguage
from digest.authoring.migrate.source_site import Omission, SourcePage, SourceSettings
from digest.core.dates import ENGLISH_MONTHS, ENGLISH_WEEKDAYS

_NOT_IN_PATH = re.compile(r"[^\w./+~@-]+")
_TOKEN = re.compile(r":(\w+)(?:\[([^\]]*)\])?")
_PATTERNS = {
    "contentbasename": ":filename",
    "filename": ":filename",
    "slugorcontentbasename": ":slug",
    "slugorfilename": ":slug",
    "slug": ":title",
    "title": ":title",
    "year": ":year",
    "month": ":month",
    "day": ":day",
    "yearday": ":yearday",
    "sections": ":section",
}


class HugoPermalinks:
    """The addresses of a site's pages; `patterns` are those of its sections in digest's words."""

    def __init__(self, settings: SourceSettings, languages: tuple[HugoLanguage, ...]) -> None:
        self.ugly = settings.take("uglyURLs") is True
        self.omissions: list[Omission] = []
        self._lower = settings.take("disablePathToLower") is not True
        self._languages = languages
        written = settings.table("permalinks")
        pages = written.get("page")
        flat = {**written, **(pages if isinstance(pages, Mapping) else {})}
        self._written = {str(k): v for k, v in flat.items() if isinstance(v, str)}
        self.patterns = {k: self._translate(k, v) for k, v in self._written.items()}
        if any(written.get(kind) for kind in ("term", "taxonomy")):
            advice = "give the taxonomy a `path`, or a line in [permalinks.redirects]"
            self.omissions.append(Omission("addresses", "permalinks of taxonomies", advice))

    def _translate(self, section: str, pattern: str) -> str:
        """Return a pattern in digest's words, noting what it has no word for."""

        def translate(match: re.Match[str]) -> str:
            name = match[1].lower()
            return section if name == "section" else _PATTERNS.get(name, "")

        names = [match[1] for match in _TOKEN.finditer(pattern)]
        lost = [name for name in names if name.lower() not in {*_PATTERNS, "section"}]
        if lost:
            what = f'":{lost[0]}" in the permalinks of "{section}"'
            advice = "old posts keep their addresses, new ones get shorter ones"
            self.omissions.append(Omission("addresses", what, advice))
        return re.sub(r"/{2,}", "/", _TOKEN.sub(translate, pattern))

    def address(self, page: SourcePage) -> str | None:
        """Return the address of a page, with the prefix of its language."""
        prefix, folder, stem = self._locate(page)
        name = page.meta.slug or stem
        pattern = self._written.get(folder.partition("/")[0])
        if pattern:
            values = _page_values(page, folder.split("/"), stem)
            filled = _TOKEN.sub(lambda match: self._fill(match, values, page.meta.date), pattern)
            return f"{prefix}{self._spell(filled)}"
        address = self._spell(f"/{folder}/{name}".replace("//", "/"))
        return f"{prefix}{address}.html" if self.ugly else f"{prefix}{address}/"

    def _locate(self, page: SourcePage) -> tuple[str, str, str]:
        """Return the prefix of a page's language, and its folder and name without them."""
        folder, stem = page.folder, page.stem
        name = page.path.rpartition("/")[2].rpartition(".")[0]
        main = self._languages[0].prefix if self._languages else ""
        for language in self._languages:
            if language.folder and language.prefix:
                inside = f"/{folder}/".removeprefix(f"{language.prefix}/")
                if inside != f"/{folder}/":
                    return language.prefix, inside.strip("/"), stem
            elif not language.folder and name.endswith(f".{language.code}"):
                return language.prefix, folder, stem.removesuffix(f".{language.code}")
        return main, folder, stem

    def _spell(self, text: str) -> str:
        text = _NOT_IN_PATH.sub("", re.sub(r"\s+", "-", text.strip()))
        return text.lower() if self._lower else text

    def _fill(self, match: re.Match[str], values: Mapping[str, str], day: datetime | None) -> str:
        name = match[1].lower()
        if name == "sections":
            folders = values["sections"].split("/")
            return self._spell("/".join(_slice(folders, match[2])))
        if name in values:
            return self._spell(values[name].replace("/", " "))
        return _fill_day(name, day)


def _page_values(page: SourcePage, folders: list[str], stem: str) -> dict[str, str]:
    return {
        "section": folders[0],
        "sections": "/".join(folders),
        "title": page.title,
        "slug": page.meta.slug or page.title or stem,
        "filename": stem,
        "contentbasename": stem,
        "slugorfilename": page.meta.slug or stem,
        "slugorcontentbasename": page.meta.slug or stem,
    }


def _slice(folders: list[str], written: str | None) -> list[str]:
    """Return the folders that `:sections[…]` asks for: one, a range, or "last"."""
    if not written:
        return folders
    if written == "last":
        return folders[-1:]
    first, colon, last = written.partition(":")
    start = int(first) if first.isdigit() else 0
    if not colon:
        return folders[start : start + 1]
    if last == "last":
        return folders[start:]
    return folders[start : int(last) if last.isdigit() else None]


def _fill_day(name: str, day: datetime | None) -> str:
    if day is None:
        return ""
    return {
        "year": f"{day.year:04}",
        "month": f"{day.month:02}",
        "day": f"{day.day:02}",
        "yearday": str(day.timetuple().tm_yday),
        "monthname": ENGLISH_MONTHS[day.month - 1].lower(),
        "weekday": str((day.weekday() + 1) % 7),
        "weekdayname": ENGLISH_WEEKDAYS[day.weekday()].lower(),
    }.get(name, "")
