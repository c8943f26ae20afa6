"""Import a Pelican site: its content, by the constants of `pelicanconf.py`, which is not run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from digest.authoring.migrate.detection import CONFIG_FILES
from digest.authoring.migrate.script_settings import read_python_settings
from digest.authoring.migrate.source_files import is_content, list_files
from digest.authoring.migrate.source_site import (
    Omission,
    SourcePage,
    SourceSettings,
    SourceSite,
    drop_empty,
    list_missing_config,
    list_unused,
)
from digest.core.dates import ENGLISH_MONTHS
from digest.core.text import slugify

_FIELD = re.compile(r"\{(\w+)(?::([^}]*))?\}")
_DATE = re.compile(r"%[-]?([A-Za-z])")
_DAYS = {"Y": ":year", "m": ":month", "d": ":day", "j": ":yearday"}
_GONE = re.compile(r"[^\w\s-]")
_ADVICE = {
    "theme": "digest has one theme, whose templates you override file by file in templates/",
    "plugins": "see docs/migration.md for what digest does by itself",
    "plugin_paths": "see docs/migration.md for what digest does by itself",
    "markdown": "see [markdown] in docs/configuration.md",
    "social": "put links into [[site.menu]] or templates/",
    "disqus_sitename": "put its HTML into [theme] comments",
    "google_analytics": "put the service's HTML into [theme] head",
    "jinja_filters": "Python of your own is not run; see docs/templates.md",
    "jinja_environment": "Python of your own is not run; see docs/templates.md",
    "default_metadata": "write these values into the posts they are for",
}
_NEEDLESS = """
    output_path relative_urls delete_output_directory load_content_cache output_retention
    cache_content typogrify display_pages_on_menu display_categories_on_menu default_date_format
    date_formats locale port bind use_folder_as_category static_paths article_paths page_paths
    article_excludes feed_domain slugify_source filename_metadata direct_templates
    author_feed_atom author_feed_rss translation_feed_atom readers ignore_files
    newest_first_archives reverse_category_order summary_max_length gzip_cache
"""


def read_pelican(root: Path) -> SourceSite:
    """Return the Pelican site in a folder; as when publishing, publishconf.py overrides."""
    read = tuple(n for n in CONFIG_FILES["pelican"] if (root / n).is_file())
    values: dict[str, Any] = {}
    computed: list[str] = []
    for name in read:
        found, unknown = read_python_settings((root / name).read_text("utf-8-sig"), values)
        values.update(found)
        computed = [each for each in computed if each not in found] + unknown
    settings = SourceSettings(values)
    folder = root / settings.text("PATH", default="content")
    folder = folder if folder.is_dir() else root
    addresses = _Addresses(settings)
    files = list_files(folder, "content", is_content) | _extra_files(folder, settings)
    return SourceSite(
        tables=drop_empty(_tables(settings, addresses)),
        files=files,
        folders=(("content", folder),) if folder != root else (),
        omissions=tuple(_list_omissions(settings, root, read, computed)),
        read=read,
        address_of=addresses.address,
        former_ids="pelican",
        term_url=addresses.term,
        term_feeds=addresses.term_feeds,
    )


def _tables(settings: SourceSettings, addresses: _Addresses) -> dict[str, dict[str, Any]]:
    author = settings.text("AUTHOR")
    pager = settings.take("DEFAULT_PAGINATION")
    limit = settings.take("FEED_MAX_ITEMS")
    menu = settings.take("MENUITEMS", default=())
    return {
        "site": {
            "title": settings.text("SITENAME"),
            "base_url": settings.text("SITEURL").rstrip("/"),
            "description": settings.text("SITESUBTITLE", "SITEDESCRIPTION"),
            "language": settings.text("DEFAULT_LANG"),
            "timezone": settings.text("TIMEZONE"),
            "authors": [author] if author else [],
            "menu": [{"name": str(pair[0]), "url": str(pair[1])} for pair in menu if len(pair) > 1],
        },
        "build": {"page_size": pager if isinstance(pager, int) and pager > 0 else None},
        "permalinks": {
            "posts": addresses.translate(addresses.articles),
            "pages": addresses.translate(addresses.pages),
            "redirects": dict(addresses.indexes()),
        },
        "feeds": {
            "limit": limit if isinstance(limit, int) and limit > 0 else None,
            "also": [{"url": url, "form": form} for url, form in addresses.feeds()],
        },
    }


class _Addresses:
    """The addresses that Pelican gives to articles, pages, terms and feeds."""

    def __init__(self, settings: SourceSettings) -> None:
        self.articles = settings.text("ARTICLE_URL", default="{slug}.html")
        self.pages = settings.text("PAGE_URL", default="pages/{slug}.html")
        self._by_title = settings.text("SLUGIFY_SOURCE", default="title") == "title"
        self._terms = {
            "categories": settings.text("CATEGORY_URL", default="category/{slug}.html"),
            "tags": settings.text("TAG_URL", default="tag/{slug}.html"),
        }
        settings.ignore(*(f"{kind}_SAVE_AS" for kind in ("ARTICLE", "PAGE", "CATEGORY", "TAG")))
        settings.ignore("AUTHOR_URL", "AUTHOR_SAVE_AS")
        self._indexes = {
            "/archive/": settings.take("ARCHIVES_SAVE_AS", default="archives.html"),
            "/tags/": settings.take("TAGS_SAVE_AS", default="tags.html"),
            "/categories/": settings.take("CATEGORIES_SAVE_AS", default="categories.html"),
        }
        self._feeds = [
            (settings.take("FEED_ALL_ATOM", default="feeds/all.atom.xml"), "atom"),
            (settings.take("FEED_ATOM"), "atom"),
            (settings.take("FEED_ALL_RSS"), "rss"),
            (settings.take("FEED_RSS"), "rss"),
        ]
        self._term_feeds = {
            "categories": [
                (settings.take("CATEGORY_FEED_ATOM", default="feeds/{slug}.atom.xml"), "atom"),
                (settings.take("CATEGORY_FEED_RSS"), "rss"),
            ],
            "tags": [
                (settings.take("TAG_FEED_ATOM"), "atom"),
                (settings.take("TAG_FEED_RSS"), "rss"),
            ],
        }

    def translate(self, pattern: str) -> str:
        """Return a pattern in digest's placeholders."""

        def field(match: re.Match[str]) -> str:
            if match[1] == "date":
                return _DATE.sub(lambda part: _DAYS.get(part[1], ""), match[2] or "")
            known = {"slug": ":title" if self._by_title else ":slug", "category": ":categories"}
            return known.get(match[1], "")

        return "/" + re.sub(r"/{2,}", "/", _FIELD.sub(field, pattern)).lstrip("/")

    def address(self, page: SourcePage) -> str | None:
        """Return the address of an article or page."""
        folders = page.path.split("/")[:-1]
        pattern = self.pages if folders[:1] == ["pages"] else self.articles
        known = {
            "slug": page.meta.slug or _slug(page.title if self._by_title else page.stem),
            "category": _slug(next(iter(page.categories), folders[-1] if folders else "misc")),
            "lang": page.meta.language or "",
        }
        day = page.meta.date
        values: list[str] = []
        for match in _FIELD.finditer(pattern):
            if match[1] == "date" and day is not None:
                values.append(_fill_date(match[2] or "", day))
            elif match[1] in known:
                values.append(known[match[1]])
            else:
                return None
        filled = iter(values)
        return "/" + _FIELD.sub(lambda _: next(filled), pattern).lstrip("/")

    def term(self, taxonomy: str, name: str) -> str | None:
        """Return where the page of a term was."""
        pattern = self._terms.get(taxonomy)
        return f"/{pattern.format(slug=_slug(name))}" if pattern else None

    def term_feeds(self, taxonomy: str, name: str) -> Iterator[tuple[str, str]]:
        """Yield where the feeds of a term were, with their formats."""
        for pattern, form in self._term_feeds.get(taxonomy, ()):
            if isinstance(pattern, str) and pattern:
                yield f"/{pattern.replace('%s', '{slug}').format(slug=_slug(name))}", form

    def feeds(self) -> Iterator[tuple[str, str]]:
        """Yield where the site's feeds were, with their formats."""
        for name, form in self._feeds:
            if isinstance(name, str) and name and name not in {"rss.xml", "atom.xml"}:
                yield f"/{name.lstrip('/')}", form

    def indexes(self) -> Iterator[tuple[str, str]]:
        """Yield the lists that digest has elsewhere: old address, new address."""
        for target, name in self._indexes.items():
            if isinstance(name, str) and name:
                yield f"/{name}", target


def _fill_date(pattern: str, day: datetime) -> str:
    """Return a date by a pattern of strftime, in English whatever the locale."""
    values = {
        "Y": f"{day.year:04}",
        "y": f"{day.year % 100:02}",
        "m": f"{day.month:02}",
        "d": f"{day.day:02}",
        "j": f"{day.timetuple().tm_yday:03}",
        "b": ENGLISH_MONTHS[day.month - 1][:3],
        "B": ENGLISH_MONTHS[day.month - 1],
    }
    return _DATE.sub(lambda match: values.get(match[1], ""), pattern)


def _slug(text: str) -> str:
    """Return a slug as Pelican makes it: only letters and digits stay, spaces become hyphens."""
    plain = _GONE.sub("", slugify(text).replace("-", " ") if not text.isascii() else text)
    return re.sub(r"[-\s]+", "-", plain.strip().lower())


def _extra_files(folder: Path, settings: SourceSettings) -> dict[str, Path]:
    """Return the files that are published under another name (a CNAME, a robots.txt)."""
    found: dict[str, Path] = {}
    for name, values in settings.table("EXTRA_PATH_METADATA").items():
        target = values.get("path") if isinstance(values, dict) else None
        if isinstance(target, str) and (folder / name).is_file() and ".." not in target:
            found[f"static/{target}"] = folder / name
    return found


def _list_omissions(
    settings: SourceSettings, root: Path, read: tuple[str, ...], computed: list[str]
) -> Iterator[Omission]:
    yield from list_missing_config(read, "pelicanconf.py")
    for name in computed:
        yield Omission(
            "settings",
            f"{name}, which pelicanconf.py computes",
            "set what corresponds to it yourself",
        )
    others = [path for path in sorted(root.rglob("*.rst")) if ".venv" not in path.parts]
    for path in others:
        what = f"{path.relative_to(root).as_posix()} (reStructuredText)"
        yield Omission("files", what, "convert it to Markdown, for example with pandoc")
    settings.ignore(*_NEEDLESS.split())
    yield from list_unused(settings, _ADVICE)
