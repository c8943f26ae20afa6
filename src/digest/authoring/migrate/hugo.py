"""Import a Hugo site: its configuration in any of its forms, and its folders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from digest.authoring.migrate.hugo_files import (
    HugoLanguage,
    list_content,
    list_languages,
    read_settings,
)
from digest.authoring.migrate.hugo_permalinks import HugoPermalinks
from digest.authoring.migrate.source_site import (
    Omission,
    SourceSettings,
    SourceSite,
    drop_empty,
    list_missing_config,
    list_unused,
)
from digest.core.text import slugify

_ADVICE = {
    "theme": "digest has one theme, whose templates you override file by file in templates/",
    "module": "modules are not fetched: copy what you need of them",
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
    values, read = read_settings(root)
    settings = SourceSettings(values)
    languages = list_languages(settings)
    permalinks = HugoPermalinks(settings, languages)
    files, folders = list_content(root, settings, languages)
    return SourceSite(
        tables=drop_empty(_tables(settings, permalinks, languages)),
        files=files,
        folders=folders,
        omissions=(
            *permalinks.omissions,
            *_list_folders(root),
            *_list_other_languages(languages),
            *_list_settings(settings, read),
        ),
        read=read,
        address_of=permalinks.address,
        former_ids="permalink",
    )


def _tables(
    settings: SourceSettings, permalinks: HugoPermalinks, languages: tuple[HugoLanguage, ...]
) -> dict[str, dict[str, Any]]:
    unsafe = settings.take("markup.goldmark.renderer.unsafe")
    feed = settings.text("outputFormats.rss.baseName", default="index")
    own = SourceSettings(languages[0].values if languages else {})
    code = languages[0].code if languages else settings.text("defaultContentLanguage")
    return {
        "site": {
            "title": own.text("title", "params.title") or settings.text("title"),
            "base_url": settings.text("baseURL").rstrip("/"),
            "description": own.text("params.description", "description")
            or settings.text("params.description", "params.subtitle"),
            "language": own.text("locale", "languageCode")
            or settings.text("locale", "languageCode")
            or code,
            "timezone": settings.text("timeZone"),
            "authors": _authors(settings.take("params.author", "params.authors", "author")),
            "copyright": own.text("copyright") or settings.text("copyright"),
            "menu": list(_menu(own)) or list(_menu(settings)),
        },
        "build": {"page_size": settings.number("pagination.pagerSize", "paginate")},
        "permalinks": {
            "posts": "/:path/",
            "pages": "/:path/",
            "ugly": permalinks.ugly or None,
            "sections": permalinks.patterns,
        },
        "taxonomies": _taxonomies(settings),
        "markdown": {
            "html": "allow" if unsafe else None,
            "emoji": settings.take("enableEmoji"),
        },
        "feeds": {
            "rss": f"{feed}.xml",
            "limit": settings.number("services.rss.limit", "rssLimit"),
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


def _taxonomies(settings: SourceSettings) -> dict[str, dict[str, Any]]:
    """Return the taxonomies, each of whose terms has a feed, however few its posts.

    A name with spaces ("series title") stays the front matter's key.
    """
    value = settings.take("taxonomies")
    declared = value if isinstance(value, Mapping) else {"tag": "tags", "category": "categories"}
    kinds = settings.take("disableKinds", default=()) or ()
    if {"taxonomy", "term"} & {str(kind).lower() for kind in kinds}:
        return {}
    outputs = settings.take("outputs.term")
    has_feeds = not isinstance(outputs, list) or "rss" in {str(each).lower() for each in outputs}
    tables: dict[str, dict[str, Any]] = {}
    for singular, plural in declared.items():
        name = slugify(str(plural))
        table: dict[str, Any] = {"feed_min_posts": 1} if has_feeds else {}
        if name not in {"tags", "categories", "series"}:
            table["singular"] = str(singular)
        if name != plural:
            table |= {"key": str(plural), "title": str(plural).capitalize()}
        if table:
            tables[name] = table
    return tables


def _list_folders(root: Path) -> Iterator[Omission]:
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
    for path in sorted((root / "layouts" / "shortcodes").glob("*.html")):
        todo = f"rewrite it as templates/shortcodes/{path.name}; unknown ones are shown as written"
        yield Omission("shortcodes", f"shortcodes/{path.name}", todo)


def _list_other_languages(languages: tuple[HugoLanguage, ...]) -> Iterator[Omission]:
    for language in languages[1:]:
        where = f"content{language.prefix}/" if language.folder else f"*.{language.code}.md"
        advice = f'one site has one language: give what is in {where} `language: "{language.code}"`'
        yield Omission("languages", language.code, advice)


def _list_settings(settings: SourceSettings, read: tuple[str, ...]) -> Iterator[Omission]:
    yield from list_missing_config(read, "hugo.toml or config.*")
    disqus = settings.text("services.disqus.shortname", "disqusShortname", "params.disqusShortname")
    if disqus:
        what = f'comments by Disqus ("{disqus}")'
        yield Omission("settings", what, "put its HTML into [theme] comments")
    settings.ignore(*_NEEDLESS.split(), "defaultContentLanguageInSubdir")
    yield from list_unused(settings, _ADVICE)
