"""MyST roles, ``{name}`text` ``: the inline rule, and the handler of each role by name."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from digest.core.codes import Code
from digest.core.html import escape_text
from digest.markup.math.formula_rules import is_enabled, push_math_inline
from digest.markup.myst.citations import push_citation
from digest.markup.myst.cross_references import make_reference
from digest.markup.myst.substitutions import push_markdown
from digest.markup.parser_state import parser_state_of
from digest.markup.reference.plugin_api import (
    PendingDiagnostic,
    attach_diagnostic,
    push_inline_embed,
    push_pair,
)

Handler = Callable[[StateInline, str, str], None]

_ROLE = re.compile(r"\{([A-Za-z][\w:.+-]*)\}(`+)(?!`)(.+?)(?<!`)\2(?!`)", re.DOTALL)
_TITLED = re.compile(r"(.+?)\s*<([^<>]+)>\s*", re.DOTALL)
_ABBREVIATION = re.compile(r"(.+?)\s*\(([^()]+)\)\s*", re.DOTALL)
_CODES_NAMES = """
code literal samp file command program option envvar makevar regexp mimetype mailheader
newsgroup manpage dtd token raw eval class func meth mod attr exc data const obj c:func py:class
py:func py:meth py:mod py:attr py:exc py:data py:obj
"""
_CODES = tuple(_CODES_NAMES.split())
_WIKI = {
    "pep": "https://peps.python.org/pep-{:0>4}/",
    "rfc": "https://www.rfc-editor.org/rfc/rfc{}",
    "wiki": "https://en.wikipedia.org/wiki/{}",
    "doi": "https://doi.org/{}",
    "github": "https://github.com/{}",
}


def roles_plugin(md: MarkdownIt) -> None:
    """Install the rules for roles."""
    md.inline.ruler.before("backticks", "role", _role)


def _role(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    found = _ROLE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        name, text = found[1], " ".join(found[3].split())
        handler = ROLES.get(name.lower()) or (_cite if name.startswith("cite:") else _unknown)
        handler(state, name.lower() if handler is not _unknown else name, text)
    state.pos = found.end()
    return True


def _cite(state: StateInline, name: str, text: str) -> None:
    push_citation(state, name, text)


def _reference(state: StateInline, name: str, text: str) -> None:
    """Push a link to a label of this body or, failing that, of the site."""
    found = _TITLED.fullmatch(text)
    title, target = (found[1], found[2]) if found else ("", text)
    title = re.sub(r"\s*%s\s*|\{(?:number|name)\}", " ", title).strip()
    opening = state.push("link_open", "a", 1)
    opening.meta["pos"] = state.pos
    opening.meta["local"] = name in {"numref", "eq"}
    opening.attrs = {"href": target if "://" in target else make_reference(target.lstrip("!~"))}
    if title:
        state.push("text", "", 0).content = title
    state.push("link_close", "a", -1)


def _term(state: StateInline, _name: str, text: str) -> None:
    """Push a term: a link where this body's glossary has it, else emphasis."""
    found = _TITLED.fullmatch(text)
    title, term = (found[1], found[2]) if found else (text, text)
    target = parser_state_of(state.env).labels.get(f"term:{term.lower()}")
    if target:
        opening = state.push("link_open", "a", 1)
        opening.meta["pos"], opening.attrs = state.pos, {"href": f"#{target}"}
        state.push("text", "", 0).content = title
        state.push("link_close", "a", -1)
    else:
        push_pair(state, "em", title, {"class": "term"})


def _abbreviation(state: StateInline, _name: str, text: str) -> None:
    found = _ABBREVIATION.fullmatch(text)
    shown, meaning = (found[1], found[2]) if found else (text, "")
    push_pair(state, "abbr", shown, {"title": meaning} if meaning else None)


def _tag(tag: str, classes: str = "") -> Handler:
    def push(state: StateInline, _name: str, text: str) -> None:
        push_pair(state, tag, text, {"class": classes} if classes else None)

    return push


def _keys(state: StateInline, _name: str, text: str) -> None:
    keys = [part for part in re.split(r"(?<=.)[+-](?=.)", text) if part]
    html = "+".join(f"<kbd>{escape_text(key.strip())}</kbd>" for key in keys)
    push_inline_embed(state, html, text=text)


def _menu(state: StateInline, _name: str, text: str) -> None:
    shown = re.sub(r"\s*(?:-->|->|>)\s*", " › ", text.replace("&", ""))
    push_pair(state, "span", shown, {"class": "menu"})


def _math(state: StateInline, _name: str, text: str) -> None:
    if is_enabled(state):
        push_math_inline(state, text)
    else:
        _code(state, "code", text)


def _code(state: StateInline, _name: str, text: str) -> None:
    state.push("code_inline", "code", 0).content = text


def _download(state: StateInline, name: str, text: str) -> None:
    found = _TITLED.fullmatch(text)
    title, target = (found[1], found[2]) if found else (text, text)
    url = _WIKI[name].format(target) if name in _WIKI else target
    opening = state.push("link_open", "a", 1)
    opening.meta["pos"], opening.attrs = state.pos, {"href": url}
    label = f"{name.upper()} {title}" if name in {"pep", "rfc"} and not found else title
    state.push("text", "", 0).content = label
    state.push("link_close", "a", -1)


def _index(_state: StateInline, _name: str, _text: str) -> None:
    """Leave out an index entry: it is not text."""


def _markdown(wrap: str) -> Handler:
    def push(state: StateInline, _name: str, text: str) -> None:
        push_markdown(state, f"{wrap}{text}{wrap}")

    return push


def _footnote(state: StateInline, _name: str, text: str) -> None:
    push_markdown(state, f"^[{text}]")


def _unknown(state: StateInline, name: str, text: str) -> None:
    diagnostic = PendingDiagnostic(
        code=Code.UNKNOWN_ROLE,
        name=name,
        message=f'there is no role "{name}"; its text is shown',
        hint=f"write `{text}` for code, or use one that digest has, such as ref, term or kbd",
    )
    attach_diagnostic(push_inline_embed(state, escape_text(text), text=text), state.pos, diagnostic)


ROLES: dict[str, Handler] = {
    **dict.fromkeys(("cite", "citep", "citet", "footcite"), _cite),
    **dict.fromkeys(("ref", "numref", "doc", "any", "eq", "prf:ref"), _reference),
    **dict.fromkeys(("std:ref", "std:doc"), _reference),
    **dict.fromkeys(("download", "pep", "rfc", "wiki", "doi", "github"), _download),
    **dict.fromkeys(("term", "std:term"), _term),
    **dict.fromkeys(("abbr", "abbreviation"), _abbreviation),
    **dict.fromkeys(("sub", "subscript"), _tag("sub")),
    **dict.fromkeys(("sup", "superscript"), _tag("sup")),
    **dict.fromkeys(("del", "strike"), _tag("s")),
    "u": _tag("u"),
    "underline": _tag("u"),
    "smallcaps": _tag("span", "smallcaps"),
    "dfn": _tag("dfn"),
    "emphasis": _markdown("*"),
    "strong": _markdown("**"),
    "title-reference": _tag("cite"),
    "guilabel": _tag("span", "label"),
    "button": _tag("span", "label"),
    "kbd": _keys,
    "keyboard": _keys,
    "menuselection": _menu,
    "math": _math,
    "index": _index,
    "fn": _footnote,
    "footnote": _footnote,
    **dict.fromkeys(_CODES, _code),
}
"""Roles by name, with their handlers."""
