"""Files of a Jekyll site: which are published, includes, HTML pages, feeds made by templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from digest.authoring.migrate.source_files import is_markdown, read_text
from digest.authoring.migrate.source_site import Omission
from digest.core.text import slugify

_SOURCE_SUFFIXES = (
    *(".scss", ".sass", ".coffee", ".rb", ".gemspec"),
    *(".lock", ".yml", ".yaml", ".toml", ".sh"),
)
_NEVER_PUBLISHED = re.compile(
    r"(?:^|/)(?:Gemfile|Rakefile|Makefile|LICENSE|package(?:-lock)?\.json)$"
)
_ABOUT_REPOSITORY = re.compile(
    r"(?i)(?:^|/)(?:README|LICEN[CS]E|COPYING|CODE_OF_CONDUCT|CONTRIBUTING|ISSUE_TEMPLATE"
    r"|PULL_REQUEST_TEMPLATE)\.\w+$"
)
"""What has no page without front matter, also where other Markdown has one without."""
_TEMPLATE_SUFFIXES = (".html", ".htm", ".xml", ".css", ".js", ".json", ".txt", ".rss", ".atom")
_HEADER = re.compile(r"\A\ufeff?(---[ \t]*\r?\n.*?^---[ \t]*\r?\n)", re.DOTALL | re.MULTILINE)
_LIQUID = re.compile(r"\{[{%]")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_PREFORMATTED = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL | re.IGNORECASE)
_INCLUDE = re.compile(
    r"\{%-?\s*(?P<tag>include(?:_cached|_relative)?)\s+[\"']?(?P<name>[\w./-]+)[\"']?"
    r"(?P<values>[^%]*)%\}"
)
_VALUE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PARAMETER = re.compile(r"\{\{-?\s*include\.([\w-]+)\s*-?\}\}")
_SITE_VARIABLE = re.compile(r"\{\{-?\s*(site\.[A-Za-z_][\w.-]*)\s*-?\}\}")
_DEEPEST = 5

_FORMS: tuple[tuple[Literal["rss", "atom", "json"], re.Pattern[str]], ...] = (
    ("rss", re.compile(r"<rss\b")),
    ("atom", re.compile(r"<feed\b[^>]*\bxmlns")),
    ("json", re.compile(r"jsonfeed\.org/version/")),
)
_PODCAST = "www.itunes.com/dtds/"
_BY_ID = re.compile(r"(?:<id>|<guid[^>]*>|\"id\"\s*:).{0,80}?\b\w+\.id\b")
_LOOP = re.compile(
    r"\{%-?\s*for\s+\w+\s+in\s+site\.(?:posts|(?P<taxonomy>categories|tags)"
    r"(?:\.(?P<name>[\w-]+)|\[\s*[\"'](?P<quoted>[^\"']+)[\"']\s*\]))(?P<rest>[^%]*)%\}"
)
_LIMIT = re.compile(r"\blimit\s*:\s*(\d+)")


class TemplateFeed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed that a template makes of posts.

    `folder` is the address of the term whose posts it has, "" for all posts. `limit` is 0 if it has
    no limit. With `by_id`, its entries' ids are made from Jekyll's `id`.
    """

    url: str
    form: Literal["rss", "atom", "json"]
    folder: str
    limit: int
    by_id: bool


class JekyllFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Where files of a Jekyll site go in the new one.

    `texts` are the files whose text changes on the way, `templates` those that only Jekyll can
    render, `variables` the names of the site's settings that pages show.
    """

    files: dict[str, Path]
    texts: dict[str, str]
    templates: dict[str, Path]
    variables: frozenset[str]
    omissions: tuple[Omission, ...]


def is_published(path: str, collections: frozenset[str]) -> bool:
    """Return whether Jekyll publishes a file: no theme, no program, no notes to contributors.

    `collections` are the folders whose names begin with "_" and that have pages all the same.
    """
    *folders, name = path.split("/")
    hidden = any(part.startswith("_") and part not in collections for part in folders)
    is_source = path.lower().endswith(_SOURCE_SUFFIXES) or _NEVER_PUBLISHED.search(path)
    return not (hidden or name.startswith("_") or is_source)


def sort_files(found: Mapping[str, Path], root: Path) -> JekyllFiles:
    """Return where each published file goes, with included Markdown put into its place."""
    files: dict[str, Path] = {}
    texts: dict[str, str] = {}
    templates: dict[str, Path] = {}
    for path, source in found.items():
        if is_markdown(path):
            if _has_header(source) or not _ABOUT_REPOSITORY.search(path):
                files[f"content/{path}"] = source
        elif path.lower().endswith(_TEMPLATE_SUFFIXES) and _has_header(source):
            page = _page_path(path)
            text = _convert_html(read_text(source), in_post="_posts/" in path) if page else ""
            if text and page not in files:
                files[page], texts[page] = source, text
            else:
                templates[path] = source
        else:
            files[f"static/{path}"] = source
    includes = _Includes(root)
    for path, source in list(files.items()):
        if path.startswith("content/"):
            text = texts.get(path) or read_text(source)
            new = includes.insert(text, source.parent)
            if new != text or path in texts:
                texts[path] = new
    bodies = (texts.get(p) or read_text(f) for p, f in files.items() if p.startswith("content/"))
    variables = frozenset(name for body in bodies for name in _SITE_VARIABLE.findall(body))
    return JekyllFiles(
        files=files | includes.shortcodes,
        texts=texts,
        templates=templates,
        variables=variables,
        omissions=includes.list_omissions(),
    )


def _has_header(source: Path) -> bool:
    with source.open("rb") as file:
        return file.read(6).removeprefix(b"\xef\xbb\xbf").startswith(b"---")


def _page_path(path: str) -> str:
    """Return where an HTML page becomes one in Markdown; "" for another kind of file."""
    stem, _, suffix = path.rpartition(".")
    if suffix.lower() not in {"html", "htm"}:
        return ""
    return "content/_index.md" if stem == "index" else f"content/{stem}.md"


def _convert_html(text: str, *, in_post: bool) -> str:
    """Return an HTML page as Markdown that renders to the same; "" if only Jekyll can render it.

    HTML in Markdown ends at an empty line, so there must be none in it.
    """
    header = _HEADER.match(text)
    body = text[header.end() :].strip() if header else ""
    without_variables = _SITE_VARIABLE.sub("", body)
    if not header or not body or (_LIQUID.search(without_variables) and not in_post):
        return ""
    parts = [
        _BLANK_LINES.sub(lambda found: "\n" + "&#10;" * (found[0].count("\n") - 1), part)
        if part[:4].lower() == "<pre"
        else _BLANK_LINES.sub("\n", part)
        for part in _PREFORMATTED.split(body)
    ]
    return f"{header[1]}\n<div>\n{''.join(parts)}\n</div>\n"


class _Includes:
    """What posts include: Markdown is inserted, plain HTML becomes a shortcode."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "_includes"
        self._left: dict[str, None] = {}
        self.shortcodes: dict[str, Path] = {}

    def insert(self, text: str, folder: Path, depth: int = _DEEPEST) -> str:
        """Return a text with the Markdown that it includes; `folder` is that of its file."""

        def replace(match: re.Match[str]) -> str:
            name = match["name"]
            source = (folder if match["tag"] == "include_relative" else self._folder) / name
            if ".." in name or not source.is_file():
                return match[0]
            values = {key: a or b for key, a, b in _VALUE.findall(match["values"])}
            part = _PARAMETER.sub(lambda found: values.get(found[1], ""), read_text(source))
            if is_markdown(name) and depth:
                part = self.insert(part, source.parent, depth - 1)
                if not _LIQUID.search(_SITE_VARIABLE.sub("", part)):
                    return part.strip("\n")
            elif source.suffix == ".html" and not _LIQUID.search(part) and not values:
                self.shortcodes[f"templates/shortcodes/{source.stem}.html"] = source
                return match[0]
            self._left[name] = None
            return match[0]

        return _INCLUDE.sub(replace, text) if "{%" in text else text

    def list_omissions(self) -> tuple[Omission, ...]:
        """Return the includes that must be written anew, as shortcodes."""
        return tuple(
            Omission(
                "shortcodes",
                f"{{% include {name} %}}",
                f"write templates/shortcodes/{Path(name).stem}.html",
            )
            for name in sorted(self._left)
        )


def read_template_feed(path: str, file: Path) -> TemplateFeed | None:
    """Return the feed that a template makes of posts; None if it is none, or a podcast."""
    if not path.endswith((".xml", ".rss", ".atom", ".json")):
        return None
    text = read_text(file)
    form = next((name for name, mark in _FORMS if mark.search(text)), None)
    if form is None or "site." not in text or _PODCAST in text:
        return None
    loop = _LOOP.search(text)
    if loop is None and "site.posts" not in text:
        return None
    limit = _LIMIT.search(loop["rest"]) if loop else None
    name = (loop["name"] or loop["quoted"] or "") if loop else ""
    return TemplateFeed(
        url=f"/{path}",
        form=form,
        folder=f"/{loop['taxonomy']}/{slugify(name)}/" if loop and name else "",
        limit=int(limit[1]) if limit else 0,
        by_id=bool(_BY_ID.search(text)),
    )
