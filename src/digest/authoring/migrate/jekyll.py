"""Import a Jekyll site: `_config.yml`, posts, pages, collections and files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from digest.authoring.migrate.detection import find_config
from digest.authoring.migrate.jekyll_files import is_published, read_template_feed, sort_files
from digest.authoring.migrate.jekyll_permalinks import JekyllPermalinks, lost_tokens, translate
from digest.authoring.migrate.source_files import list_files, parse_yaml, read_text
from digest.authoring.migrate.source_site import (
    Omission,
    SourceSettings,
    SourceSite,
    Tables,
    drop_empty,
    list_missing_config,
    list_unused,
)

_ADVICE = {
    "theme": "digest has one theme, whose templates you override file by file in templates/",
    "remote_theme": "digest has one theme, whose templates you override file by file in templates/",
    "google_analytics": "put the service's HTML into [theme] head",
    "disqus": "put its HTML into [theme] comments",
    "comments": "put the service's HTML into [theme] comments",
}
_BUILT_IN_PLUGINS = """
    jemoji jekyll-feed jekyll-sitemap jekyll-seo-tag jekyll-paginate jekyll-redirect-from
    jekyll-relative-links jekyll-titles-from-headings jekyll-optional-front-matter jekyll-gist
    jekyll-emoji jekyll-mentions
"""
"""Plug-ins whose work digest does."""
_NEEDLESS = """
    markdown kramdown highlighter sass destination source include keep_files safe host port
    livereload incremental lsi limit_posts show_drafts encoding liquid strict_front_matter
    jekyll-archives feed whitelist compress_html sitemap search rdiscount redcarpet watch
    baseurl excerpt_separator jekyll_admin paginate_path
"""


def read_jekyll(root: Path) -> SourceSite:
    """Return the Jekyll site in a folder."""
    name = find_config(root, "jekyll")
    settings = SourceSettings(parse_yaml(read_text(root / name)) if name else {})
    source = root / settings.text("source", default=".")
    source = source if source.is_dir() else root
    permalinks = JekyllPermalinks(settings)
    skipped = settings.take("exclude", default=[])
    found = list_files(
        source,
        "",
        lambda path: is_published(path, permalinks.folders_with_pages),
        skip=[str(each).strip("/") for each in skipped] if isinstance(skipped, list) else (),
    )
    sorted_files = sort_files(found, source)
    feeds = _Feeds(settings, sorted_files.templates)
    tables = _tables(settings, permalinks, _nested_posts(sorted_files.files)) | feeds.table
    tables["substitutions"] = dict(_list_variables(settings, sorted_files.variables))
    return SourceSite(
        tables=drop_empty(tables),
        files=sorted_files.files,
        texts=sorted_files.texts,
        omissions=(
            *_list_omissions(settings, source, name, permalinks),
            *_list_templates(feeds.left),
            *sorted_files.omissions,
        ),
        read=(name,) if name else (),
        address_of=permalinks.address,
        former_ids=feeds.ids,
    )


def _list_variables(settings: SourceSettings, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the settings that pages show (`{{ site.name }}`) with their values."""
    for name in sorted(names):
        value = settings.take(name.removeprefix("site."))
        is_shown = isinstance(value, (str, int, float)) and not isinstance(value, bool)
        if is_shown and name not in {"site.url", "site.baseurl"}:
            yield name, str(value)


def _plugins(settings: SourceSettings) -> list[str]:
    plugins = settings.take("plugins", "gems", default=[])
    return [str(each) for each in plugins] if isinstance(plugins, list) else []


class _Feeds:
    """The feeds of a site, and the templates that make none; `ids` is how entries were named."""

    def __init__(self, settings: SourceSettings, templates: dict[str, Path]) -> None:
        found = {
            path: feed
            for path, file in templates.items()
            if (feed := read_template_feed(path, file))
        }
        path = settings.text("feed.path", default="feed.xml").lstrip("/")
        names: dict[str, str] = {}
        if path not in found and (not found or "jekyll-feed" in _plugins(settings)):
            names["atom"] = path
        has_plugin = "atom" in names
        also = []
        for path, feed in found.items():
            if feed.form not in names and "/" not in path and not feed.folder:
                names[feed.form] = path
            else:
                folder = {"folder": feed.folder} if feed.folder else {}
                also.append({"url": feed.url, "form": feed.form, **folder})
        self.left = [path for path in templates if path not in found]
        by_id = has_plugin or any(feed.by_id for feed in found.values())
        self.ids = "jekyll" if by_id else "permalink"
        limits = [feed.limit for feed in found.values() if feed.limit and not feed.folder]
        limit = settings.number("feed.posts_limit") or max(limits, default=10)
        self.table: Tables = {"feeds": {**names, "limit": limit, "also": also}}


def _nested_posts(files: dict[str, Path]) -> tuple[str, ...]:
    """Return the folders of posts inside other folders, which count as categories."""
    folders = (path.partition("/_posts/") for path in files if "/_posts/" in path)
    above = {before.removeprefix("content").strip("/") for before, _, _ in folders}
    return tuple(sorted(filter(None, above)))


def _tables(
    settings: SourceSettings, addresses: JekyllPermalinks, nested: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    author = settings.take("author", "authors")
    if isinstance(author, dict):
        author = author.get("name")
    base = settings.text("url").rstrip("/") + "/" + settings.text("baseurl").strip("/")
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
            "page_size": settings.number("paginate", "pagination.per_page"),
            "future": settings.take("future") or None,
        },
        "permalinks": {
            "posts": translate(addresses.posts),
            "pages": addresses.pages,
            "strip_dates": True,
            "sections": addresses.patterns(nested),
        },
    }


def _list_omissions(
    settings: SourceSettings, root: Path, name: str, permalinks: JekyllPermalinks
) -> Iterator[Omission]:
    yield from list_missing_config(name, "_config.yml")
    if lost := lost_tokens(permalinks.posts):
        advice = "old posts keep their addresses, new ones get shorter ones"
        yield Omission("addresses", f'":{lost[0]}" in the permalink', advice)
    for folder in ("_layouts", "_includes", "_sass", "_plugins", "_data"):
        if (root / folder).is_dir():
            advice = "rewrite what you need in templates/ and static/ (docs/templates.md)"
            yield Omission("folders", f"the folder {folder}/", advice)
    for plugin in _plugins(settings):
        if plugin not in _BUILT_IN_PLUGINS.split():
            advice = "see docs/migration.md for what digest does by itself"
            yield Omission("plug-ins", f"the plug-in {plugin}", advice)
    if values := permalinks.lost_defaults():
        what = f'the "defaults" of {", ".join(values)}'
        yield Omission("settings", what, "write them into the posts")
    settings.ignore(*_NEEDLESS.split())
    yield from list_unused(settings, _ADVICE)


def _list_templates(paths: list[str]) -> Iterator[Omission]:
    for path in paths:
        advice = "a template made it: write a page in content/ or a file in static/"
        yield Omission("templates", path, advice)
