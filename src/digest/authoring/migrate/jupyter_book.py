"""Import a Jupyter Book: `_config.yml` and `_toc.yml` of version 1, or MyST's `myst.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from digest.authoring.migrate.source_files import (
    find_file,
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

_ENUMERATION = re.compile(r"^[\d_.-]+")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9-]+")
_BIBLIOGRAPHIES = ("references.bib", "_bibliography/references.bib")
"""Where a book keeps its bibliography if it does not say so."""
_ADVICE = {
    "execute": "notebooks are not run",
    "sphinx": "Sphinx's extensions are not run: see docs/migration.md",
    "launch_buttons": "put links into [[site.menu]] or templates/",
    "latex": "digest writes no PDF",
    "repository": "put links into [[site.menu]] or templates/",
}
_NEEDLESS = """
    logo only_build_toc_files exclude_patterns html.use_repository_button html.use_issues_button
    html.use_edit_page_button html.favicon parse.myst_enable_extensions parse.myst_url_schemes
    version project.id project.github project.jupyter project.exports project.thumbnail
    project.keywords project.license site.template site.options.logo site.options.favicon
"""


def read_jupyter_book(root: Path) -> SourceSite:
    """Return the Jupyter Book in a folder; of its files, those that its contents name."""
    name = find_file(root, ("myst.yml", "_config.yml"))
    settings = SourceSettings(parse_yaml(read_text(root / name)) if name else {})
    is_myst = name == "myst.yml"
    toc_name = "" if is_myst else find_file(root, ("_toc.yml",))
    contents = parse_yaml(read_text(root / toc_name)) if toc_name else settings.take("project.toc")
    listed = list(dict.fromkeys(_list_documents(contents, root)))
    found = list_files(root, "content", is_content)
    pages = {f"content/{path}" for path in listed if is_markdown(path)}
    files = {
        path: file
        for path, file in found.items()
        if not is_markdown(path) or not pages or path in pages
    }
    addresses = _myst_addresses(listed, settings) if is_myst else _sphinx_addresses(listed)
    return SourceSite(
        tables=drop_empty(_tables(root, settings, is_myst=is_myst)),
        files=files,
        omissions=tuple(_list_omissions(settings, name, listed)),
        read=tuple(filter(None, (name, toc_name))),
        address_of=lambda page: _address(page, addresses),
        former_ids="permalink",
    )


def _list_documents(entry: Any, root: Path) -> Iterator[str]:
    """Yield the files that a table of contents names, in order, with their suffixes."""
    if isinstance(entry, list):
        for each in entry:
            yield from _list_documents(each, root)
    elif isinstance(entry, Mapping):
        for key, value in entry.items():
            if key in {"root", "file"} and isinstance(value, str):
                yield from _find_document(value, root)
            elif key in {"pattern", "glob"} and isinstance(value, str):
                yield from sorted(path.relative_to(root).as_posix() for path in root.glob(value))
            elif isinstance(value, list):
                yield from _list_documents(value, root)


def _find_document(name: str, root: Path) -> Iterator[str]:
    for suffix in ("", ".md", ".ipynb", ".rst", ".markdown"):
        if (root / f"{name}{suffix}").is_file():
            yield f"{name}{suffix}"
            return


def _sphinx_addresses(listed: list[str]) -> dict[str, str]:
    return {path: f"/{path.rpartition('.')[0]}.html" for path in listed}


def _myst_addresses(listed: list[str], settings: SourceSettings) -> dict[str, str]:
    """Return the addresses that MyST gives: by the file's name alone, unless folders are wanted."""
    keeps_folders = settings.take("site.options.folders") is True
    addresses: dict[str, str] = {}
    taken: dict[str, int] = {}
    for path in listed:
        *folders, stem = path.rpartition(".")[0].split("/")
        slug = "/".join(map(_slug, [*(folders if keeps_folders else []), stem]))
        count = taken.get(slug, 0)
        taken[slug] = count + 1
        addresses[path] = f"/{slug}{f'-{count}' if count else ''}"
    if listed:
        addresses[listed[0]] = "/"
    return addresses


def _slug(name: str) -> str:
    plain = (_ENUMERATION.sub("", name) or name).lower().replace("&", " and ").replace("'", "")
    return _NOT_IN_SLUG.sub("-", plain).strip("-")


def _address(page: SourcePage, addresses: Mapping[str, str]) -> str | None:
    return addresses.get(page.path)


def _tables(root: Path, settings: SourceSettings, *, is_myst: bool) -> dict[str, dict[str, Any]]:
    pattern = "/:slug/" if is_myst else "/:path.html"
    return {
        "site": {
            "title": settings.text("title", "project.title", "site.title"),
            "base_url": settings.text("html.baseurl", "site.options.url").rstrip("/"),
            "description": " ".join(settings.text("description", "project.description").split()),
            "language": settings.text("sphinx.config.language", "project.language"),
            "authors": _authors(settings.take("author", "project.authors")),
            "copyright": settings.text("copyright", "project.copyright"),
        },
        "permalinks": {
            "posts": pattern,
            "pages": pattern,
        },
        "markdown": {"bibliography": list(_list_bibliographies(root, settings))},
        "substitutions": {
            str(key): str(value)
            for key, value in settings.table("parse.myst_substitutions").items()
            if isinstance(value, (str, int, float))
        },
    }


def _list_bibliographies(root: Path, settings: SourceSettings) -> Iterator[str]:
    """Yield the book's BibTeX files, as the new site names them."""
    written = settings.take(
        "bibtex_bibfiles", "sphinx.config.bibtex_bibfiles", "project.bibliography"
    )
    named = written if isinstance(written, list) else [written] if written else _BIBLIOGRAPHIES
    for name in map(str, named):
        if (root / name).is_file():
            yield f"content/{name}"


def _authors(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    names = (each.get("name") if isinstance(each, Mapping) else each for each in entries)
    return [name for name in names if isinstance(name, str) and name]


def _list_omissions(settings: SourceSettings, name: str, listed: list[str]) -> Iterator[Omission]:
    yield from list_missing_config(name, "myst.yml or _config.yml")
    for path in listed:
        if not is_markdown(path):
            advice = "convert it to Markdown, for example with `jupytext` or pandoc"
            yield Omission(kind="files", what=path, advice=advice)
    settings.ignore(*_NEEDLESS.split(), "project.toc", "html.home_page_in_navbar")
    yield from list_unused(settings, _ADVICE)
