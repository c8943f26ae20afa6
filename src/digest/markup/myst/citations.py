"""Citations: `{cite}` roles, Pandoc's `[@key]`, and the bibliography of what a post cites.

Entries are read from BibTeX by pybtex, which is loaded on first use, and shown by author and year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from digest.core.addresses import is_allowed_address, report_unsafe_address
from digest.core.codes import Code
from digest.core.html import escape, escape_text
from digest.markup.myst.cross_references import make_id
from digest.markup.myst.directive_syntax import Directive
from digest.markup.parser_state import ParserState, parser_state_of
from digest.markup.reference.plugin_api import (
    PendingDiagnostic,
    attach_diagnostic,
    dialect_state_of,
    push_embed,
    push_inline_embed,
)

if TYPE_CHECKING:
    from pybtex.database import Entry


_GROUP = re.compile(r"\[([^\[\]\n]*@[^\[\]\n]*)\](?![(\[:])")
_KEY = re.compile(r"(?<![\w.])(-?)@([A-Za-z0-9_](?:[\w:.#$%&+?<>~/-]*\w)?)")
_TEXTUAL = frozenset({"cite:t", "cite:ts", "cite:ct", "citet"})
_BARE = frozenset({"cite:alp", "cite:alps", "cite:label", "cite:labelpar"})


def citations_plugin(md: MarkdownIt) -> None:
    """Install the rules for Pandoc's citations and for the list of what a body cites."""
    md.inline.ruler.before("link", "citation", _citation)
    md.core.ruler.after("inline", "bibliography", _fill_bibliography)


def _citation(state: StateInline, silent: bool) -> bool:
    """Read `[see @one, p. 3; @two]`, where the bibliography has at least one of the keys."""
    if state.src[state.pos] != "[":
        return False
    found = _GROUP.match(state.src, state.pos, state.posMax)
    if found is None or "@" not in found[1]:
        return False
    document = parser_state_of(state.env)
    known = _bibliography_of(document).entries
    keys = _KEY.findall(found[1])
    if not any(key in known for _, key in keys):
        return False
    if not silent:
        here = dialect_state_of(state.env).has_bibliography

        def write(match: re.Match[str], *, plain: bool) -> str:
            reference = known.get(match[2])
            role = "cite:year" if match[1] else "cite:p"
            if reference is None:
                return f"[{match[2]}]"
            named = _name_reference(reference, role)
            return named if plain else _write_reference(reference, role, here=here)

        text = _KEY.sub(lambda match: write(match, plain=True), found[1])
        html = _KEY.sub(lambda match: write(match, plain=False), escape_text(found[1]))
        token = push_inline_embed(state, f"<cite>({html})</cite>", text=f"({text})")
        dialect_state_of(state.env).cited += [key for _, key in keys if key in known]
        for _, key in keys:
            if key not in known:
                attach_diagnostic(token, state.pos, _unknown_citation(document, key))
    state.pos = found.end()
    return True


def push_bibliography(state: StateBlock, directive: Directive) -> None:
    """Push the place where the entries that the body cites will be listed."""
    push_embed(state, "", directive.rows)
    state.tokens[-1].meta["bibliography"] = True
    state.tokens[-1].meta["everything"] = "all" in directive.options
    dialect_state_of(state.env).has_bibliography = True


def push_citation(state: StateInline, role: str, text: str) -> None:
    """Push a citation of one key, or of several separated by commas."""
    document = parser_state_of(state.env)
    keys = [key.strip() for key in text.split(",") if key.strip()]
    known = _bibliography_of(document).entries
    found = [known.get(key) for key in keys]
    here = dialect_state_of(state.env).has_bibliography
    shown = [
        _write_reference(reference, role, here=here) if reference else f"[{escape_text(key)}]"
        for key, reference in zip(keys, found, strict=True)
    ]
    plain = [
        _name_reference(reference, role) if reference else f"[{key}]"
        for key, reference in zip(keys, found, strict=True)
    ]
    wrap = "({})" if role not in _TEXTUAL | _BARE and any(found) and _is_list(role) else "{}"
    url = found[0].url if len(found) == 1 and found[0] and not here else ""
    token = push_inline_embed(
        state,
        f"<cite>{wrap.format('; '.join(shown))}</cite>",
        text=wrap.format("; ".join(plain)),
        url=url,
    )
    dialect_state_of(state.env).cited += [
        key for key, reference in zip(keys, found, strict=True) if reference
    ]
    for key, reference in zip(keys, found, strict=True):
        if reference is None:
            attach_diagnostic(token, state.pos, _unknown_citation(document, key))


def _is_list(role: str) -> bool:
    return role not in {"cite:author", "cite:authors", "cite:year"}


def _unknown_citation(document: ParserState, key: str) -> PendingDiagnostic:
    files = document.config.markdown.bibliography
    hint = (
        f'add "@misc{{{key}, …}}" to {files[0]}'
        if files
        else 'name the .bib file in site.toml: [markdown] bibliography = ["references.bib"]'
    )
    return PendingDiagnostic(
        code=Code.UNKNOWN_CITATION,
        name=key,
        message=f'no bibliography has the key "{key}"; the key is shown',
        hint=hint,
    )


def _bibliography_of(document: ParserState) -> Bibliography:
    found = read_bibliography(document.resources.bibliography)
    for path, line, problem in found.problems:
        document.report.add(
            Code.BAD_BIBLIOGRAPHY,
            path,
            f"BibTeX cannot be read: {problem}",
            line=line,
            hint="mend the entry; the others are read",
        )
    for path, url in found.unsafe:
        report_unsafe_address(url, document.report, path)
    return found


def _name_reference(reference: BibliographyEntry, role: str) -> str:
    if role.startswith("cite:author"):
        return reference.names
    if role == "cite:year":
        return reference.year
    if role in _TEXTUAL:
        return f"{reference.names} ({reference.year})"
    return f"{reference.names}, {reference.year}"


def _write_reference(reference: BibliographyEntry, role: str, *, here: bool) -> str:
    text = escape_text(_name_reference(reference, role))
    url = f"#ref-{make_id(reference.key)}" if here else reference.url
    title = f' title="{escape(reference.title)}"'
    return f'<a href="{escape(url)}"{title}>{text}</a>' if url else f"<span{title}>{text}</span>"


def _fill_bibliography(state: StateCore) -> None:
    """Write the cited entries into the places that `bibliography` directives left."""
    notes = dialect_state_of(state.env)
    if not notes.has_bibliography:
        return
    known = _bibliography_of(parser_state_of(state.env)).entries
    for token in state.tokens:
        if "bibliography" not in token.meta:
            continue
        keys = known if token.meta["everything"] else dict.fromkeys(notes.cited)
        listed = sorted(
            (known[key] for key in keys), key=lambda r: (r.names.lower(), r.year, r.key)
        )
        lines = [f'<li id="ref-{make_id(r.key)}">{r.html}</li>' for r in listed]
        inner = "\n".join(lines)
        token.content = f'<ul class="references">\n{inner}\n</ul>' if lines else ""
        token.meta["links"] = tuple((r.url, r.title) for r in listed if r.url)
        token.meta["text"] = "\n".join(r.title for r in listed)


_MACRO = re.compile(r"\\(?:emph|textit|textbf|textsc|texttt|url|mathrm|text)\s*\{([^{}]*)\}")
_MANY = 3
_DOI = "https://doi.org/"


@dataclass(frozen=True, slots=True, kw_only=True)
class BibliographyEntry:
    """One entry: its key, authors' last names as cited, year, address, title, and its HTML."""

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
    """Entries by key, and the problems of the files: path, line, message."""

    entries: Mapping[str, BibliographyEntry]
    problems: tuple[tuple[str, int, str], ...]
    unsafe: tuple[tuple[str, str], ...]
    """Addresses that may not be linked, each with its file's path."""


def read_bibliography(files: Mapping[str, str]) -> Bibliography:
    """Parse BibTeX files; later ones override. Of a faulty file, what can be read is used."""
    return _read_files(tuple(sorted(files.items())))


@lru_cache(maxsize=4)
def _read_files(files: tuple[tuple[str, str], ...]) -> Bibliography:
    entries: dict[str, BibliographyEntry] = {}
    problems: list[tuple[str, int, str]] = []
    unsafe: list[tuple[str, str]] = []
    for path, text in files:
        found, wrong = _read_file(text)
        entries |= found
        unsafe += [(path, entry.unsafe) for entry in found.values() if entry.unsafe]
        problems += [(path, line, problem) for line, problem in wrong]
    return Bibliography(entries=entries, problems=tuple(problems), unsafe=tuple(unsafe))


@lru_cache(maxsize=16)
def _read_file(text: str) -> tuple[dict[str, BibliographyEntry], tuple[tuple[int, str], ...]]:
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


def _make_reference(key: str, entry: Entry) -> BibliographyEntry:
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
    return BibliographyEntry(
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


@lru_cache(maxsize=1)
def _plain_text_backend() -> Any:
    """Return pybtex's backend for plain text; `render_as` would look it up among plug-ins."""
    from pybtex.backends.plaintext import Backend

    return Backend()


def _clean(tex: str) -> str:
    """Return the plain text of a BibTeX value, without braces and macros."""
    from pybtex.exceptions import PybtexError
    from pybtex.richtext import Text

    tex = _MACRO.sub(r"\1", tex)
    try:
        text = str(Text.from_latex(tex).render(_plain_text_backend()))
    except PybtexError:
        text = tex.replace("{", "").replace("}", "")
    return " ".join(text.split())
