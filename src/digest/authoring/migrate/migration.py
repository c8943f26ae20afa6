"""From another generator's site to a digest site: what to write so that nothing moves.

The readers say what they found; here addresses are compared, one by one, with those that digest
would give, and whatever differs is pinned, so that every page, feed and id stays where it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from digest.authoring.migrate.source_files import is_markdown
from digest.authoring.migrate.source_site import Note, SourcePage, SourceSite
from digest.authoring.new_files import NewFile
from digest.authoring.starter_site import title_from_folder
from digest.config.tables import Config
from digest.config.toml_writer import write_toml
from digest.content.decoding import clean_text
from digest.content.front_matter import read_front_matter, read_metadata
from digest.content.permalinks import default_slug, is_section_index, post_url, site_address
from digest.core.dates import as_datetime, date_from_filename
from digest.core.diagnostics import DigestError, Report
from digest.core.text import slugify

_GENERATED = tuple(f"static/{name}" for name in ("sitemap.xml", "404.html", "index.html"))

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)
"""Scripts that one language is written in; kana before the characters that Chinese shares."""
_FEWEST = 5
"""A smaller page size was meant for the home page alone: there it showed whole posts."""

Generator = Literal["hugo", "zola", "pelican", "jekyll", "astro", "eleventy", "mkdocs", "readme"]


class Migration(msgspec.Struct, frozen=True, kw_only=True):
    """A whole migration: the files to write, what was kept, and what was not carried over.

    `pages` counts posts and pages, `others` the files beside them, `pinned` the addresses that
    no pattern gives.
    """

    files: tuple[NewFile, ...]
    read: tuple[str, ...]
    notes: tuple[Note, ...]
    pages: int
    others: int
    pinned: int


def plan_migration(
    generator: Generator,
    source: Path,
    today: date,
    *,
    site: Mapping[str, Any] | None = None,
    link: bool = False,
) -> Migration:
    """Plan how the site of another generator becomes one of digest's; nothing is written.

    `site` are values of `[site]` that are known better than the old site says.
    """
    move = _leave_generated(_read(generator, source))
    if link and not move.folders:
        raise DigestError(
            f"{source} has no folder of content that could be linked: leave --link out"
        )
    tables = _complete(move, source, today, site or {})
    if link:
        # Links out of a site are published only where the site names them.
        names = [name for name, _ in move.folders]
        tables["build"] = {**tables.get("build", {}), "follow_symlinks": names}
    config = msgspec.convert(tables, Config, strict=False)
    pages = tuple(_read_pages(move, config))
    if not tables["site"].get("language") and (language := _guess_language(pages)):
        tables["site"]["language"] = language
    pinned = dict(_pin(pages, move, config))
    move = _note_undated(move, pages, config)
    if pinned:
        tables.setdefault("permalinks", {})["pinned"] = pinned
    _keep_terms(pages, move, tables)
    head = f"# Made from a site of {generator}: {', '.join(move.read) or 'no configuration'}.\n\n"
    files = [NewFile(path="site.toml", text=head + write_toml(tables))]
    if link:
        files += [NewFile(path=name, copy=path, link=True) for name, path in move.folders]
        linked = tuple(path for _, path in move.folders)
        rest = {p: f for p, f in move.files.items() if not any(f.is_relative_to(x) for x in linked)}
    else:
        rest = move.files
    files += [NewFile(path=path, copy=file) for path, file in sorted(rest.items())]
    files.append(NewFile(path=".gitignore", text="/public/\n/.digest/\n/.venv/\n"))
    count = sum(map(is_markdown, move.files))
    return Migration(
        files=tuple(files),
        read=move.read,
        notes=move.notes,
        pages=count,
        others=len(move.files) - count,
        pinned=len(pinned),
    )


def _read(generator: Generator, source: Path) -> SourceSite:
    name = "markdown_folder" if generator == "readme" else generator
    module = import_module(f"digest.authoring.migrate.{name}")
    reader: Callable[[Path], SourceSite] = getattr(module, f"read_{name}")
    try:
        return reader(source)
    except (ValueError, OSError) as error:
        raise DigestError(f"the configuration in {source} cannot be read: {error}") from error


def _leave_generated(move: SourceSite) -> SourceSite:
    """Leave out the static files that digest makes itself: two cannot have one address."""
    left = [path for path in _GENERATED if path in move.files]
    inside = {path: file for path, file in move.files.items() if ".." not in path.split("/")}
    files = {path: file for path, file in inside.items() if path not in left}
    todo = "digest writes its own: see docs/migration.md"
    notes = (*move.notes, *(Note(f"the file {path}", todo) for path in left))
    return msgspec.structs.replace(move, files=files, notes=notes)


def _complete(
    move: SourceSite, source: Path, today: date, known: Mapping[str, Any]
) -> dict[str, Any]:
    """Give the tables with what every site needs: a title, permanent ids, the day of the move."""
    tables: dict[str, Any] = {name: dict(table) for name, table in move.tables.items()}
    site = tables.setdefault("site", {})
    tables = {"site": site, **tables}
    if not urlsplit(site.get("base_url", "")).hostname:
        site["base_url"] = _address_of_pages(move)
    former = site["base_url"]
    site.update(known)
    if not site.get("title"):
        site["title"] = title_from_folder(source.resolve().stem)
    try:
        ZoneInfo(site.get("timezone", "UTC"))
    except (KeyError, ValueError, OSError):
        site.pop("timezone")
    host = urlsplit(site.get("base_url", "")).hostname
    if not host:
        site.pop("base_url", None)
    else:
        site["id_domain"] = host
    site["id_date"] = str(today.year)
    if tables.get("build", {}).get("page_size", _FEWEST) < _FEWEST:
        del tables["build"]["page_size"]
    if move.former_ids and host:
        tables["feeds"] = {
            **tables.get("feeds", {}),
            "former_ids": move.former_ids,
            "former_ids_before": (today + timedelta(days=1)).isoformat(),
            "former_base_url": former or site["base_url"],
        }
    return tables


def _address_of_pages(move: SourceSite) -> str:
    """Give the address that hosts of pages read from a file CNAME; "" where there is none."""
    file = move.files.get("static/CNAME")
    host = file.read_text("utf-8", errors="replace").strip() if file else ""
    return f"https://{host}" if _HOST.fullmatch(host) else ""


def _read_pages(move: SourceSite, config: Config) -> Iterator[SourcePage]:
    """Read the front matter of every content file; what is wrong with it is build's to say."""
    zone = ZoneInfo(config.site.timezone)
    for path, file in sorted(move.files.items()):
        if not path.startswith("content/") or not is_markdown(path):
            continue
        report = Report()
        header = read_front_matter(clean_text(file.read_bytes(), path, report), path, report)
        meta = read_metadata(header, path, config, report)
        if meta.date is None and (day := date_from_filename(path)) is not None:
            meta = msgspec.structs.replace(meta, date=as_datetime(day, zone))
        inside = path.removeprefix("content/")
        yield SourcePage(
            path=inside,
            title=meta.title or _title_in(header.body),
            meta=meta,
            categories=(*_folder_categories(inside), *meta.taxonomies.get("categories", ())),
        )


def _guess_language(pages: tuple[SourcePage, ...]) -> str:
    """Give the language that most titles are in, where their script tells; else ""."""
    scripts = Counter(
        next((code for code, letters in _SCRIPTS if letters.search(page.title)), "")
        for page in pages
        if page.title
    )
    code, count = scripts.most_common(1)[0] if scripts else ("", 0)
    return code if count * 2 > scripts.total() else ""


def _note_undated(move: SourceSite, pages: tuple[SourcePage, ...], config: Config) -> SourceSite:
    """Note that most files have no date, if that is so: feeds would have little in them."""
    texts = [page for page in pages if not is_section_index(f"content/{page.path}", config)]
    undated = sum(page.meta.date is None for page in texts)
    if undated * 2 <= len(texts):
        return move
    note = Note(
        f"dates: {undated} of {len(texts)} files say none",
        "only what has a date comes into feeds and archives: write `date:` into the issues",
    )
    return msgspec.structs.replace(move, notes=(*move.notes, note))


def _title_in(body: str) -> str:
    line = next((line for line in body.splitlines() if line.startswith("# ")), "")
    return line[2:].strip().strip("#").strip()


def _folder_categories(path: str) -> tuple[str, ...]:
    """Give the folders above `_posts`, which Jekyll counts as categories."""
    above, found, _ = path.partition("_posts/")
    return tuple(above.strip("/").split("/")) if found and above.strip("/") else ()


def _pin(
    pages: tuple[SourcePage, ...], move: SourceSite, config: Config
) -> Iterator[tuple[str, str]]:
    """Yield the files whose address digest would change, with the address they had."""
    if move.address_of is None:
        return
    for page in pages:
        path = f"content/{page.path}"
        if page.meta.permalink or is_section_index(path, config):
            continue
        old = move.address_of(page)
        address = site_address(old) if old else None
        if not path.isprintable():
            continue  # a name that is no UTF-8 cannot be written into a TOML file
        if address and address != "/" and address != _own_address(page, path, config):
            yield path, address


def _own_address(page: SourcePage, path: str, config: Config) -> str:
    meta = page.meta
    kind = meta.kind or ("post" if meta.date else "page")
    return post_url(
        path=path,
        kind=kind,
        slug=meta.slug or default_slug(path, kind, config),
        title=page.title,
        date=meta.date,
        number=meta.number,
        explicit=None,
        config=config,
        categories=meta.taxonomies.get("categories", ()),
    )


def _keep_terms(pages: tuple[SourcePage, ...], move: SourceSite, tables: dict[str, Any]) -> None:
    """Lead from the old pages of terms to the new ones, and go on writing their feeds."""
    redirects = dict(tables.get("permalinks", {}).get("redirects", {}))
    feeds = list(tables.get("feeds", {}).get("also", ()))
    names = {
        (taxonomy, name)
        for page in pages
        for taxonomy, terms in page.meta.taxonomies.items()
        for name in terms
    }
    for taxonomy, name in sorted(names):
        folder = f"/{taxonomy}/{slugify(name)}/"
        old = move.term_url(taxonomy, name) if move.term_url else None
        if old and site_address(old) != folder:
            redirects.setdefault(old, folder)
        for url, form in move.term_feeds(taxonomy, name) if move.term_feeds else ():
            feeds.append({"url": url, "form": form, "folder": folder})
    if redirects:
        tables.setdefault("permalinks", {})["redirects"] = redirects
    if feeds:
        tables.setdefault("feeds", {})["also"] = list(
            {each["url"]: each for each in feeds}.values()
        )
