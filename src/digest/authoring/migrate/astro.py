"""Import an Astro site: collections, pages and files; `astro.config.*` is not run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest.authoring.migrate.detection import find_config
from digest.authoring.migrate.script_settings import find_js_setting, strip_comments
from digest.authoring.migrate.source_files import is_content, is_markdown, list_files
from digest.authoring.migrate.source_site import (
    Omission,
    SourcePage,
    SourceSite,
    drop_empty,
    list_missing_config,
)

_COLLECTION = re.compile(r"getCollection\(\s*['\"]([\w-]+)['\"]")
_ROUTE = re.compile(r"\[(?:\.\.\.)?\w+\]\.astro$")
_FEED = re.compile(r"^(?P<name>[\w.-]*\.(?:xml|json))\.(?:js|ts)$")


def read_astro(root: Path) -> SourceSite:
    """Return the Astro site in a folder."""
    name = find_config(root, "astro")
    text = strip_comments((root / name).read_text("utf-8-sig")) if name else ""
    base = (find_js_setting(text, "base") or "").strip("/")
    site = (find_js_setting(text, "site") or "").rstrip("/")
    folders = _collections(root)
    files: dict[str, Path] = {}
    for collection, folder in folders.items():
        files |= list_files(folder, f"content/{collection}".rstrip("/"), is_content)
    files |= {
        path: source
        for path, source in list_files(root / "src" / "pages", "content", is_markdown).items()
        if path not in files
    }
    if (root / "public").is_dir():
        files |= list_files(root / "public", "static")
    routes = _find_routes(root)
    tables: dict[str, dict[str, Any]] = {
        "site": {"base_url": f"{site}/{base}".rstrip("/") if site else ""},
        "permalinks": {
            "posts": "/:path/" if folders else "/posts/:slug/",
            "pages": "/:path/",
            "sections": {name: f"{route}:slug/" for name, route in routes.items()},
        },
        "feeds": _feeds(root),
    }
    return SourceSite(
        tables=drop_empty(tables),
        files=files,
        omissions=tuple(_list_omissions(root, name, folders, routes)),
        read=(name,) if name else (),
        address_of=lambda page: _address(page, routes, set(folders)),
        former_ids="permalink",
    )


def _collections(root: Path) -> dict[str, Path]:
    """Give the content collections by name; "" stands for a folder of plain Markdown."""
    top = root / "src" / "content"
    if not top.is_dir():
        return {} if (root / "src").is_dir() else {"": root}
    return {path.name: path for path in sorted(top.iterdir()) if path.is_dir()}


def _find_routes(root: Path) -> dict[str, str]:
    """Give the address below which each collection's entries are shown, as the pages' code says."""
    top = root / "src" / "pages"
    routes: dict[str, str] = {}
    for path in sorted(top.rglob("*.astro")) if top.is_dir() else ():
        if _ROUTE.search(path.name):
            folder = path.parent.relative_to(top).as_posix().strip(".")
            for name in _COLLECTION.findall(path.read_text("utf-8-sig", errors="replace")):
                routes.setdefault(name, f"/{folder}/" if folder else "/")
    return {name: route for name, route in routes.items() if "[" not in route}


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


def _address(page: SourcePage, routes: dict[str, str], collections: set[str]) -> str | None:
    collection, _, inside = page.path.partition("/")
    if collection in routes:
        name = page.meta.slug or inside.rpartition(".")[0].removesuffix("/index").lower()
        return f"{routes[collection]}{name}/"
    if collection in collections or "" in collections:
        return None
    return f"/{page.folder}/{page.stem}/".replace("//", "/")


def _list_omissions(
    root: Path, name: str, folders: dict[str, Path], routes: dict[str, str]
) -> Iterator[Omission]:
    yield from list_missing_config(name, "astro.config.mjs")
    yield Omission(
        "settings", "the site's title and language", "they are in Astro's components: set [site]"
    )
    for collection in folders:
        if collection not in routes:
            what = f'the addresses of "{collection}"' if collection else "the posts' addresses"
            yield Omission(
                "addresses", what, "no page of src/pages says them: set [permalinks] yourself"
            )
    parts = [
        folder for folder in ("components", "layouts", "styles") if (root / "src" / folder).is_dir()
    ]
    if parts:
        todo = "rewrite what you need in templates/ and static/ (docs/templates.md)"
        yield Omission("templates", f"src/{', src/'.join(parts)}", todo)
    if (root / "src" / "assets").is_dir():
        yield Omission("folders", "the folder src/assets/", "copy what posts refer to into static/")
