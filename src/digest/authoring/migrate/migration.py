"""From another generator's site to a digest site: what to write so that no address changes.

Importers return a `SourceSite`. Here the address of every page by the old generator's rules is
compared with the one that digest gives it, and pinned in `site.toml` where they differ.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from digest.authoring.migrate.importers import import_site
from digest.authoring.migrate.omissions import REPORT_NAME, write_omissions
from digest.authoring.migrate.source_files import is_markdown
from digest.authoring.migrate.source_site import Omission, SourcePage, SourceSite
from digest.authoring.new_files import NewFile
from digest.authoring.starter_site import title_from_folder
from digest.config.site_file import SITE_FILE, load_config
from digest.config.tables import Config
from digest.config.toml_documents import KeyPath, locate_keys
from digest.config.toml_writer import write_toml
from digest.content.decoding import clean_text
from digest.content.front_matter import read_front_matter, read_metadata
from digest.content.permalinks import default_slug, is_section_index, post_url, site_address
from digest.core.dates import as_datetime, date_from_filename
from digest.core.diagnostics import DigestError, Report
from digest.core.text import slugify

_GENERATED = frozenset(f"static/{name}" for name in ("sitemap.xml", "404.html", "index.html"))
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)
"""Scripts that one language is written in; kana before the characters that Chinese shares."""
_SMALLEST_PAGE = 5
"""A smaller page size was meant for the home page alone, which showed whole posts."""


class Migration(msgspec.Struct, frozen=True, kw_only=True):
    """A whole migration: the files to write, what was kept, and what was not carried over.

    `addresses` are the old addresses of posts and pages by their new paths, where the old
    generator's rules are known. `others` counts the files beside posts and pages, `pinned` the
    addresses that no pattern gives.
    """

    files: tuple[NewFile, ...]
    read: tuple[str, ...]
    omissions: tuple[Omission, ...]
    addresses: dict[str, str]
    pages: int
    others: int
    pinned: int


def plan_migration(
    generator: str,
    source: Path,
    today: date,
    *,
    site: Mapping[str, Any] | None = None,
    link: bool = False,
) -> Migration:
    """Return how the site of another generator becomes one of digest's; nothing is written.

    `site` are values of `[site]` that replace those of the old site. Raise DigestError if its
    settings cannot be read.
    """
    old = _drop_generated(import_site(generator, source))
    if link and not old.folders:
        raise DigestError(
            f"{source} has no folder of content that could be linked: leave --link out"
        )
    tables = _complete_tables(old, source, today, site or {})
    if link:
        # Links out of a site are published only where the site names them.
        names = [name for name, _ in old.folders]
        tables["build"] = {**tables.get("build", {}), "follow_symlinks": names}
    config, refused = _drop_refused(tables)
    pages = tuple(_read_pages(old, config))
    if not tables["site"].get("language") and (language := _guess_language(pages)):
        tables["site"]["language"] = language
    addresses = dict(_list_addresses(pages, old, config))
    pinned = {
        f"content/{page.path}": address
        for page in pages
        if (address := addresses.get(f"content/{page.path}"))
        and address != _new_address(page, config)
    }
    if pinned:
        tables.setdefault("permalinks", {})["pinned"] = pinned
    _keep_terms(pages, old, tables)
    omissions = (*old.omissions, *refused, *_list_undated(pages, config))
    head = f"# Made from a site of {generator}: {', '.join(old.read) or 'no configuration'}.\n\n"
    made = [NewFile(path=SITE_FILE, text=head + write_toml(tables))]
    if omissions:
        made.append(NewFile(path=REPORT_NAME, text=write_omissions(omissions)))
    ignored = NewFile(path=".gitignore", text="/public/\n/.digest/\n/.venv/\n")
    count = sum(map(is_markdown, old.files))
    return Migration(
        files=(*made, *_list_copies(old, link=link), ignored),
        read=old.read,
        omissions=omissions,
        addresses=addresses,
        pages=count,
        others=len(old.files) - count,
        pinned=len(pinned),
    )


def _drop_generated(old: SourceSite) -> SourceSite:
    """Return a site without static files that digest makes itself, or that leave the new site."""
    dropped = sorted(_GENERATED & old.files.keys())
    files = {
        path: file
        for path, file in old.files.items()
        if path not in _GENERATED and ".." not in path.split("/")
    }
    advice = "digest writes its own: see docs/migration.md"
    notes = (Omission(kind="files", what=f"the file {path}", advice=advice) for path in dropped)
    return msgspec.structs.replace(old, files=files, omissions=(*old.omissions, *notes))


def _list_copies(old: SourceSite, *, link: bool) -> Iterator[NewFile]:
    """Yield the files that come from the old site: links to folders, copies, changed texts."""
    linked = tuple(path for _, path in old.folders) if link else ()
    for name, folder in old.folders if link else ():
        yield NewFile(path=name, copy=folder, link=True)
    for path, file in sorted(old.files.items()):
        if any(file.is_relative_to(folder) for folder in linked):
            continue
        text = old.texts.get(path)
        yield NewFile(path=path, copy=file) if text is None else NewFile(path=path, text=text)
    for path in sorted(old.texts.keys() - old.files.keys()):
        yield NewFile(path=path, text=old.texts[path])


def _complete_tables(
    old: SourceSite, source: Path, today: date, known: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the tables with what every site needs: a title, permanent ids, the day of the move."""
    tables: dict[str, Any] = {name: dict(table) for name, table in old.tables.items()}
    site = tables.setdefault("site", {})
    tables = {"site": site, **tables}
    if not urlsplit(site.get("base_url", "")).hostname:
        site["base_url"] = _read_cname(old)
    former = site["base_url"]
    site.update(known)
    if not site.get("title"):
        site["title"] = title_from_folder(source.resolve().stem)
    if "language" in site:
        # Others write "en_US.UTF-8" for what BCP 47 writes "en-US".
        site["language"] = site["language"].partition(".")[0].replace("_", "-")
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
    if tables.get("build", {}).get("page_size", _SMALLEST_PAGE) < _SMALLEST_PAGE:
        del tables["build"]["page_size"]
    if old.former_ids and host:
        tables["feeds"] = {
            **tables.get("feeds", {}),
            "former_ids": old.former_ids,
            "former_ids_before": (today + timedelta(days=1)).isoformat(),
            "former_base_url": former or site["base_url"],
        }
    return tables


def _read_cname(old: SourceSite) -> str:
    """Return the address that a file CNAME names for a host of pages; "" if there is none."""
    file = old.files.get("static/CNAME")
    host = file.read_text("utf-8", errors="replace").strip() if file else ""
    return f"https://{host}" if _HOST.fullmatch(host) else ""


def _drop_refused(tables: dict[str, Any]) -> tuple[Config, list[Omission]]:
    """Delete the keys that digest refuses from the tables; return the configuration they make."""
    omissions: list[Omission] = []
    while True:
        text = write_toml(tables)
        report = Report()
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / SITE_FILE).write_text(text, encoding="utf-8")
            config = load_config(Path(folder), report)
        paths = {line: path for path, (line, _) in locate_keys(text).items()}
        faults = [found for found in report.diagnostics if found.severity == "error"]
        refused = {path: found for found in faults if (path := paths.get(found.line or 0))}
        if not refused:
            return config, omissions
        # Entries of lists are deleted from behind, so that the places of others stay.
        for path, found in reversed(refused.items()):
            _delete_key(tables, path)
            what = f"[{path[0]}] {'.'.join(map(str, path[1:]))}, which the old site sets"
            omissions.append(Omission("settings", what, found.message))


def _delete_key(tables: dict[str, Any], path: KeyPath) -> None:
    value: Any = tables
    with suppress(KeyError, IndexError):  # a key above it may be gone already
        for name in path[:-1]:
            value = value[name]
        del value[path[-1]]


def _read_pages(old: SourceSite, config: Config) -> Iterator[SourcePage]:
    """Read the front matter of every content file; `digest build` reports its faults."""
    zone = ZoneInfo(config.site.timezone)
    for path, file in sorted(old.files.items()):
        if not path.startswith("content/") or not is_markdown(path):
            continue
        report = Report()
        data = old.texts[path].encode() if path in old.texts else file.read_bytes()
        header = read_front_matter(clean_text(data, path, report), path, report)
        meta = read_metadata(header, path, config, report)
        if meta.date is None and (day := date_from_filename(path)) is not None:
            meta = msgspec.structs.replace(meta, date=as_datetime(day, zone))
        inside = path.removeprefix("content/")
        yield SourcePage(
            path=inside,
            title=meta.title or _find_title(header.body),
            meta=meta,
            slug=str(header.values["slug"].value or "") if "slug" in header.values else "",
            categories=(*_folder_categories(inside), *meta.taxonomies.get("categories", ())),
        )


def _find_title(body: str) -> str:
    line = next((line for line in body.splitlines() if line.startswith("# ")), "")
    return line[2:].strip().strip("#").strip()


def _folder_categories(path: str) -> tuple[str, ...]:
    """Return the folders above `_posts`, which Jekyll counts as categories."""
    above, found, _ = path.partition("_posts/")
    return tuple(above.strip("/").split("/")) if found and above.strip("/") else ()


def _guess_language(pages: tuple[SourcePage, ...]) -> str:
    """Return the language that most titles are in, if their script tells; else ""."""
    scripts = Counter(
        next((code for code, letters in _SCRIPTS if letters.search(page.title)), "")
        for page in pages
        if page.title
    )
    code, count = scripts.most_common(1)[0] if scripts else ("", 0)
    return code if count * 2 > scripts.total() else ""


def _list_undated(pages: tuple[SourcePage, ...], config: Config) -> Iterator[Omission]:
    """Yield an omission if most files have no date: feeds would have little in them."""
    texts = [page for page in pages if not is_section_index(f"content/{page.path}", config)]
    undated = sum(page.meta.date is None for page in texts)
    if undated * 2 > len(texts):
        yield Omission(
            kind="dates",
            what=f"dates: {undated} of {len(texts)} files say none",
            advice="only what has a date comes into feeds and archives: "
            "write `date:` into the issues",
        )


def _list_addresses(
    pages: tuple[SourcePage, ...], old: SourceSite, config: Config
) -> Iterator[tuple[str, str]]:
    """Yield the files whose address the old generator's rules tell, with that address."""
    for page in pages if old.address_of else ():
        path = f"content/{page.path}"
        # A name that is no UTF-8 cannot be written into a TOML file.
        if is_section_index(path, config) or not path.isprintable():
            continue
        if page.meta.permalink and not (old.relative_slugs and page.slug):
            continue
        written = old.address_of(page) if old.address_of else None
        address = site_address(written) if written else None
        if address and address != "/":
            yield path, address


def _new_address(page: SourcePage, config: Config) -> str:
    meta = page.meta
    path = f"content/{page.path}"
    kind = meta.kind or ("post" if meta.date else "page")
    return post_url(
        path=path,
        kind=kind,
        slug=meta.slug or default_slug(path, kind, config),
        title=page.title,
        date=meta.date,
        number=meta.number,
        explicit=meta.permalink,
        config=config,
        categories=meta.taxonomies.get("categories", ()),
    )


def _keep_terms(pages: tuple[SourcePage, ...], old: SourceSite, tables: dict[str, Any]) -> None:
    """Add redirects from the old pages of terms to the new ones, and the terms' old feeds."""
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
        url = old.term_url(taxonomy, name) if old.term_url else None
        if url and site_address(url) != folder:
            redirects.setdefault(url, folder)
        for feed, form in old.term_feeds(taxonomy, name) if old.term_feeds else ():
            feeds.append({"url": feed, "form": form, "folder": folder})
    if redirects:
        tables.setdefault("permalinks", {})["redirects"] = redirects
    if feeds:
        by_url = {feed["url"]: feed for feed in feeds}
        tables.setdefault("feeds", {})["also"] = list(by_url.values())
