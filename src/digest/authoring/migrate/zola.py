"""Import a Zola site: `config.toml`, `content/`, `static/`, and its rules for addresses."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest.authoring.migrate.detection import CONFIG_FILES
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
from digest.core.dates import split_date_prefix
from digest.core.text import slugify

_ADVICE = {
    "extra": "what your own templates need goes to [theme.params]",
    "theme": "digest has one theme, whose templates you override file by file in templates/",
    "markdown": "see [markdown] in docs/configuration.md",
    "search": "see [search] in docs/configuration.md",
}
_NEEDLESS = """
    compile_sass build_search_index minify_html hard_link_static generate_sitemap
    generate_robots_txt link_checker output_dir ignored_static
"""


def read_zola(root: Path) -> SourceSite:
    """Return the Zola site in a folder."""
    names = [name for name in CONFIG_FILES["zola"] if (root / name).is_file()]
    values = tomllib.loads((root / names[0]).read_text("utf-8-sig")) if names else {}
    settings = SourceSettings(values)
    slugs = settings.text("slugify.paths", default="on") == "on"
    languages = tuple(settings.table("languages"))
    folder = root / "content" if (root / "content").is_dir() else root
    files = list_files(folder, "content", is_content)
    folders = [("content", folder)]
    if (root / "static").is_dir():
        files |= list_files(root / "static", "static")
        folders.append(("static", root / "static"))
    tables = drop_empty(_tables(settings))
    return SourceSite(
        tables=tables,
        files=files,
        folders=tuple(folders),
        omissions=tuple(_list_omissions(settings, root, names)),
        read=tuple(names[:1]),
        address_of=lambda page: _address(page, languages, slugs=slugs),
        former_ids="permalink",
    )


def _tables(settings: SourceSettings) -> dict[str, dict[str, Any]]:
    feeds = settings.take("feed_filenames", "feed_filename", default=["atom.xml"])
    feeds = [str(name) for name in (feeds if isinstance(feeds, list) else [feeds])]
    settings.ignore("generate_feeds", "generate_feed", "generate_rss")
    author = settings.text("author")
    return {
        "site": {
            "title": settings.text("title"),
            "base_url": settings.text("base_url").rstrip("/"),
            "description": settings.text("description"),
            "language": settings.text("default_language"),
            "authors": [author] if author else [],
        },
        "build": {"ignore": settings.take("ignored_content", default=[])},
        "permalinks": {"posts": "/:path/", "pages": "/:path/", "strip_dates": True},
        "taxonomies": {
            str(each["name"]): {"title": str(each["name"]).capitalize()}
            for each in settings.take("taxonomies", default=[])
            if isinstance(each, dict)
            and each.get("name") not in {"tags", "categories", "series", None}
        },
        "external": {"ignore": settings.take("link_checker.skip_prefixes", default=[])},
        "markdown": {"emoji": settings.take("markdown.render_emoji")},
        "feeds": {
            "atom": next((name for name in feeds if "rss" not in name), None),
            "rss": next((name for name in feeds if "rss" in name), None),
            "limit": settings.take("feed_limit"),
        },
    }


def _address(page: SourcePage, languages: tuple[str, ...], *, slugs: bool) -> str | None:
    """Return the address of a page; `name.fr.md` is below /fr/, where that is a language."""
    name = page.meta.slug or split_date_prefix(page.stem)[1]
    base = page.path.rpartition("/")[2].rpartition(".")[0]
    language = next((code for code in languages if base.endswith(f".{code}")), "")
    if not page.meta.slug:
        name = name.removesuffix(f".{language}") if language else name
    folders = [language, *page.folder.split("/"), name]
    parts = (slugify(part) if slugs else part for part in folders if part)
    return f"/{'/'.join(parts)}/"


def _list_omissions(settings: SourceSettings, root: Path, names: list[str]) -> Iterator[Omission]:
    yield from list_missing_config(names, "config.toml")
    for name in ("templates", "sass", "themes"):
        if (root / name).is_dir():
            todo = "rewrite what you need in templates/ and static/ (docs/templates.md)"
            yield Omission("folders", f"the folder {name}/", todo)
    for code in settings.table("languages"):
        advice = f'one site has one language: give what is in *.{code}.md `language: "{code}"`'
        yield Omission("languages", code, advice)
    settings.ignore(*_NEEDLESS.split())
    yield from list_unused(settings, _ADVICE)
