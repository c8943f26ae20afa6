"""Import a Docusaurus site: blogs, docs, pages and translations; its configuration is not run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from digest.authoring.migrate.detection import find_config
from digest.authoring.migrate.js_values import read_js_values
from digest.authoring.migrate.mdx_partials import insert_partials
from digest.authoring.migrate.source_files import (
    is_content,
    is_markdown,
    list_files,
    parse_yaml,
    read_text,
)
from digest.authoring.migrate.source_site import (
    Omission,
    SourcePage,
    SourceSettings,
    SourceSite,
    drop_empty,
    list_missing_config,
    list_unused,
)

_DATED = re.compile(r"^(?P<folder>.*?)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<rest>.*)$")
_HEADER = re.compile(r"\A---\r?\n.*?^---", re.DOTALL | re.MULTILINE)
_AUTHORS = re.compile(r"(?m)^(authors?:)(.*(?:\n(?:[ \t]|-).*)*)")
_NUMBERED = re.compile(r"^\d+\s*[-_.]+\s*(?=[^-_.\s])")
_NOT_NUMBERED = re.compile(r"^\d+[-_.]\d+")
"""A date or version in front of a name is not its place in the order."""
_ADVICE = {
    "themeconfig": "digest has one theme, whose templates you override file by file in templates/",
    "themes": "digest has one theme, whose templates you override file by file in templates/",
    "presets": "see docs/migration.md for what digest does by itself",
    "i18n": "posts of other languages are in content/LANGUAGE/: give them `language:`",
}
_NEEDLESS = """
    onBrokenLinks onBrokenMarkdownLinks onBrokenAnchors onDuplicateRoutes organizationName
    projectName trailingSlash future stylesheets scripts headTags clientModules noIndex
    baseUrlIssueBanner webpack favicon deploymentBranch githubHost ssrTemplate staticDirectories
    titleDelimiter customFields markdown storage
"""


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """A blog or a tree of docs: its folder, and where in the site it is shown."""

    kind: str
    folder: str
    route: str
    id: str = "default"


class _Tree(msgspec.Struct, frozen=True, kw_only=True):
    """A part in one language: the folder below `content/`, and the prefix of its addresses."""

    part: _Part
    target: str
    prefix: str


def read_docusaurus(root: Path) -> SourceSite:
    """Return the Docusaurus site in a folder."""
    name = find_config(root, "docusaurus")
    settings = SourceSettings(read_js_values(read_text(root / name))[1] if name else {})
    parts = tuple(_list_parts(settings))
    default = settings.text("i18n.defaultLocale", default="en")
    files: dict[str, Path] = {}
    trees = []
    for part in parts:
        tree = _Tree(part=part, target=part.folder, prefix="")
        trees.append(tree)
        files |= _list_tree(root / part.folder, tree)
    for locale, part, folder in _list_translations(root, parts):
        if locale != default:
            tree = _Tree(part=part, target=f"{locale}/{part.folder}", prefix=f"/{locale}")
            trees.append(tree)
            files |= _list_tree(folder, tree)
    files |= list_files(root / "src/pages", "content", lambda p: is_markdown(p) and not _hidden(p))
    files |= list_files(root / "static", "static")
    texts = insert_partials(files, root)
    names = _read_authors(root, parts)
    for path, file in files.items() if names else ():
        if path.startswith("content/") and is_markdown(path):
            text = texts.get(path) or read_text(file)
            if (named := _name_authors(text, names)) != text:
                texts[path] = named
    return SourceSite(
        tables=drop_empty(_tables(settings, parts, default)),
        files=files,
        texts=texts,
        omissions=tuple(_list_omissions(settings, name, root)),
        read=(name,) if name else (),
        address_of=lambda page: _address(page, trees),
        relative_slugs=True,
        former_ids="permalink",
    )


def _list_tree(folder: Path, tree: _Tree) -> dict[str, Path]:
    target = f"content/{tree.target}".rstrip("/.")
    return list_files(folder, target, lambda path: is_content(path) and not _hidden(path))


def _hidden(path: str) -> bool:
    """Return whether Docusaurus makes no page of a file, as its path has a name with "_"."""
    return is_markdown(path) and any(name.startswith("_") for name in path.split("/"))


def _list_parts(settings: SourceSettings) -> Iterator[_Part]:
    """Yield the blogs and docs of the preset and of plug-ins of their own."""
    for entry in settings.take("presets", default=()) or ():
        options = entry[1] if isinstance(entry, list) and len(entry) > 1 else {}
        for kind in ("blog", "docs"):
            values = options.get(kind, {}) if isinstance(options, dict) else {}
            if values is not False:
                yield _part(kind, values if isinstance(values, dict) else {})
    for entry in settings.take("plugins", default=()) or ():
        plugin, values = (*entry, {}, {})[:2] if isinstance(entry, list) else (entry, {})
        for kind in ("blog", "docs"):
            if isinstance(plugin, str) and plugin.endswith(f"content-{kind}"):
                yield _part(kind, values if isinstance(values, dict) else {})


def _part(kind: str, values: dict[str, Any]) -> _Part:
    route = values.get("routeBasePath")
    return _Part(
        kind=kind,
        folder=str(values.get("path") or kind).strip("./"),
        route=f"/{(route if isinstance(route, str) else kind).strip('/')}".rstrip("/"),
        id=str(values.get("id") or "default"),
    )


def _list_translations(root: Path, parts: tuple[_Part, ...]) -> Iterator[tuple[str, _Part, Path]]:
    """Yield the translated folders of each part, with their languages."""
    for locale in sorted(root.glob("i18n/*/")):
        for part in parts:
            own = "" if part.id == "default" else f"-{part.id}"
            folder = locale / f"docusaurus-plugin-content-{part.kind}{own}"
            folder = folder / "current" if part.kind == "docs" else folder
            if folder.is_dir():
                yield locale.name, part, folder


def _read_authors(root: Path, parts: tuple[_Part, ...]) -> dict[str, str]:
    """Return the names of the authors whom posts name by a key."""
    names: dict[str, str] = {}
    for part in parts:
        file = root / part.folder / "authors.yml"
        values = parse_yaml(read_text(file)) if file.is_file() else None
        for key, author in values.items() if isinstance(values, dict) else ():
            if isinstance(author, dict) and author.get("name"):
                names[str(key)] = str(author["name"])
    return names


def _name_authors(text: str, names: dict[str, str]) -> str:
    """Return a post with the names of its authors in place of their keys."""
    header = _HEADER.match(text)
    authors = _AUTHORS.search(header[0]) if header else None
    if not authors or not names:
        return text
    keys = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    key = re.compile(rf"(?<![\w\"'-])([\"']?)({keys})\1(?![\w\"'-])(?!:)")
    new = key.sub(lambda match: json.dumps(names[match[2]], ensure_ascii=False), authors[2])
    return text[: authors.start(2)] + new + text[authors.end(2) :]


def _tables(
    settings: SourceSettings, parts: tuple[_Part, ...], default: str
) -> dict[str, dict[str, Any]]:
    base = settings.text("baseUrl").strip("/")
    url = settings.text("url").rstrip("/")
    blogs = [part for part in parts if part.kind == "blog"]
    feeds = [
        {"url": f"{blog.route}/{name}", "form": form}
        for blog in blogs
        for name, form in (("rss.xml", "rss"), ("atom.xml", "atom"))
    ]
    return {
        "site": {
            "title": settings.text("title"),
            "base_url": f"{url}/{base}".rstrip("/") if url else "",
            "description": settings.text("tagline"),
            "language": default,
            "menu": list(_menu(settings)),
        },
        "permalinks": {
            "posts": "/:path/",
            "pages": "/:path/",
            "sections": {blog.folder: f"{blog.route}/:year/:month/:day/:slug/" for blog in blogs},
        },
        "feeds": {"also": feeds[:2]},
    }


def _menu(settings: SourceSettings) -> Iterator[dict[str, str]]:
    items = settings.take("themeConfig.navbar.items", default=())
    for item in items if isinstance(items, list) else ():
        url = (item.get("to") or item.get("href")) if isinstance(item, dict) else None
        if isinstance(url, str) and isinstance(item.get("label"), str):
            is_whole = "//" in url or url.startswith("/")
            yield {"name": item["label"], "url": url if is_whole else f"/{url}"}


def _address(page: SourcePage, trees: list[_Tree]) -> str | None:
    for tree in sorted(trees, key=lambda each: len(each.target), reverse=True):
        inside = page.path.removeprefix(f"{tree.target}/")
        if inside == page.path:
            continue
        stem = inside.rpartition(".")[0]
        of_part = _blog_address if tree.part.kind == "blog" else _doc_address
        return f"{tree.prefix}{tree.part.route}{of_part(stem, page.slug)}"
    stem = page.path.rpartition(".")[0]
    return f"/{stem.removesuffix('index').rstrip('/')}"


def _blog_address(stem: str, slug: str) -> str:
    if slug:
        return f"/{slug.lstrip('/')}"
    stem = stem.removesuffix("/index")
    dated = _DATED.match(stem)
    if not dated:
        return f"/{stem}"
    return f"/{dated['date'].replace('-', '/')}/{dated['folder']}{dated['rest']}"


def _doc_address(stem: str, slug: str) -> str:
    *folders, name = (_drop_number(part) for part in stem.split("/"))
    if slug and slug.startswith("/"):
        return slug.rstrip("/")
    is_index = name.lower() in {"index", "readme"} or (bool(folders) and name == folders[-1])
    last = [slug] if slug else [] if is_index else [name]
    return "".join(f"/{part}" for part in (*folders, *last))


def _drop_number(name: str) -> str:
    return name if _NOT_NUMBERED.match(name) else _NUMBERED.sub("", name)


def _list_omissions(settings: SourceSettings, name: str, root: Path) -> Iterator[Omission]:
    yield from list_missing_config(name, "docusaurus.config.js")
    pages = [
        path for path in (root / "src/pages").rglob("*") if path.suffix in {".tsx", ".jsx", ".js"}
    ]
    for page in sorted(pages):
        yield Omission(
            kind="templates",
            what=page.relative_to(root).as_posix(),
            advice="a page made by a program: write it in content/, or a template",
        )
    if (root / "src/components").is_dir():
        yield Omission(
            kind="templates", what="src/components/", advice="components show their children only"
        )
    settings.ignore(*_NEEDLESS.split(), "plugins")
    yield from list_unused(settings, _ADVICE)
