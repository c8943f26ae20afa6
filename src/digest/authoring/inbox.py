"""The inbox: one file for each queued entry, so that contributions never conflict."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from digest.authoring.new_files import NewFile
from digest.config.tables import Config
from digest.content.decoding import clean_text
from digest.content.front_matter import read_front_matter, write_front_matter
from digest.content.link_rules import is_deliberate
from digest.core.addresses import canonicalise, host_of, strip_tracking, unwrap_redirect
from digest.core.codes import Code
from digest.core.dates import date_from_filename, parse_date
from digest.core.diagnostics import Report
from digest.core.text import slugify
from digest.markup.engine import parse_markup

_CODE_HOSTS = frozenset({"github.com", "gitlab.com", "codeberg.org", "huggingface.co"})
_NOTE_FIELD = re.compile(r"[ \t]*[:–—-]?[ \t]*\{\{\s*note\s*\}\}")
_FIELD = re.compile(r"\{\{\s*(title|url|note|by)\s*\}\}")
_SUFFIXES = (".md", ".markdown")
_SLUG_LENGTH = 60
_FEWEST_WORDS = 2
"""How many words of a path a title needs if the address has a query."""


class InboxEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A queued entry; `text` is its Markdown if the contributor wrote the whole entry, else ""."""

    path: str
    title: str
    url: str
    section: str = ""
    note: str = ""
    added: date | None = None
    by: str = ""
    text: str = ""


def read_inbox(root: Path, config: Config, report: Report) -> tuple[InboxEntry, ...]:
    """Return the queued entries in the order of their files' names; report files that are none."""
    folder = root / config.new.inbox
    if not config.new.inbox or not folder.is_dir():
        return ()
    found = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if not file.name.lower().endswith(_SUFFIXES) or file.name.startswith((".", "_")):
            continue
        path = f"{config.new.inbox.strip('/')}/{file.name}"
        try:
            data = file.read_bytes()
        except OSError as error:
            report.add(Code.UNREADABLE_FILE, path, f"cannot be read: {error.strerror}")
            continue
        if file.stem.lower() != "readme" and (entry := _read_entry(data, path, config, report)):
            found.append(entry)
    return tuple(found)


def _read_entry(data: bytes, path: str, config: Config, report: Report) -> InboxEntry | None:
    header = read_front_matter(clean_text(data, path, report), path, report)
    values = {key.lower(): value.value for key, value in header.values.items()}
    body = header.body.strip()
    url, title = _text(values.get("url") or values.get("link")), _text(values.get("title"))
    written = ""
    if not url:
        url, label = _first_link(header.body, config)
        title, written = title or label, body
    if not url:
        report.add(
            Code.EMPTY_LINK,
            path,
            "this entry links nowhere",
            line=1,
            hint='write "url: https://…" into its front matter',
        )
        return None
    added = parse_date(values.get("added") or values.get("date")) or date_from_filename(path)
    return InboxEntry(
        path=path,
        title=title or title_from_url(url),
        url=url,
        section=_text(values.get("section")),
        note="" if written else body,
        added=added.day if added else None,
        by=_text(values.get("by") or values.get("author")),
        text=written,
    )


def _text(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""


def _first_link(body: str, config: Config) -> tuple[str, str]:
    from digest.markup.block_contents import walk_blocks

    document = parse_markup(body, path="", first_line=1, config=config, report=Report())
    for block in walk_blocks(document.blocks):
        for span in block.links():
            return span.url, " ".join(block.text[span.start : span.end].split())
    return "", ""


def clean_address(url: str) -> str:
    """Return an address without tracking parameters and without a redirect service around it."""
    target = None if is_deliberate(host_of(url)) else unwrap_redirect(url)
    return strip_tracking(target or url)


def title_from_url(url: str) -> str:
    """Return a title made from an address: the last words of its path, else its host."""
    host = host_of(url)
    names = [unquote(part) for part in urlsplit(url).path.split("/") if part]
    if host in _CODE_HOSTS and len(names) > 1:
        return "/".join(names[:2])
    words = re.sub(r"[-_+]+", " ", re.sub(r"\.\w{1,5}$", "", names[-1])).strip() if names else ""
    if urlsplit(url).query and len(words.split()) < _FEWEST_WORDS:
        return host  # the path only says "watch", "item" or "p": the query names the page
    if not re.search(r"[^\W\d_]{3}", words):
        return f"{host}/{'/'.join(names)}".strip("/") if names else host or url
    return words[:1].upper() + words[1:]


def plan_entry_file(entry: InboxEntry, existing: Iterable[str]) -> NewFile:
    """Return the file of an entry, named by date and title, with a number if that name is taken."""
    stem = slugify(entry.title)[:_SLUG_LENGTH].rstrip("-")
    day = f"{entry.added.isoformat()}-" if entry.added else ""
    names, count = {name.casefold() for name in existing}, 1
    name = f"{day}{stem}.md"
    while name.casefold() in names:
        count += 1
        name = f"{day}{stem}-{count}.md"
    values = {
        "title": entry.title,
        "url": entry.url,
        **({"section": entry.section} if entry.section else {}),
        **({"by": entry.by} if entry.by else {}),
    }
    note = f"\n{entry.note.strip()}\n" if entry.note.strip() else ""
    return NewFile(path=f"{entry.path}/{name}".lstrip("/"), text=write_front_matter(values) + note)


def find_queued(url: str, entries: Iterable[InboxEntry]) -> InboxEntry | None:
    """Return the queued entry with the same canonical address, or None."""
    form = canonicalise(url)
    return next((entry for entry in entries if canonicalise(entry.url) == form), None)


def format_entry(entry: InboxEntry, pattern: str) -> str:
    """Return the Markdown of an entry, by the pattern of `[new] entry`."""
    if entry.text:
        return entry.text if "\n\n" in entry.text or _is_block(entry.text) else f"- {entry.text}"
    if not entry.note:
        pattern = _NOTE_FIELD.sub("", pattern)
    indent = "  " if pattern.startswith(("- ", "* ", "+ ")) else ""
    values = {
        "title": entry.title.replace("[", "\\[").replace("]", "\\]"),
        "url": f"<{entry.url}>" if re.search(r"[\s()]", entry.url) else entry.url,
        "note": entry.note.replace("\n", f"\n{indent}"),
        "by": entry.by,
    }
    return _FIELD.sub(lambda match: values[match[1]], pattern).rstrip()


def _is_block(text: str) -> bool:
    return text.lstrip().startswith(("- ", "* ", "+ ", "#", "|", ">")) or text[:1].isdigit()
