"""Reads a Jekyll site: `_config.yml`, posts, pages, files, and its rules for addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest.authoring.migrate.jekyll_files import read_template_feed
from digest.authoring.migrate.jekyll_permalinks import JekyllPermalinks, lost_tokens, translate
from digest.authoring.migrate.source_files import is_markdown, list_files, parse_yaml
from digest.authoring.migrate.source_site import (
    Note,
    Settings,
    SourceSite,
    Tables,
    drop_empty,
    report_unused,
)

_SOURCES = (".scss", ".sass", ".coffee", ".rb", ".gemspec", ".lock", ".yml", ".yaml", ".toml",
            ".sh")  # fmt: skip
_KEPT_OUT = re.compile(r"(?:^|/)(?:Gemfile|Rakefile|Makefile|LICENSE|package(?:-lock)?\.json)$")
_NO_PAGE = re.compile(
    r"(?i)(?:^|/)(?:README|LICEN[CS]E|COPYING|CODE_OF_CONDUCT|CONTRIBUTING|ISSUE_TEMPLATE"
    r"|PULL_REQUEST_TEMPLATE)\.\w+$"
)
"""What has no page without front matter, also where other Markdown has one without."""
_TEMPLATES = (".html", ".htm", ".xml", ".css", ".js", ".json", ".txt", ".rss", ".atom")
_INCLUDE = re.compile(r"\{%-?\s*include(?:_cached)?\s+[\"']?([\w./-]+)")
_ADVICE = {
    "theme": "digest has one theme, whose templates you override file by file in templates/",
    "remote_theme": "digest has one theme, whose templates you override file by file in templates/",
    "google_analytics": "put the service's HTML into [theme] head",
    "disqus": "put its HTML into [theme] comments",
    "comments": "put the service's HTML into [theme] comments",
}
_DONE = frozenset(
    f"jekyll-{name}"
    for name in ("feed", "sitemap", "seo-tag", "paginate", "redirect-from", "relative-links",
                 "titles-from-headings", "optional-front-matter", "gist", "emoji", "mentions")
) | {"jemoji"}  # fmt: skip
"""Plug-ins whose work digest does."""
_NEEDLESS = (
    "markdown", "kramdown", "highlighter", "sass", "destination", "source", "include", "keep_files",
    "safe", "host", "port", "livereload", "incremental", "lsi", "limit_posts", "show_drafts",
    "encoding", "liquid", "strict_front_matter", "jekyll-archives", "feed", "whitelist",
    "compress_html", "sitemap", "search", "rdiscount", "redcarpet", "watch", "baseurl",
    "excerpt_separator", "jekyll_admin", "paginate_path",
)  # fmt: skip


def read_jekyll(root: Path) -> SourceSite:
    """Read the Jekyll site in a folder."""
    name = next((n for n in ("_config.yml", "_config.yaml") if (root / n).is_file()), "")
    values = parse_yaml((root / name).read_text("utf-8-sig")) if name else {}
    settings = Settings(values if isinstance(values, dict) else {})
    addresses = JekyllPermalinks(settings)
    found = list_files(root, "", lambda path: _is_wanted(path, addresses), skip=_skipped(settings))
    files, left = _sort_files(found)
    includes = _Includes(root, files)
    files |= includes.plain
    feeds = _Feeds(settings, left)
    return SourceSite(
        tables=drop_empty(_tables(settings, addresses, _nested_posts(files)) | feeds.table),
        files=files,
        notes=(*_notes(settings, root, name, addresses, feeds.left), *includes.notes),
        read=(name,) if name else (),
        address_of=addresses.address,
        former_ids=feeds.ids,
    )


def _skipped(settings: Settings) -> tuple[str, ...]:
    exclude = settings.take("exclude", default=[])
    return tuple(str(each).strip("/") for each in (exclude if isinstance(exclude, list) else []))


def _is_wanted(path: str, addresses: JekyllPermalinks) -> bool:
    """Tell whether Jekyll publishes a file: no theme, no program, no notes to contributors."""
    *folders, name = path.split("/")
    hidden = any(part.startswith("_") and not addresses.publishes(part) for part in folders)
    return not (
        hidden or name.startswith("_") or path.lower().endswith(_SOURCES) or _KEPT_OUT.search(path)
    )


def _sort_files(found: dict[str, Path]) -> tuple[dict[str, Path], dict[str, Path]]:
    """Give where each file goes, and the files that only Jekyll's template engine can make."""
    files: dict[str, Path] = {}
    left: dict[str, Path] = {}
    for path, source in found.items():
        if is_markdown(path):
            if _has_header(source) or not _NO_PAGE.search(path):
                files[f"content/{path}"] = source
        elif path.lower().endswith(_TEMPLATES) and _has_header(source):
            left[path] = source
        else:
            files[f"static/{path}"] = source
    return files, left


def _has_header(source: Path) -> bool:
    with source.open("rb") as file:
        return file.read(6).removeprefix(b"\xef\xbb\xbf").startswith(b"---")


class _Includes:
    """What posts include by `{% include %}`: plain HTML becomes a shortcode, the rest a note."""

    def __init__(self, root: Path, files: dict[str, Path]) -> None:
        self.plain: dict[str, Path] = {}
        left = []
        for name in sorted(_list_included(files)):
            source = root / "_includes" / name
            if not source.is_file() or ".." in name:
                continue
            text = source.read_text("utf-8", errors="replace")
            if source.suffix == ".html" and "{%" not in text and "{{" not in text:
                self.plain[f"templates/shortcodes/{source.stem}.html"] = source
            else:
                left.append(name)
        self.notes = tuple(
            Note(f"{{% include {name} %}}", f"write templates/shortcodes/{Path(name).stem}.html")
            for name in left
        )


def _list_included(files: dict[str, Path]) -> set[str]:
    markdown = (file for path, file in files.items() if is_markdown(path))
    return {
        found[1]
        for file in markdown
        for found in _INCLUDE.finditer(file.read_text("utf-8", errors="replace"))
    }


def _plugins(settings: Settings) -> list[str]:
    plugins = settings.take("plugins", "gems", default=[])
    return [str(each) for each in plugins] if isinstance(plugins, list) else []


class _Feeds:
    """The feeds of a site, and the templates that made none; `ids` is how entries were named."""

    def __init__(self, settings: Settings, templates: dict[str, Path]) -> None:
        found = {
            path: feed
            for path, file in templates.items()
            if (feed := read_template_feed(path, file, "site.posts"))
        }
        plugins = _plugins(settings)
        path = settings.text("feed.path", default="feed.xml").lstrip("/")
        names: dict[str, str] = {}
        if path not in found and (not found or "jekyll-feed" in plugins):
            names["atom"] = path
        plugin = "atom" in names
        also = []
        for path, feed in found.items():
            if feed.form not in names and "/" not in path:
                names[feed.form] = path
            else:
                also.append({"url": feed.url, "form": feed.form})
        self.left = [path for path in templates if path not in found]
        self.ids = "jekyll" if plugin or any(f.by_id for f in found.values()) else "permalink"
        self.table: Tables = {"feeds": {**names, "limit": 10, "also": also}}


def _nested_posts(files: dict[str, Path]) -> tuple[str, ...]:
    """Give the folders of posts inside other folders, which count as categories."""
    folders = (path.partition("/_posts/") for path in files if "/_posts/" in path)
    above = {before.removeprefix("content").strip("/") for before, _, _ in folders}
    return tuple(sorted(filter(None, above)))


def _tables(
    settings: Settings, addresses: JekyllPermalinks, nested: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
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
            "posts": translate(addresses.posts),
            "pages": addresses.pages,
            "strip_dates": True,
            "sections": addresses.folders(nested),
        },
    }


def _notes(
    settings: Settings, root: Path, name: str, addresses: JekyllPermalinks, left: list[str]
) -> Iterator[Note]:
    if not name:
        yield Note("a configuration", "no _config.yml was found: set [site] yourself")
    if lost := lost_tokens(addresses.posts):
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
    if unknown := [each for each in _plugins(settings) if each not in _DONE]:
        todo = "see docs/migration.md for what digest does by itself"
        yield Note(f"the plug-ins {', '.join(unknown)}", todo)
    if values := addresses.lost_defaults():
        yield Note(f'the "defaults" of {", ".join(values)}', "write them into the posts")
    settings.ignore(*_NEEDLESS)
    yield from report_unused(settings, _ADVICE)
