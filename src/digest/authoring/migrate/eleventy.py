"""Import an Eleventy site: its data and folders; its configuration is not run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest.authoring.migrate.detection import find_config
from digest.authoring.migrate.js_values import read_js_values
from digest.authoring.migrate.script_settings import find_js_setting, strip_comments
from digest.authoring.migrate.source_files import is_markdown, list_files, read_text
from digest.authoring.migrate.source_site import (
    Omission,
    SourcePage,
    SourceSite,
    drop_empty,
    list_missing_config,
)
from digest.core.dates import split_date_prefix

_PASSTHROUGH = re.compile(r"addPassthroughCopy\(\s*['\"]([^'\"]+)['\"]\s*\)")
_RENAMED = re.compile(r"addPassthroughCopy\(\s*\{\s*['\"]([^'\"]+)['\"]\s*:\s*['\"]([^'\"]*)['\"]")
_SLUG = re.compile(r"\{\{\s*(?:page\.)?fileSlug\s*(?:\|\s*slug(?:ify)?\s*)?\}\}")
_TITLE = re.compile(r"\{\{\s*title\s*\|\s*slug(?:ify)?\s*\}\}")
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif")
_DATA = ("metadata", "site", "meta")


def read_eleventy(root: Path) -> SourceSite:
    """Return the Eleventy site in a folder."""
    name = find_config(root, "eleventy")
    text = strip_comments(read_text(root / name)) if name else ""
    source = (find_js_setting(text, "input") or ".").strip("/")
    top = root / source if (root / source).is_dir() else root
    files = list_files(top, "content", _is_page)
    copied = [(path, path) for path in _PASSTHROUGH.findall(text)] + _RENAMED.findall(text)
    for path, target in copied:
        files |= _copy(root, top, path, target)
    if top != root:
        files |= _list_images(top, files)
    data, read = _read_data(top / (find_js_setting(text, "data") or "_data"), root)
    patterns = dict(_folder_patterns(top))
    return SourceSite(
        tables=drop_empty(_tables(data, text, patterns)),
        files=files,
        omissions=tuple(_list_omissions(top, name, data)),
        read=tuple(filter(None, (name, read))),
        address_of=lambda page: _address(page, patterns),
        former_ids="permalink",
    )


def _is_page(path: str) -> bool:
    parts = path.split("/")
    if any(part.startswith("_") for part in parts[:-1]):
        return False
    return is_markdown(path) and parts[-1].lower() not in {
        "readme.md",
        "changelog.md",
        "license.md",
    }


def _list_images(top: Path, files: dict[str, Path]) -> dict[str, Path]:
    """Return the images beside posts, which Eleventy's image plug-in publishes."""
    folders = {file.parent for file in files.values() if is_markdown(file.name)}
    copied = set(files.values())
    found = list_files(top, "content", lambda path: path.lower().endswith(_IMAGES))
    return {
        path: file
        for path, file in found.items()
        if file.parent in folders - {top} and file not in copied
    }


def _copy(root: Path, top: Path, path: str, target: str) -> dict[str, Path]:
    source = root / path.strip("/")
    if not source.exists() or ".." in path:
        return {}
    below = target.strip("/")
    if source.is_relative_to(top) and target == path:
        below = source.relative_to(top).as_posix()
    into = f"static/{below}".rstrip("/.")
    return {into: source} if source.is_file() else list_files(source, into)


def _read_data(folder: Path, root: Path) -> tuple[dict[str, Any], str]:
    """Return the values of the site's global data file, JSON or a script, and its path."""
    for name in _DATA:
        path = folder / f"{name}.json"
        if path.is_file():
            values = json.loads(read_text(path))
            return (values if isinstance(values, dict) else {}), path.relative_to(root).as_posix()
        for suffix in ("js", "mjs", "cjs", "ts"):
            path = folder / f"{name}.{suffix}"
            if path.is_file():
                values = read_js_values(read_text(path))[1]
                found = values if isinstance(values, dict) else {}
                return found, path.relative_to(root).as_posix()
    return {}, ""


def _tables(data: dict[str, Any], text: str, patterns: dict[str, str]) -> dict[str, dict[str, Any]]:
    def get(*names: str) -> str:
        return next((v for n in names if isinstance(v := data.get(n), str) and v), "")

    author = data.get("author")
    name = author.get("name") if isinstance(author, dict) else author
    feed = data.get("feed")
    path = feed.get("path") if isinstance(feed, dict) else None
    prefix = (find_js_setting(text, "pathPrefix") or "").strip("/")
    base = get("url", "siteUrl", "baseUrl").rstrip("/")
    return {
        "site": {
            "title": get("siteName", "siteTitle", "title", "name"),
            "base_url": f"{base}/{prefix}".rstrip("/") if base.startswith("http") else "",
            "description": get("siteDescription", "description", "subtitle"),
            "language": get("language", "lang"),
            "authors": [name] if isinstance(name, str) and name else [],
        },
        "permalinks": {
            "posts": "/:path/",
            "pages": "/:path/",
            "strip_dates": True,
            "sections": {folder: _translate(pattern) for folder, pattern in patterns.items()},
        },
        "feeds": {
            "limit": 10,
            "also": [
                {"url": address, "form": "atom"}
                for address in dict.fromkeys([path or "/feed/feed.xml", "/feed.xml"])
                if isinstance(address, str) and address.startswith("/")
            ],
        },
    }


def _folder_patterns(top: Path) -> Iterator[tuple[str, str]]:
    """Yield the folders whose data file gives their pages addresses by slug or title."""
    for path in sorted(top.rglob("*.json")):
        folder = path.parent
        is_data = path.stem in {folder.name, f"{folder.name}.11tydata"}
        if not is_data or "node_modules" in path.parts or folder == top:
            continue
        try:
            values = json.loads(read_text(path))
        except ValueError:
            continue
        pattern = values.get("permalink") if isinstance(values, dict) else None
        if isinstance(pattern, str) and "{" not in _SLUG.sub("", _TITLE.sub("", pattern)):
            yield folder.relative_to(top).as_posix(), pattern.removesuffix("index.html")


def _translate(pattern: str) -> str:
    return "/" + _TITLE.sub(":title", _SLUG.sub(":slug", pattern)).lstrip("/")


def _address(page: SourcePage, patterns: dict[str, str]) -> str | None:
    from digest.core.text import slugify

    name = split_date_prefix(page.stem)[1]
    pattern = patterns.get(page.folder)
    if pattern is not None:
        filled = _TITLE.sub(slugify(page.title), _SLUG.sub(name, pattern))
        return "/" + filled.lstrip("/")
    return f"/{page.folder}/{name}/".replace("//", "/")


def _list_omissions(top: Path, name: str, data: dict[str, Any]) -> Iterator[Omission]:
    yield from list_missing_config(name, ".eleventy.js")
    if not data:
        yield Omission(
            "settings", "the site's title and address", "no _data/metadata was found: set [site]"
        )
    for folder in ("_includes", "_layouts"):
        if (top / folder).is_dir():
            todo = "rewrite what you need in templates/ (docs/templates.md)"
            yield Omission("folders", f"the folder {folder}/", todo)
    for path in sorted(top.rglob("*.njk")):
        inside = path.relative_to(top)
        if not any(part.startswith("_") or part == "node_modules" for part in inside.parts):
            advice = "digest makes lists, feeds and the sitemap; write the rest in content/"
            yield Omission("templates", inside.as_posix(), advice)
    yield Omission(
        "templates", "filters, shortcodes and collections of your own", "see docs/templates.md"
    )
