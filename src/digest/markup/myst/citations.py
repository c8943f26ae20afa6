"""Citations of a bibliography: `{cite}`key`` roles, and the list of what a post cites."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from digest.core.addresses import report_unsafe_address
from digest.core.codes import Code
from digest.core.html import escape, escape_text
from digest.markup.myst.bibliography import Bibliography, Reference, read_bibliography
from digest.markup.myst.grammar import Directive
from digest.markup.myst.targets import make_id
from digest.markup.reference.tokens import Fault, flag, notes_of, push_embed, push_inline_embed
from digest.markup.state import MarkupState, state_of

_GROUP = re.compile(r"\[([^\[\]\n]*@[^\[\]\n]*)\](?![(\[:])")
_KEY = re.compile(r"(?<![\w.])(-?)@([A-Za-z0-9_](?:[\w:.#$%&+?<>~/-]*\w)?)")
_TEXTUAL = frozenset({"cite:t", "cite:ts", "cite:ct", "citet"})
_BARE = frozenset({"cite:alp", "cite:alps", "cite:label", "cite:labelpar"})


def citations_plugin(md: MarkdownIt) -> None:
    """Teach a parser Pandoc's citations, and to list what a body cites once all of it is read."""
    md.inline.ruler.before("link", "citation", _citation)
    md.core.ruler.after("inline", "bibliography", _fill_bibliography)


def _citation(state: StateInline, silent: bool) -> bool:
    """Read `[see @one, p. 3; @two]`, where the bibliography has at least one of the keys."""
    if state.src[state.pos] != "[":
        return False
    found = _GROUP.match(state.src, state.pos, state.posMax)
    if found is None or "@" not in found[1]:
        return False
    document = state_of(state.env)
    known = _bibliography_of(document).entries
    keys = _KEY.findall(found[1])
    if not any(key in known for _, key in keys):
        return False
    if not silent:
        here = notes_of(state.env).has_bibliography

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
        notes_of(state.env).cited += [key for _, key in keys if key in known]
        for _, key in keys:
            if key not in known:
                flag(token, state.pos, _missing_fault(document, key))
    state.pos = found.end()
    return True


def push_bibliography(state: StateBlock, directive: Directive) -> None:
    """Leave the place where the entries that the body cites are listed."""
    push_embed(state, "", directive.rows)
    state.tokens[-1].meta["bibliography"] = True
    state.tokens[-1].meta["everything"] = "all" in directive.options
    notes_of(state.env).has_bibliography = True


def push_citation(state: StateInline, role: str, text: str) -> None:
    """Push a citation of one key, or of several that commas part."""
    document = state_of(state.env)
    keys = [key.strip() for key in text.split(",") if key.strip()]
    known = _bibliography_of(document).entries
    found = [known.get(key) for key in keys]
    here = notes_of(state.env).has_bibliography
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
    notes_of(state.env).cited += [
        key for key, reference in zip(keys, found, strict=True) if reference
    ]
    for key, reference in zip(keys, found, strict=True):
        if reference is None:
            flag(token, state.pos, _missing_fault(document, key))


def _is_list(role: str) -> bool:
    return role not in {"cite:author", "cite:authors", "cite:year"}


def _missing_fault(document: MarkupState, key: str) -> Fault:
    files = document.config.markdown.bibliography
    hint = (
        f'add "@misc{{{key}, …}}" to {files[0]}'
        if files
        else 'name the .bib file in site.toml: [markdown] bibliography = ["references.bib"]'
    )
    return Fault(
        code=Code.UNKNOWN_CITATION,
        name=key,
        message=f'no bibliography has the key "{key}"; the key is shown',
        hint=hint,
    )


def _bibliography_of(document: MarkupState) -> Bibliography:
    found = read_bibliography(document.resources.bibliography)
    for path, line, problem in found.faults:
        document.report.add(
            Code.BAD_BIBLIOGRAPHY, path, f"BibTeX cannot be read: {problem}", line=line,
            hint="mend the entry; the others are read",
        )  # fmt: skip
    for path, url in found.unsafe:
        report_unsafe_address(url, document.report, path)
    return found


def _name_reference(reference: Reference, role: str) -> str:
    if role.startswith("cite:author"):
        return reference.names
    if role == "cite:year":
        return reference.year
    if role in _TEXTUAL:
        return f"{reference.names} ({reference.year})"
    return f"{reference.names}, {reference.year}"


def _write_reference(reference: Reference, role: str, *, here: bool) -> str:
    text = escape_text(_name_reference(reference, role))
    url = f"#ref-{make_id(reference.key)}" if here else reference.url
    title = f' title="{escape(reference.title)}"'
    return f'<a href="{escape(url)}"{title}>{text}</a>' if url else f"<span{title}>{text}</span>"


def _fill_bibliography(state: StateCore) -> None:
    """Write the cited entries where the body asks for them."""
    notes = notes_of(state.env)
    if not notes.has_bibliography:
        return
    known = _bibliography_of(state_of(state.env)).entries
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
