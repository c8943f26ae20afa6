"""The addresses that Jekyll gives: to posts, pages and the documents of collections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from digest.authoring.migrate.source_site import SourcePage, SourceSettings
from digest.core.dates import ENGLISH_MONTHS, ENGLISH_WEEKDAYS, split_date_prefix

_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}
_TOKEN = re.compile(r":(output_ext|[a-z_]+)")
_PATTERNS = {
    "title": ":slug",
    "slug": ":slug",
    "name": ":slug",
    "year": ":year",
    "month": ":month",
    "day": ":day",
    "y_day": ":yearday",
    "categories": ":categories",
    "path": ":path",
    "output_ext": ".html",
}
_PRETTY = re.compile(r"[^\w.~!$&'()+,;=@]+")
_PLAIN = re.compile(r"[\W_]+")
_OWN_FOLDERS = frozenset({"_posts", "_drafts"})
_SHOWN_AS_WRITTEN = frozenset({"layout", "permalink"})
"""Values of `defaults` that are carried over, or that digest has no use for."""


class JekyllPermalinks:
    """The addresses that Jekyll gives, as its settings and their defaults for folders say."""

    def __init__(self, settings: SourceSettings) -> None:
        self.posts = _pattern(settings.take("permalink", default="date"))
        self._collections = dict(_read_collections(settings.take("collections")))
        self._defaults = tuple(_read_defaults(settings.take("defaults")))
        included = settings.take("include", default=[])
        self._included = frozenset(
            str(each).strip("/") for each in (included if isinstance(included, list) else [])
        )

    @property
    def pages(self) -> str:
        """The pattern of pages outside of collections."""
        return "/:path/" if self.posts.endswith("/") else "/:path.html"

    @property
    def folders_with_pages(self) -> frozenset[str]:
        """The folders whose names begin with "_" and whose files have pages."""
        return frozenset({*_OWN_FOLDERS, *self._included, *self._collections})

    def patterns(self, nested: tuple[str, ...]) -> dict[str, str]:
        """Return digest's patterns of collections, and of posts in folders that are categories."""
        found = {name: translate(self._of_folder(name)) for name in sorted(self._collections)}
        for folder in nested:
            if ":categories" in self.posts:
                pattern = self.posts.replace(":categories", f"{folder}/:categories")
                found[f"{folder}/_posts"] = translate(pattern)
        return found

    def lost_defaults(self) -> list[str]:
        """Return the names of default values that stay behind."""
        names = {name for _, _, values in self._defaults for name in values}
        return sorted(names - _SHOWN_AS_WRITTEN)

    def address(self, page: SourcePage) -> str | None:
        """Return the address of a page."""
        folder = page.path.partition("/")[0]
        if "_posts" in page.path.split("/"):
            return _fill(self._default(page.path, "posts") or self.posts, page, folder)
        if folder in self._collections:
            own = self._default(page.path, folder.removeprefix("_"))
            return _fill(own or self._of_folder(folder), page, folder)
        pattern = self._default(page.path, "pages")
        return _fill(pattern, page, folder) if pattern else self._of_page(page)

    def _of_page(self, page: SourcePage) -> str | None:
        if any(part.startswith("_") for part in page.path.split("/")):
            return None
        address = f"/{page.folder}/{page.stem}".replace("//", "/")
        if page.is_bundle:
            return f"{address}/"
        return f"{address}/" if self.posts.endswith("/") else f"{address}.html"

    def _of_folder(self, folder: str) -> str:
        ending = "/" if self.posts.endswith("/") else ":output_ext"
        name = folder.removeprefix("_")
        pattern = self._default(folder, name) or self._collections[folder]
        return _pattern(pattern or f"/{name}/:path{ending}").replace(":collection", name)

    def _default(self, path: str, kind: str) -> str | None:
        """Return the permalink that the most particular default for a path says."""
        found = [
            (len(scope), bool(type_), values["permalink"])
            for scope, type_, values in self._defaults
            if isinstance(values.get("permalink"), str)
            and (not scope or path == scope or path.startswith(f"{scope}/"))
            and type_ in {"", kind}
        ]
        return _pattern(max(found)[2]) if found else None


def translate(pattern: str) -> str:
    """Return the nearest pattern of digest's; where no file is named, an address is a folder's."""
    text = re.sub(r"/{2,}", "/", _TOKEN.sub(lambda match: _PATTERNS.get(match[1], ""), pattern))
    return text if "." in text.rpartition("/")[2] else f"{text.rstrip('/')}/"


def lost_tokens(pattern: str) -> list[str]:
    """Return the parts of a pattern that digest has no word for."""
    return [match[1] for match in _TOKEN.finditer(pattern) if match[1] not in _PATTERNS]


def _pattern(written: Any) -> str:
    text = str(written)
    return _STYLES.get(text, text if ":" in text else _STYLES["date"])


def _read_collections(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the folders of the collections that have pages, with their patterns."""
    if not isinstance(value, Mapping):
        return
    for name, values in value.items():
        if name != "posts" and isinstance(values, Mapping) and values.get("output"):
            yield f"_{name}", str(values.get("permalink") or "")


def _read_defaults(value: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield folder, type and values of each default."""
    for each in value if isinstance(value, list) else []:
        scope, values = (
            (each.get("scope"), each.get("values")) if isinstance(each, dict) else (0, 0)
        )
        if isinstance(scope, dict) and isinstance(values, dict):
            yield str(scope.get("path") or "").strip("/"), str(scope.get("type") or ""), values


def _fill(pattern: str, page: SourcePage, folder: str) -> str | None:
    """Return an address by a pattern; None where it asks for what the page has not."""
    prefix, name = split_date_prefix(page.stem)
    if not prefix:
        name = page.stem
    slug = page.meta.slug or name
    values = {
        "title": _PRETTY.sub("-", slug).strip("-"),
        "slug": _PLAIN.sub("-", slug.lower()).strip("-"),
        "name": _PLAIN.sub("-", name.lower()).strip("-"),
        "categories": "/".join(dict.fromkeys(category.lower() for category in page.categories)),
        "collection": folder.removeprefix("_"),
        "path": page.path.removeprefix(f"{folder}/").rpartition(".")[0],
        "output_ext": ".html",
    }
    if page.meta.date:
        values |= _date_values(page.meta.date)
    if any(match[1] not in values for match in _TOKEN.finditer(pattern)):
        return None
    filled = _TOKEN.sub(lambda match: values[match[1]], pattern)
    return re.sub(r"/{2,}", "/", f"/{filled}")


def _date_values(day: datetime) -> dict[str, str]:
    return {
        "year": f"{day:%Y}",
        "month": f"{day:%m}",
        "day": f"{day:%d}",
        "i_month": str(day.month),
        "i_day": str(day.day),
        "short_year": f"{day:%y}",
        "y_day": f"{day:%j}",
        "week": f"{day.isocalendar()[1]:02}",
        "short_day": ENGLISH_WEEKDAYS[day.weekday()][:3],
        "long_day": ENGLISH_WEEKDAYS[day.weekday()],
        "short_month": ENGLISH_MONTHS[day.month - 1][:3],
        "long_month": ENGLISH_MONTHS[day.month - 1],
        "hour": f"{day:%H}",
        "minute": f"{day:%M}",
        "second": f"{day:%S}",
    }
