"""Import a Hugo site: its configuration in any of its forms, and its folders."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from digest.authoring.migrate.hugo_permalinks import HugoPermalinks
from digest.authoring.migrate.source_files import is_content, list_files, parse_yaml
from digest.authoring.migrate.source_site import (
    Omission,
    SourceSettings,
    SourceSite,
    drop_empty,
    list_missing_config,
    list_unused,
)

_NAMES = ("hugo", "config")
_ENDINGS = (".toml", ".yaml", ".yml", ".json")
_ADVICE = {
    "theme": "digest has one theme, whose templates you override file by file in templates/",
    "module": "digest has one theme, whose templates you override file by file in templates/",
    "params": "what your own templates need goes to [theme.params]",
    "services": "put the service's HTML into [theme] head or comments",
    "languages": "one site has one language: make a site of each, or give posts `language:`",
    "outputs": "digest writes HTML, RSS, Atom and JSON Feed",
    "outputformats": "digest writes HTML, RSS, Atom and JSON Feed",
    "markup": "see [markdown] in docs/configuration.md",
    "cascade": "write these keys into the posts they are for",
    "mediatypes": "your web server decides on media types",
}
_NEEDLESS = """
    minify enablerobotstxt sitemap relativeurls canonifyurls enablegitinfo build caches security
    timeout imaging haschjklanguage hascjklanguage related summarylength resourcedir publishdir
    ignoreerrors ignorelogs pluralizelisttitles capitalizelisttitles titlecasestyle
    pygmentsusclasses disablekinds buildfuture builddrafts buildexpired deployment frontmatter
    cleandestinationdir server privacy footnotereturnlinkcontents
"""


def read_hugo(root: Path) -> SourceSite:
    """Return the Hugo site in a folder."""
    values, read = _read_settings(root)
    settings = SourceSettings(values)
    content = settings.text("contentDir", default="content")
    folder = root / content if (root / content).is_dir() else root
    files = list_files(folder, "content", is_content, skip=_OTHER if folder == root else ())
    static = settings.take("staticDir", default="static")
    folders = [("content", folder)] if folder != root else []
    for name in static if isinstance(static, list) else [static]:
        if (root / str(name)).is_dir():
            files |= list_files(root / str(name), "static")
            folders.append(("static", root / str(name)))
    addresses = HugoPermalinks(settings)
    tables = drop_empty(_tables(settings, addresses))
    notes = [*addresses.notes, *_note_folders(root), *_note_settings(settings, read)]
    return SourceSite(
        tables=tables,
        files=files,
        folders=tuple(folders),
        omissions=tuple(notes),
        read=read,
        address_of=addresses.address,
        former_ids="permalink",
    )


_OTHER = ("static", "layouts", "themes", "archetypes", "data", "i18n", "assets", "public",
          "resources", "config")  # fmt: skip


def _read_settings(root: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    found = [root / f"{name}{ending}" for name in _NAMES for ending in _ENDINGS]
    merged: dict[str, Any] = {}
    read = []
    for path in found:
        if path.is_file():
            merged.update(_load(path))
            read.append(path.name)
            break
    folder = root / "config" / "_default"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix in _ENDINGS:
            name, values = path.stem.partition(".")[0], _load(path)
            if name in _NAMES:
                merged.update(values)
            else:
                merged[name] = values
            read.append(f"config/_default/{path.name}")
    return merged, tuple(read)


def _load(path: Path) -> dict[str, Any]:
    text = path.read_text("utf-8-sig", errors="replace")
    if path.suffix == ".toml":
        return tomllib.loads(text)
    values = json.loads(text) if path.suffix == ".json" else parse_yaml(text)
    return values if isinstance(values, dict) else {}


def _tables(settings: SourceSettings, addresses: HugoPermalinks) -> dict[str, dict[str, Any]]:
    unsafe = settings.take("markup.goldmark.renderer.unsafe")
    pager = settings.take("pagination.pagerSize", "paginate")
    limit = settings.take("services.rss.limit", "rssLimit")
    feed = settings.text("outputFormats.rss.baseName", default="index")
    return {
        "site": {
            "title": settings.text("title"),
            "base_url": settings.text("baseURL").rstrip("/"),
            "description": settings.text("params.description", "params.subtitle"),
            "language": settings.text("locale", "languageCode", "defaultContentLanguage"),
            "timezone": settings.text("timeZone"),
            "authors": _authors(settings.take("params.author", "params.authors", "author")),
            "copyright": settings.text("copyright"),
            "menu": list(_menu(settings)),
        },
        "build": {
            "page_size": pager if isinstance(pager, int) and pager > 0 else None,
            "ignore": [],
        },
        "permalinks": {
            "posts": "/:path/",
            "pages": "/:path/",
            "ugly": addresses.ugly or None,
            "sections": addresses.patterns,
        },
        "taxonomies": _taxonomies(settings.take("taxonomies")),
        "markdown": {
            "html": "allow" if unsafe else None,
            "emoji": settings.take("enableEmoji"),
        },
        "feeds": {
            "rss": f"{feed}.xml",
            "limit": limit if isinstance(limit, int) and limit > 0 else None,
        },
    }


def _authors(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        value = value.get("name") or next(iter(value.values()), "")
    entries = value if isinstance(value, list) else [value]
    names = (each.get("name") if isinstance(each, Mapping) else each for each in entries)
    return [name for name in names if isinstance(name, str) and name]


def _menu(settings: SourceSettings) -> Iterator[dict[str, str]]:
    menus = settings.table("menu") or settings.table("menus")
    settings.ignore("menu", "menus")
    entries = menus.get("main", [])
    known = [entry for entry in entries if isinstance(entry, Mapping)] if entries else []
    for entry in sorted(known, key=lambda entry: int(entry.get("weight") or 0)):
        url = str(entry.get("url") or entry.get("pageRef") or "")
        name = str(entry.get("name") or entry.get("title") or url.strip("/").capitalize())
        if url:
            address = url if "//" in url or url.startswith("/") else f"/{url}"
            yield {"name": name, "url": address}


def _taxonomies(value: Any) -> dict[str, dict[str, str]]:
    if not isinstance(value, Mapping):
        return {}
    own = {str(plural): str(singular) for singular, plural in value.items()}
    return {
        plural: {"singular": singular}
        for plural, singular in own.items()
        if plural not in {"tags", "categories", "series"}
    }


def _note_folders(root: Path) -> Iterator[Omission]:
    advice = {
        "layouts": "rewrite what you need as Jinja templates in templates/ (docs/templates.md)",
        "themes": "digest has one theme, whose templates you override file by file",
        "assets": "copy what pages refer to into static/",
        "data": "[theme.params] holds small values for templates",
        "i18n": "templates hold their own words",
    }
    for name, todo in advice.items():
        if (root / name).is_dir() and any((root / name).iterdir()):
            yield Omission("folders", f"the folder {name}/", todo)
    if (root / "layouts" / "shortcodes").is_dir():
        todo = "rewrite each as templates/shortcodes/NAME.html; unknown ones are shown as written"
        yield Omission("shortcodes", "shortcodes of your own", todo)


def _note_settings(settings: SourceSettings, read: tuple[str, ...]) -> Iterator[Omission]:
    yield from list_missing_config(read, "hugo.toml or config.*")
    disqus = settings.text("services.disqus.shortname", "disqusShortname", "params.disqusShortname")
    if disqus:
        yield Omission(
            "settings", f'comments by Disqus ("{disqus}")', "put its HTML into [theme] comments"
        )
    settings.ignore(*_NEEDLESS.split(), "defaultContentLanguageInSubdir")
    yield from list_unused(settings, _ADVICE)
