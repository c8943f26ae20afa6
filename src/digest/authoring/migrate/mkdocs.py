"""Import a MkDocs site: its documents, and the posts of Material's blog plug-in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from digest.authoring.migrate.detection import find_config
from digest.authoring.migrate.source_files import is_content, list_files, parse_yaml, read_text
from digest.authoring.migrate.source_site import (
    Omission,
    SourcePage,
    SourceSettings,
    SourceSite,
    drop_empty,
    list_missing_config,
    list_unused,
)
from digest.core.text import slugify

_FIELD = re.compile(r"\{(\w+)\}")
_DATE = re.compile(r"yyyy|MM|dd")
_ADVICE = {
    "theme": "digest has one theme, whose templates you override file by file in templates/",
    "plugins": "see docs/migration.md for what digest does by itself",
    "markdown_extensions": "digest reads these dialects by itself: see docs/migration.md",
    "extra": "what your own templates need goes to [theme.params]",
    "extra_css": "copy the style sheets into static/ and name them in [theme] head",
    "extra_javascript": "copy the scripts into static/ and name them in [theme] head",
    "hooks": "Python of your own is not run",
    "nav": "the order of pages is in [[site.menu]]",
}
_NEEDLESS = """
    repo_url repo_name edit_uri site_dir strict use_directory_urls watch dev_addr validation
    remote_branch exclude_docs draft_docs not_in_nav
"""


def read_mkdocs(root: Path) -> SourceSite:
    """Return the MkDocs site in a folder."""
    name = find_config(root, "mkdocs")
    settings = SourceSettings(_read_settings(root / name) if name else {})
    folder = root / settings.text("docs_dir", default="docs")
    folder = folder if folder.is_dir() else root
    plugins = dict(_plugins(settings.take("plugins")))
    pretty = settings.take("use_directory_urls") is not False
    blog = _Blog(plugins["blog"]) if "blog" in plugins else None
    return SourceSite(
        tables=drop_empty(_tables(settings, plugins, blog, pretty=pretty)),
        files=list_files(folder, "content", is_content),
        folders=(("content", folder),) if folder != root else (),
        omissions=tuple(_list_omissions(settings, name, plugins)),
        read=(name,) if name else (),
        address_of=lambda page: _address(page, blog, pretty=pretty),
        former_ids="permalink",
    )


def _read_settings(path: Path, depth: int = 5) -> dict[str, Any]:
    """Return the settings of a file and, below them, of the one that it inherits from."""
    values = parse_yaml(read_text(path))
    if not isinstance(values, dict):
        return {}
    parent = path.parent / str(values.pop("INHERIT", ""))
    return {**_read_settings(parent, depth - 1), **values} if parent.is_file() and depth else values


def _plugins(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    entries = value.items() if isinstance(value, Mapping) else ()
    if isinstance(value, list):
        entries = (
            next(iter(each.items())) if isinstance(each, Mapping) and each else (each, {})
            for each in value
        )  # type: ignore[assignment]
    for name, options in entries:
        plain = str(name).rpartition("/")[2]
        yield plain, options if isinstance(options, Mapping) else {}


class _Blog:
    """The addresses that the blog plug-in of Material for MkDocs gives to posts."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.folder = str(options.get("blog_dir", "blog")).strip("./")
        self._format = str(options.get("post_url_format", "{date}/{slug}"))
        self._dates = str(options.get("post_url_date_format", "yyyy/MM/dd"))

    @property
    def pattern(self) -> str:
        """The pattern of its posts in digest's placeholders."""
        days = {"yyyy": ":year", "MM": ":month", "dd": ":day"}
        values = {
            "date": _DATE.sub(lambda match: days[match[0]], self._dates),
            "slug": ":title",
            "file": ":slug",
            "categories": ":categories",
        }
        filled = _FIELD.sub(lambda match: values.get(match[1], ""), self._format)
        return re.sub(r"/{2,}", "/", f"/{self.folder}/{filled}/")

    def address(self, page: SourcePage) -> str | None:
        """Return the address of a post."""
        day = page.meta.date
        if day is None:
            return None
        days = {"yyyy": f"{day.year:04}", "MM": f"{day.month:02}", "dd": f"{day.day:02}"}
        values = {
            "date": _DATE.sub(lambda match: days[match[0]], self._dates),
            "slug": page.meta.slug or slugify(page.title),
            "file": page.stem,
            "categories": "/".join(slugify(name) for name in page.categories[:1]),
        }
        filled = _FIELD.sub(lambda match: values.get(match[1], ""), self._format)
        return re.sub(r"/{2,}", "/", f"/{self.folder}/{filled}/")


def _tables(
    settings: SourceSettings,
    plugins: dict[str, Mapping[str, Any]],
    blog: _Blog | None,
    *,
    pretty: bool,
) -> dict[str, dict[str, Any]]:
    author = settings.text("site_author")
    feeds = (("feed_rss_created.xml", "rss"), ("feed_json_created.json", "json"))
    pattern = "/:path/" if pretty else "/:path.html"
    return {
        "site": {
            "title": settings.text("site_name"),
            "base_url": settings.text("site_url").rstrip("/"),
            "description": " ".join(settings.text("site_description").split()),
            "language": settings.text("theme.language"),
            "authors": [author] if author else [],
            "copyright": settings.text("copyright"),
            "menu": list(_menu(settings.take("nav"), pretty=pretty)),
        },
        "permalinks": {
            "posts": pattern,
            "pages": pattern,
            "sections": {f"{blog.folder}/posts".strip("/"): blog.pattern} if blog else {},
            "redirects": dict(_redirects(plugins.get("redirects", {}), pretty=pretty)),
        },
        "feeds": {
            "also": [{"url": f"/{n}", "form": form} for n, form in feeds]
            if "rss" in plugins
            else []
        },
    }


def _redirects(options: Mapping[str, Any], *, pretty: bool) -> Iterator[tuple[str, str]]:
    """Yield the redirects of the plug-in of that name: old address, new address."""
    maps = options.get("redirect_maps")
    for old, new in maps.items() if isinstance(maps, Mapping) else ():
        target = str(new)
        yield (
            _page_address(str(old), pretty=pretty),
            target if "//" in target else _page_address(target, pretty=pretty),
        )


def _menu(nav: Any, *, pretty: bool) -> Iterator[dict[str, str]]:
    for entry in nav if isinstance(nav, list) else ():
        name, target = (
            next(iter(entry.items())) if isinstance(entry, Mapping) and entry else ("", entry)
        )
        while isinstance(target, list) and target:
            first = target[0]
            target = next(iter(first.values())) if isinstance(first, Mapping) and first else first
        if not isinstance(target, str):
            continue
        url = target if "//" in target else _page_address(target, pretty=pretty)
        stem = target.rpartition("/")[2].removesuffix(".md")
        yield {"name": str(name or stem.replace("-", " ").capitalize()), "url": url}


def _page_address(path: str, *, pretty: bool) -> str:
    stem = path.removesuffix(".md")
    if stem in {"index", "README"}:
        return "/"
    stem = re.sub(r"/(?:index|README)$", "/", stem)
    return f"/{stem}" if stem.endswith("/") else f"/{stem}{'/' if pretty else '.html'}"


def _address(page: SourcePage, blog: _Blog | None, *, pretty: bool) -> str | None:
    posts = f"{blog.folder}/posts/".lstrip("/") if blog else ""
    if blog and page.path.startswith(posts):
        return blog.address(page)
    return _page_address(page.path, pretty=pretty)


def _list_omissions(
    settings: SourceSettings, name: str, plugins: dict[str, Mapping[str, Any]]
) -> Iterator[Omission]:
    yield from list_missing_config(name, "mkdocs.yml")
    does = {"search", "blog", "rss", "tags", "meta", "redirects", "social"}
    for plugin in plugins:
        if plugin not in does:
            yield Omission("plug-ins", f'the plug-in "{plugin}"', "see docs/migration.md")
    settings.ignore(*_NEEDLESS.split())
    yield from list_unused(settings, _ADVICE)
