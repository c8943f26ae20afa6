"""BibTeX → entries to cite, by author and year. Pure; the reader loads on first use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from digest.core.addresses import is_allowed_address
from digest.core.html import escape, escape_text

if TYPE_CHECKING:
    from pybtex.database import Entry

_MACRO = re.compile(r"\\(?:emph|textit|textbf|textsc|texttt|url|mathrm|text)\s*\{([^{}]*)\}")
_MANY = 3
_DOI = "https://doi.org/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One entry: its key, authors' last names as cited, year, address, and the whole as HTML."""

    key: str
    names: str
    year: str
    url: str
    title: str
    html: str
    unsafe: str = ""
    """The address that the entry has and that may not be linked, or ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bibliography:
    """Entries by key, and what is wrong with the files: path, line, problem."""

    entries: Mapping[str, Reference]
    faults: tuple[tuple[str, int, str], ...]
    unsafe: tuple[tuple[str, str], ...]
    """Addresses that may not be linked, each with its file's path."""


def read_bibliography(files: Mapping[str, str]) -> Bibliography:
    """Read BibTeX files, the later ones overriding; a faulty one gives what it can."""
    entries: dict[str, Reference] = {}
    faults: list[tuple[str, int, str]] = []
    unsafe: list[tuple[str, str]] = []
    for path, text in sorted(files.items()):
        found, wrong = _read_file(text)
        entries |= found
        unsafe += [(path, entry.unsafe) for entry in found.values() if entry.unsafe]
        faults += [(path, line, problem) for line, problem in wrong]
    return Bibliography(entries=entries, faults=tuple(faults), unsafe=tuple(unsafe))


@lru_cache(maxsize=16)
def _read_file(text: str) -> tuple[dict[str, Reference], tuple[tuple[int, str], ...]]:
    from pybtex import errors
    from pybtex.database.input.bibtex import Parser
    from pybtex.exceptions import PybtexError

    parser = Parser(encoding="utf-8")
    with errors.capture() as captured:
        try:
            parser.parse_string(text)
        except PybtexError as error:
            captured.append(error)
    problems = tuple((int(getattr(e, "lineno", 0) or 0), str(e)) for e in captured)
    entries = parser.data.entries
    return {key: _make_reference(key, entries[key]) for key in entries}, problems


def _make_reference(key: str, entry: Entry) -> Reference:
    field = {name.lower(): _clean(value) for name, value in entry.fields.items()}
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    last = [_clean(" ".join([*person.prelast_names, *person.last_names])) for person in people]
    full = [
        _clean(" ".join([*p.first_names, *p.middle_names, *p.prelast_names, *p.last_names]))
        for p in people
    ]
    raw = entry.fields
    url = raw.get("url", "").strip() or _address_in(raw.get("howpublished", ""))
    if not url and (doi := raw.get("doi", "").strip()):
        url = doi if doi.startswith("http") else _DOI + doi
    unsafe = "" if is_allowed_address(url) else url
    url = "" if unsafe else url
    title = field.get("title", key)
    year = field.get("year") or field.get("date", "")[:4] or "n.d."
    place = next(
        (
            field[n]
            for n in ("journal", "booktitle", "publisher", "school", "institution")
            if n in field
        ),
        "",
    )
    shown = f'<a href="{escape(url)}">{escape_text(title)}</a>' if url else escape_text(title)
    parts = [escape_text(_join(full)), f"({escape_text(year)})." if full else "", f"{shown}."]
    parts.append(f"<em>{escape_text(place)}</em>." if place else "")
    if not full:
        parts.append(f"{escape_text(year)}.")
    html = " ".join(part for part in parts if part)
    return Reference(
        key=key,
        names=_cite(last) or title,
        year=year,
        url=url,
        title=title,
        html=html,
        unsafe=unsafe,
    )


def _address_in(text: str) -> str:
    found = re.search(r"https?://[^\s{}]+", text)
    return found[0] if found else ""


def _cite(names: list[str]) -> str:
    if len(names) >= _MANY:
        return f"{names[0]} et al."
    return " and ".join(names)


def _join(names: list[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


def _clean(tex: str) -> str:
    """Give the plain text of a BibTeX value: accents made, braces and macros gone."""
    from pybtex.exceptions import PybtexError
    from pybtex.richtext import Text

    tex = _MACRO.sub(r"\1", tex)
    try:
        text = str(Text.from_latex(tex).render_as("text"))
    except PybtexError:
        text = tex.replace("{", "").replace("}", "")
    return " ".join(text.split())
