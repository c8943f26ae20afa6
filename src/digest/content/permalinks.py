"""Makes the addresses of posts, aliases and bundle files; pure.

`Post.url` is made here, once: root-relative, percent-encoded, from a pattern of `[permalinks]`
or the author's own address. Everything later joins and compares such addresses as they are;
`output_path` alone turns one back into a file name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from posixpath import basename, dirname, splitext
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from digest.config.tables import Config
from digest.core.dates import split_date_prefix
from digest.core.model import PostKind
from digest.core.text import slugify

PLACEHOLDER = re.compile(
    r":(year|month|day|yearday|slug|title|number|section|path|filename|categories)\b"
)
NAMING = frozenset({"slug", "title", "number", "path", "filename"})
"""Placeholders that tell posts apart; a pattern without a filled one gets the slug at its end."""

LONGEST_NAME = 255
"""Bytes a file name may have on every usual file system."""

_DATE_PLACEHOLDERS = re.compile(r":(?:year|yearday|month|day)\b")
_MEDIA = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|avif|ico|pdf|mp4|webm|mp3|ogg|wav)$", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PLAIN = re.compile(r"[A-Za-z0-9._~-]+")
_SAFE = "!$&'()*+,;=:@~-._"
_PAGE_FILES = (".html", ".htm", ".xhtml")
_INDEX_STEMS = ("index", "_index")
_FULL_URL = re.compile(r"[a-z][a-z0-9+.-]*://|//", re.IGNORECASE)
_PLAIN_URL = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,250})+/?")
_UNUSABLE = re.compile(r"/?(?:[^/]:|\.digest-)")
"""Beginnings of paths that cannot be written: a drive of Windows, digest's own records."""
_STYLE_OR_TEMPLATE = re.compile(r"^(?:pretty|date|weekdate|ordinal|none)$|\{[{%]")
"""Values of `permalink` that name another generator's style, or need its template engine."""


def section_of(path: str, config: Config) -> str:
    """Return the folder, below the content folder, that a post belongs to ("" at the top)."""
    inside = path.removeprefix(config.build.content.strip("/") + "/")
    folder = dirname(inside)
    return dirname(folder) if _stem(path) == "index" else folder


def is_section_index(path: str, config: Config) -> bool:
    """Return whether a file is the text of its folder, and not a page of its own."""
    stem = _stem(path)
    at_top = "/" not in path.removeprefix(config.build.content.strip("/") + "/")
    return stem == "_index" or (stem == "index" and at_top)


def is_bundle(path: str) -> bool:
    """Return whether a post shares a folder with its images."""
    return _stem(path) in _INDEX_STEMS


def default_slug(path: str, kind: PostKind, config: Config) -> str:
    """Return the slug of a post that names none: its file's or bundle's name as it is.

    A date in front of the name is only taken off when the permalink pattern carries the date, or
    where the site asks for it.
    """
    stem = _stem(path)
    name = basename(dirname(path)) if stem in _INDEX_STEMS else stem
    strip = config.permalinks.strip_dates
    if strip or _DATE_PLACEHOLDERS.search(_pattern(path, kind, config)):
        name = split_date_prefix(name)[1]
    return name


def post_url(
    *,
    path: str,
    kind: PostKind,
    slug: str,
    title: str,
    date: datetime | None,
    number: int | None,
    explicit: str | None,
    config: Config,
    categories: Sequence[str] = (),
) -> str:
    """Return a post's address: `explicit` (front matter `url` or `permalink`), else by pattern.

    An address pinned in `[permalinks.pinned]` overrides the front matter's: it is about one file
    and comes from where the file had it. The result never leads out of the site.
    """
    explicit = config.permalinks.pinned.get(path) or explicit
    if explicit and not _STYLE_OR_TEMPLATE.search(explicit):
        written = site_address(_fill_explicit(explicit, path, slug, title, date))
        if written:
            return _without_index(written)
    if is_section_index(path, config):
        return encode_path(f"/{dirname(_inside(path, config))}/")
    name = slug if encode_path(slug) != "/" else default_slug(path, kind, config)
    values = _values(
        path,
        slug=name,
        title=title,
        date=date,
        number=number,
        section=section_of(path, config),
        categories=categories,
    )
    address = _without_index(encode_path(_fill(_pattern(path, kind, config), values)))
    if config.permalinks.ugly and address != "/":
        return address.rstrip("/") + ".html"
    return address


def _without_index(address: str) -> str:
    """Return the address of the folder for that of the file in it which servers show for it."""
    return address.removesuffix("index.html") if address.endswith("/index.html") else address


def is_usable_address(explicit: str) -> bool:
    """Return whether an address from front matter leads into the site or names another's style."""
    return bool(_STYLE_OR_TEMPLATE.search(explicit)) or site_address(explicit) is not None


def encode_path(path: str) -> str:
    """Percent-encode a plain path: it starts with one slash, and no segment climbs or is empty."""
    parts = (part.strip() for part in _CONTROL.sub("", path).replace("\\", "-").split("/"))
    names = [part for part in parts if part not in {"", ".", ".."}]
    if names and _UNUSABLE.match(names[0]):
        names[0] = names[0].replace(":", "-", 1).lstrip(".")
    segments = [encode_segment(_fit(name)) for name in names]
    slash = "/" if segments and (path.endswith("/") or not is_page_file(path)) else ""
    return "/" + "/".join(segments) + slash


def site_address(written: str, base: str = "/") -> str | None:
    """Return the encoded root-relative address an author means, None if it leads nowhere here.

    `written` may be encoded or not, with or without a leading slash, or a full URL, of which the
    path counts. One that starts with "./" or "../" is relative to the address `base`. A query
    never reaches a file, so an address with one leads nowhere.
    """
    text = written.strip()
    if "?" in text:
        return None
    try:
        path = unquote(urlsplit(text).path if _FULL_URL.match(text) else text)
    except ValueError:
        return None
    if path.startswith(("./", "../")):
        path = unquote(base.rstrip("/").rpartition("/")[0]) + "/" + path
    climbed = _climb(path)
    if climbed is None or _CONTROL.search(climbed) or _UNUSABLE.match(climbed):
        return None
    return encode_path(climbed) if climbed.strip("/") or path.startswith("/") else None


def is_page_file(path: str) -> bool:
    """Return whether an address names a file ("/a.html"), not a folder ("/a/", "/gpt-4.5")."""
    return path.lower().endswith(_PAGE_FILES)


def output_path(url: str) -> str:
    """Return the file below the output folder that an encoded address is served from.

    Raise ValueError for an address that no file of ours can have.
    """
    if _PLAIN_URL.fullmatch(url):
        return url[1:] + "index.html" if url[-1] == "/" else url[1:]
    path = unquote(url)
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"{url} is not an address within the site")
    segments = path[1:].split("/")
    if segments[-1] == "":
        segments[-1] = "index.html"
    for segment in segments:
        if segment in {"", ".", ".."} or "\\" in segment or _CONTROL.search(segment):
            raise ValueError(f"{url} leads out of the site or to a name no file can have")
        if len(segment.encode()) > LONGEST_NAME:
            raise ValueError(f"a name in {url} is longer than {LONGEST_NAME} bytes")
    return "/".join(segments)


def asset_url(page_url: str, name: str) -> str:
    """Return the address of a bundle's file `name` (as on disk) beside the page at `page_url`."""
    folder = page_url[: page_url.rindex("/") + 1]
    return folder + "/".join(encode_segment(segment) for segment in name.split("/"))


def loose_output(file: str, config: Config) -> str | None:
    """Return the output of a file beside posts that belongs to none of them; None: it has none.

    Of a folder of plain READMEs only media are published, not the whole repository around them.
    """
    inside = _inside(file, config)
    return normalize("NFC", inside) if inside != file or _MEDIA.search(file) else None


def _stem(path: str) -> str:
    return splitext(basename(path))[0]


def _inside(path: str, config: Config) -> str:
    return path.removeprefix(config.build.content.strip("/") + "/")


def _pattern(path: str, kind: PostKind, config: Config) -> str:
    """Return the pattern of the nearest folder that has one, else that of posts or of pages."""
    table = config.permalinks
    if table.sections:
        section = section_of(path, config)
        while section:
            if section in table.sections:
                return table.sections[section]
            section = dirname(section)
    return table.posts if kind == "post" else table.pages


def _fit(name: str) -> str:
    """Shorten a name that no file could have, keeping it unique, with room for an ending."""
    if len(name) <= LONGEST_NAME // 5:
        return name
    raw = name.encode("utf-8", "replace")
    if len(raw) <= LONGEST_NAME - 10:
        return name
    mark = hashlib.blake2b(raw, digest_size=4).hexdigest()
    return raw[: LONGEST_NAME - 20].decode("utf-8", "ignore") + "-" + mark


def _values(
    path: str,
    *,
    slug: str,
    title: str,
    date: datetime | None,
    number: int | None = None,
    section: str = "",
    categories: Sequence[str] = (),
) -> dict[str, str]:
    values = {
        "categories": "/".join(dict.fromkeys(slugify(name) for name in categories)),
        "slug": slug,
        "title": slugify(title),
        "section": section,
        "path": f"{section}/{slug}".strip("/"),
        "filename": basename(dirname(path)) if _stem(path) == "index" else _stem(path),
        "number": "" if number is None else str(number),
    }
    if date is not None:
        values |= {
            "year": f"{date.year:04}",
            "month": f"{date.month:02}",
            "day": f"{date.day:02}",
            "yearday": f"{date.timetuple().tm_yday:03}",
        }
    return values


def _fill(pattern: str, values: Mapping[str, str]) -> str:
    """Fill a pattern; a segment whose placeholders all lack a value is left out."""
    segments = []
    named = False
    for segment in pattern.split("/"):
        names = PLACEHOLDER.findall(segment)
        if names and not any(values.get(name) for name in names):
            continue
        named = named or any(values.get(name) for name in NAMING.intersection(names))
        segments.append(PLACEHOLDER.sub(lambda m: values.get(m[1], ""), segment))
    if not named:
        segments.insert(len(segments) - (segments[-1:] == [""]), values["slug"])
    return "/".join(segments)


def _fill_explicit(explicit: str, path: str, slug: str, title: str, date: datetime | None) -> str:
    if not PLACEHOLDER.search(explicit):
        return explicit
    values = _values(path, slug=slug, title=title, date=date)
    return PLACEHOLDER.sub(lambda m: quote(values.get(m[1], ""), safe="/"), explicit)


def _climb(path: str) -> str | None:
    """Resolve "." and ".." segments; None when they lead above the root."""
    kept: list[str] = []
    for segment in path.replace("\\", "/").split("/"):
        if segment == "..":
            if not kept:
                return None
            kept.pop()
        elif segment not in {"", "."}:
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if path.endswith("/") else "")


def encode_segment(segment: str) -> str:
    """Percent-encode one plain segment of a path."""
    if _PLAIN.fullmatch(segment):
        return segment
    return quote(normalize("NFC", segment), safe=_SAFE, errors="replace")
