"""Import an Astro site: collections, pages and files; none of its programs is run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from digest.authoring.migrate.detection import find_config
from digest.authoring.migrate.js_values import read_js_values
from digest.authoring.migrate.script_settings import find_js_setting, strip_comments
from digest.authoring.migrate.source_files import is_content, is_markdown, list_files, read_text
from digest.authoring.migrate.source_site import (
    Omission,
    SourcePage,
    SourceSettings,
    SourceSite,
    drop_empty,
    list_missing_config,
)

_SCRIPT_SUFFIXES = ("ts", "js", "mjs", "mts")
_GET_COLLECTION = re.compile(r"getCollection\(\s*['\"]([\w-]+)['\"]")
_TEXT_CONSTANT = re.compile(r"=\s*['\"]([\w-]+)['\"]")
_ROUTE = re.compile(r"\[(?:\.\.\.)?\w+\]\.astro$")
_FEED = re.compile(r"^(?P<name>[\w.-]*\.(?:xml|json))\.(?:js|ts)$")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
_CONSTANTS = ("consts", "config", "site.config", "constants", "site", "data/site", "utils/config")
"""Where in `src/` sites keep their title."""
_TABLES = ("SITE", "siteConfig", "SITE_CONFIG", "site", "config", "siteMetadata", "exported")


def read_astro(root: Path) -> SourceSite:
    """Return the Astro site in a folder."""
    name = find_config(root, "astro")
    text = strip_comments(read_text(root / name)) if name else ""
    collections = _list_collections(root)
    files: dict[str, Path] = {}
    for collection, folder in collections.items():
        files |= list_files(folder, f"content/{collection}".rstrip("/"), is_content)
    pages = list_files(root / "src" / "pages", "content", _is_page)
    files = {**pages, **files, **list_files(root / "public", "static")}
    routes = _find_routes(root, collections)
    site = _read_constants(root)
    base = (find_js_setting(text, "base") or "").strip("/")
    url = (find_js_setting(text, "site") or site.text("website", "url", "siteUrl")).rstrip("/")
    author = site.text("author", "author.name", "SITE_AUTHOR")
    tables: dict[str, dict[str, Any]] = {
        "site": {
            "title": site.text("SITE_TITLE", "title", "name", "siteName"),
            "base_url": f"{url}/{base}".rstrip("/") if url.startswith("http") else "",
            "description": site.text("SITE_DESCRIPTION", "description", "desc"),
            "language": site.text("lang", "language", "locale", "SITE_LANG"),
            "authors": [author] if author else [],
        },
        "permalinks": {
            "posts": "/:path/" if collections else "/posts/:slug/",
            "pages": "/:path/",
            "sections": {name: f"{route}:slug/" for name, route in routes.items()},
        },
        "feeds": _feeds(root),
    }
    return SourceSite(
        tables=drop_empty(tables),
        files=files,
        omissions=tuple(_list_omissions(root, name, collections, routes, tables)),
        read=(name,) if name else (),
        address_of=lambda page: _address(page, routes, collections),
        former_ids="permalink",
    )


def _is_page(path: str) -> bool:
    return is_markdown(path) and not any(name.startswith("_") for name in path.split("/"))


def _list_collections(root: Path) -> dict[str, Path]:
    """Return the folders of content collections by name; "" stands for a folder of Markdown.

    Where the site declares its collections, other folders have no pages.
    """
    top = root / "src" / "content"
    declared = _read_declared(root)
    if declared:
        folders = {name: root / base if base else top / name for name, base in declared.items()}
        return {name: folder for name, folder in folders.items() if folder.is_dir()}
    if not top.is_dir():
        return {} if (root / "src").is_dir() else {"": root}
    return {path.name: path for path in sorted(top.iterdir()) if path.is_dir()}


def _read_declared(root: Path) -> dict[str, str]:
    """Return the collections that the site declares, with the folders they are loaded from."""
    for name in ("src/content.config", "src/content/config"):
        for suffix in _SCRIPT_SUFFIXES:
            path = root / f"{name}.{suffix}"
            if path.is_file():
                values = read_js_values(read_text(path))[0].get("collections")
                found = values if isinstance(values, Mapping) else {}
                return {str(key): _find_base(value) for key, value in found.items()}
    return {}


def _find_base(collection: Any) -> str:
    """Return the folder of a collection's loader, "" for the folder of its name."""
    loader = collection.get("loader") if isinstance(collection, Mapping) else None
    base = loader.get("base") if isinstance(loader, Mapping) else None
    return base.removeprefix("./").strip("/") if isinstance(base, str) else ""


def _find_routes(root: Path, collections: Mapping[str, Path]) -> dict[str, str]:
    """Return the address below which the pages of each collection are, as their code says."""
    top = root / "src" / "pages"
    routes: dict[str, str] = {}
    for path in sorted(top.rglob("*.astro")) if top.is_dir() else ():
        if _ROUTE.search(path.name):
            folder = path.parent.relative_to(top).as_posix().strip(".")
            text = read_text(path)
            named = [name for name in _TEXT_CONSTANT.findall(text) if name in collections]
            same = [name for name in collections if name and name == path.parent.name]
            for name in _GET_COLLECTION.findall(text) or named or same:
                routes.setdefault(name, f"/{folder}/" if folder else "/")
    return {name: route for name, route in routes.items() if "[" not in route}


def _read_constants(root: Path) -> SourceSettings:
    """Return what the site's constants say of it, from the first file that has some."""
    for name in _CONSTANTS:
        for suffix in _SCRIPT_SUFFIXES:
            path = root / "src" / f"{name}.{suffix}"
            if not path.is_file():
                continue
            names, exported = read_js_values(read_text(path))
            tables = [each for key in _TABLES if isinstance(each := names.get(key), dict)]
            tables += [exported] if isinstance(exported, dict) else []
            merged = {**names, **{k: v for table in reversed(tables) for k, v in table.items()}}
            settings = SourceSettings(merged)
            if settings.text("SITE_TITLE", "title", "name"):
                return settings
    return SourceSettings({})


def _feeds(root: Path) -> dict[str, str]:
    top = root / "src" / "pages"
    names = [path.name for path in sorted(top.glob("*"))] if top.is_dir() else []
    found = [match["name"] for name in names if (match := _FEED.match(name))]
    feeds: dict[str, str] = {}
    for name in found:
        if "sitemap" not in name:
            form = "json" if name.endswith(".json") else "atom" if "atom" in name else "rss"
            feeds.setdefault(form, name)
    return feeds


def _address(
    page: SourcePage, routes: Mapping[str, str], collections: Mapping[str, Path]
) -> str | None:
    collection, _, inside = page.path.partition("/")
    if collection in routes:
        stem = inside.rpartition(".")[0].removesuffix("/index")
        name = page.meta.slug or "/".join(map(_slug, stem.split("/")))
        return f"{routes[collection]}{name}/"
    if collection in collections or "" in collections:
        return None
    return f"/{page.folder}/{page.stem}/".replace("//", "/")


def _slug(name: str) -> str:
    """Return a name as github-slugger writes it."""
    return _NOT_IN_SLUG.sub("", name.lower()).replace(" ", "-")


def _list_omissions(
    root: Path,
    name: str,
    collections: Mapping[str, Path],
    routes: Mapping[str, str],
    tables: Mapping[str, Mapping[str, Any]],
) -> Iterator[Omission]:
    yield from list_missing_config(name, "astro.config.mjs")
    for key in ("title", "language"):
        if not tables["site"][key]:
            advice = f"it is in Astro's components: set {key} in [site]"
            yield Omission("settings", f"the site's {key}", advice)
    for collection in collections:
        if collection not in routes:
            what = f'the addresses of "{collection}"' if collection else "the posts' addresses"
            advice = "no page of src/pages says them: set [permalinks] yourself"
            yield Omission("addresses", what, advice)
    for path in sorted((root / "src/content").glob("*/")):
        if path.is_dir() and path not in collections.values():
            advice = "it is no collection, so that it had no pages: copy what you want"
            yield Omission("folders", f"src/content/{path.name}/", advice)
    for folder in ("components", "layouts", "styles"):
        if (root / "src" / folder).is_dir():
            advice = "rewrite what you need in templates/ and static/ (docs/templates.md)"
            yield Omission("templates", f"src/{folder}", advice)
    if (root / "src" / "assets").is_dir():
        yield Omission("folders", "the folder src/assets/", "copy what posts refer to into static/")
