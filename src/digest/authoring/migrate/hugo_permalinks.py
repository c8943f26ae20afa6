"""The addresses that Hugo gives: by path, or by the pattern of a section."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from digest.authoring.migrate.source_site import Omission, SourcePage, SourceSettings
from digest.core.dates import ENGLISH_MONTHS, ENGLISH_WEEKDAYS

_ODD = re.compile(r"[^\w./+~@-]+")
_TOKEN = re.compile(r":(\w+)(?:\[([^\]]*)\])?")
_PATTERNS = {
    "contentbasename": ":filename", "filename": ":filename", "slugorcontentbasename": ":slug",
    "slugorfilename": ":slug", "slug": ":title", "title": ":title", "year": ":year",
    "month": ":month", "day": ":day", "yearday": ":yearday", "sections": ":section",
}  # fmt: skip


class HugoPermalinks:
    """The addresses that Hugo gives: by path, or by the pattern of a section."""

    def __init__(self, settings: SourceSettings) -> None:
        self.ugly = settings.take("uglyURLs") is True
        self._lower = settings.take("disablePathToLower") is not True
        written = settings.table("permalinks")
        settings.ignore("permalinks")
        pages = written.get("page")
        flat = {**written, **(pages if isinstance(pages, Mapping) else {})}
        self._written = {str(k): v for k, v in flat.items() if isinstance(v, str)}
        self.notes: list[Omission] = []
        self.patterns = {k: self._translate(k, v) for k, v in self._written.items()}
        if any(
            isinstance(written.get(kind), Mapping) and written[kind]
            for kind in ("term", "taxonomy")
        ):
            todo = "give the taxonomy a `path`, and old addresses a line in [permalinks.redirects]"
            self.notes.append(Omission("addresses", "permalinks of taxonomies and terms", todo))

    def _translate(self, section: str, pattern: str) -> str:
        def translate(match: re.Match[str]) -> str:
            name = match[1].lower()
            return section if name == "section" else _PATTERNS.get(name, "")

        lost = [
            m[1] for m in _TOKEN.finditer(pattern) if m[1].lower() not in {*_PATTERNS, "section"}
        ]
        if lost:
            todo = "old posts keep their addresses, new ones get shorter ones"
            self.notes.append(
                Omission("addresses", f'":{lost[0]}" in the permalinks of "{section}"', todo)
            )
        return re.sub(r"/{2,}", "/", _TOKEN.sub(translate, pattern))

    def address(self, page: SourcePage) -> str | None:
        """Give the address of a page."""
        section = page.folder.partition("/")[0]
        pattern = self._written.get(section)
        if pattern:
            return self._spell(_TOKEN.sub(lambda match: self._token(match, page), pattern))
        name = page.meta.slug or page.stem
        address = self._spell(f"/{page.folder}/{name}".replace("//", "/"))
        return f"{address}.html" if self.ugly else f"{address}/"

    def _spell(self, text: str) -> str:
        text = _ODD.sub("", re.sub(r"\s+", "-", text.strip()))
        return text.lower() if self._lower else text

    def _token(self, match: re.Match[str], page: SourcePage) -> str:
        name, day = match[1].lower(), page.meta.date
        folders = page.folder.split("/")
        values = {
            "section": folders[0],
            "sections": "/".join(_slice(folders, match[2])),
            "title": page.title,
            "slug": page.meta.slug or page.title,
            "filename": page.stem,
            "contentbasename": page.stem,
            "slugorfilename": page.meta.slug or page.stem,
            "slugorcontentbasename": page.meta.slug or page.stem,
        }
        return self._spell(values[name].replace("/", " ") if name not in {"section", "sections"}
                           else values[name]) if name in values else _day(name, day)  # fmt: skip


def _slice(folders: list[str], written: str | None) -> list[str]:
    if not written:
        return folders
    if written == "last":
        return folders[-1:]
    first, colon, last = written.partition(":")
    start = int(first) if first.isdigit() else 0
    if not colon:
        return folders[start : start + 1]
    return folders[start : int(last) if last.isdigit() else None]


def _day(name: str, day: datetime | None) -> str:
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
