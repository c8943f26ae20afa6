"""Reads a Jekyll site: `_config.yml`, posts, pages, files, and its rules for addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest.dates import split_date_prefix
from digest.scaffold.moves import Move, Note, OldPage, Settings, drop_empty, note_rest
from digest.scaffold.trees import is_markdown, list_tree
from digest.scaffold.yamltext import load_yaml

_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}
_TOKEN = re.compile(r":(\w+)")
_PATTERNS = {
    "title": ":slug", "slug": ":slug", "name": ":slug", "year": ":year", "month": ":month",
    "day": ":day", "y_day": ":yearday", "categories": ":categories", "path": ":path",
}  # fmt: skip
_PRETTY = re.compile(r"[^\w.~!$&'()+,;=@]+")
_PLAIN = re.compile(r"[\W_]+")
_SOURCES = (".scss", ".sass", ".coffee", ".rb", ".gemspec", ".lock", ".yml", ".yaml", ".toml",
            ".sh")  # fmt: skip
_KEPT_OUT = re.compile(r"(?:^|/)(?:Gemfile|Rakefile|Makefile|LICENSE|package(?:-lock)?\.json)$")
_ADVICE = {
    "theme": "digest has one theme, whose templates you override file by file in templates/",
    "remote_theme": "digest has one theme, whose templates you override file by file in templates/",
    "plugins": "see docs/migration.md for what digest does by itself",
    "gems": "see docs/migration.md for what digest does by itself",
    "defaults": "write these values into the posts they are for",
    "collections": "the files are copied; give each a pattern in [permalinks.sections]",
    "google_analytics": "put the service's HTML into [theme] head",
    "disqus": "put its HTML into [theme] comments",
    "comments": "put the service's HTML into [theme] comments",
}
_NEEDLESS = (
    "markdown", "kramdown", "highlighter", "sass", "destination", "source", "include", "keep_files",
    "safe", "host", "port", "livereload", "incremental", "lsi", "limit_posts", "show_drafts",
    "encoding", "liquid", "strict_front_matter", "jekyll-archives", "feed", "whitelist",
    "compress_html", "sitemap", "search", "rdiscount", "redcarpet", "watch", "baseurl",
    "excerpt_separator", "jekyll_admin", "paginate_path",
)  # fmt: skip


def read_jekyll(root: Path) -> Move:
    """Read the Jekyll site in a folder."""
    name = next((n for n in ("_config.yml", "_config.yaml") if (root / n).is_file()), "")
    values = load_yaml((root / name).read_text("utf-8-sig")) if name else {}
    settings = Settings(values if isinstance(values, dict) else {})
    skip = tuple(str(each).strip("/") for each in settings.take("exclude", default=[]) or [])
    pattern = _pattern(settings.take("permalink", default="date"))
    files, left = _sort_files(list_tree(root, "", _is_wanted, skip=skip))
    return Move(
        tables=drop_empty(_tables(settings, pattern, _nested_posts(files))),
        files=files,
        notes=tuple(_notes(settings, root, name, pattern, left)),
        read=(name,) if name else (),
        address_of=lambda page: _address(page, pattern),
        former_ids="jekyll",
    )


def _is_wanted(path: str) -> bool:
    """Tell whether Jekyll publishes a file: no theme, no program, no notes to contributors."""
    parts = path.split("/")
    own = {"_posts", "_drafts"}
    hidden = any(part.startswith("_") and part not in own for part in parts[:-1])
    theme = parts[0] in {"_layouts", "_includes", "_sass", "_plugins", "_data", "_site"}
    collection = hidden and not theme and len(parts) > 1 and is_markdown(path)
    return (not hidden or collection) and not parts[-1].startswith("_") and not (
        path.lower().endswith(_SOURCES) or _KEPT_OUT.search(path)
    )  # fmt: skip


def _sort_files(found: dict[str, Path]) -> tuple[dict[str, Path], list[str]]:
    """Give where each file goes, and the files that only Jekyll's template engine can make."""
    files: dict[str, Path] = {}
    left: list[str] = []
    for path, source in found.items():
        if is_markdown(path):
            files[f"content/{path}"] = source
        elif path.lower().endswith((".html", ".htm", ".xml", ".css", ".js", ".json", ".txt")):
            with source.open("rb") as file:
                if file.read(4).startswith(b"---"):
                    left.append(path)
                    continue
            files[f"static/{path}"] = source
        else:
            files[f"static/{path}"] = source
    return files, left


def _nested_posts(files: dict[str, Path]) -> tuple[str, ...]:
    """Give the folders of posts inside other folders, which count as categories."""
    folders = (path.partition("/_posts/") for path in files if "/_posts/" in path)
    above = {before.removeprefix("content").strip("/") for before, _, _ in folders}
    return tuple(sorted(filter(None, above)))


def _tables(settings: Settings, pattern: str, nested: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    author = settings.take("author", "authors")
    if isinstance(author, dict):
        author = author.get("name")
    base = settings.text("url").rstrip("/") + "/" + settings.text("baseurl").strip("/")
    pager = settings.take("paginate", "pagination.per_page")
    return {
        "site": {
            "title": settings.text("title", "name"),
            "base_url": base.strip("/") if base.startswith("http") else "",
            "description": " ".join(settings.text("description", "tagline").split()),
            "language": settings.text("lang", "locale"),
            "timezone": settings.text("timezone"),
            "authors": [author] if isinstance(author, str) and author else [],
        },
        "build": {
            "page_size": pager if isinstance(pager, int) and pager > 0 else None,
            "future": settings.take("future") or None,
        },
        "permalinks": {
            "posts": _translate(pattern),
            "pages": "/:path/" if pattern.endswith("/") else "/:path.html",
            "strip_dates": True,
            "sections": {
                f"{folder}/_posts": _translate(
                    pattern.replace(":categories", f"{folder}/:categories")
                )
                for folder in nested
                if ":categories" in pattern
            },
        },
        "feeds": {"atom": settings.text("feed.path", default="feed.xml").lstrip("/"), "limit": 10},
    }


def _pattern(written: Any) -> str:
    text = str(written)
    return _STYLES.get(text, text if ":" in text else _STYLES["date"])


def _translate(pattern: str) -> str:
    """Give the nearest pattern of digest's."""
    text = _TOKEN.sub(lambda match: _PATTERNS.get(match[1], ""), pattern)
    return re.sub(r"/{2,}", "/", text)


def _address(page: OldPage, pattern: str) -> str | None:
    prefix, name = split_date_prefix(page.stem)
    if "_posts" not in page.path.split("/"):
        if any(part.startswith("_") for part in page.path.split("/")):
            return None
        address = f"/{page.folder}/{page.stem}".replace("//", "/")
        if page.is_bundle:
            return f"{address}/"
        return f"{address}/" if pattern.endswith("/") else f"{address}.html"
    day = page.meta.date
    if not prefix or day is None:
        return None
    values = {
        "title": _PRETTY.sub("-", page.meta.slug or name).strip("-"),
        "slug": _PLAIN.sub("-", (page.meta.slug or name).lower()).strip("-"),
        "name": _PLAIN.sub("-", name.lower()).strip("-"),
        "categories": "/".join(dict.fromkeys(category.lower() for category in page.categories)),
        "year": f"{day.year:04}", "month": f"{day.month:02}", "day": f"{day.day:02}",
        "i_month": str(day.month), "i_day": str(day.day), "short_year": f"{day.year % 100:02}",
        "y_day": f"{day.timetuple().tm_yday:03}", "week": f"{day.isocalendar()[1]:02}",
        "short_day": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()],
    }  # fmt: skip
    if any(match[1] not in values for match in _TOKEN.finditer(pattern)):
        return None
    filled = _TOKEN.sub(lambda match: values[match[1]], pattern)
    return re.sub(r"/{2,}", "/", f"/{filled}")


def _notes(
    settings: Settings, root: Path, name: str, pattern: str, left: list[str]
) -> Iterator[Note]:
    if not name:
        yield Note("a configuration", "no _config.yml was found: set [site] yourself")
    lost = [m[1] for m in _TOKEN.finditer(pattern) if m[1] not in _PATTERNS]
    if lost:
        todo = "old posts keep their addresses, new ones get shorter ones"
        yield Note(f'":{lost[0]}" in the permalink', todo)
    for folder in ("_layouts", "_includes", "_sass", "_plugins", "_data"):
        if (root / folder).is_dir():
            todo = "rewrite what you need in templates/ and static/ (docs/templates.md)"
            yield Note(f"the folder {folder}/", todo)
    if left:
        what = f"{len(left)} files made by templates: {', '.join(left[:3])}"
        yield Note(
            what + (" …" if left[3:] else ""), "write a page in content/ or a file in static/"
        )
    settings.ignore(*_NEEDLESS)
    yield from note_rest(settings, _ADVICE)
