"""Link destinations in another generator's template language → addresses with the same meaning.

`{{< ref "x.md" >}}` (Hugo), `{% post_url 2016-07-26-x %}`, `{% link x.md %}`, `{{ site.baseurl }}`,
`{{ "/x" | relative_url }}` and assigned variables (Jekyll), `{filename}x.md` and `{static}/x.png`
(Pelican), `@/posts/x.md` (Zola). An address with an unknown part is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from digest.core.html import escape
from digest.markup.dialects.shortcode_syntax import read_tag
from digest.markup.myst.cross_references import make_reference
from digest.markup.parser_state import parser_state_of
from digest.markup.reference.plugin_api import dialect_state_of

_PART = re.compile(r"\{\{(?:[^{}\n]|\}(?!\}))*\}\}|\{%[^\n]*?%\}")
_ASSIGN = re.compile(r"\{%-?\s*assign\s+([\w.-]+)\s*=\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')\s*-?%\}")
_BASE = re.compile(
    r"\{\{-?\s*(?:site\.(?:baseurl|url|base_url|github\.url)|base_?[uU][rR][lL]|page\.root|SITEURL"
    r"|config\.base_url)\s*-?\}\}"
)
_LITERAL = re.compile(r"\{\{-?\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')\s*(?:\|[^{}\n]*)?\}\}")
_POST = re.compile(r"\{%-?\s*(?:post_url|link)\s+(\S+)\s*-?%\}")
_NAME = re.compile(r"\{\{-?\s*([A-Za-z_][\w.-]*)\s*-?\}\}")
_FILE = re.compile(r"[{|](filename|static|attach|tag|category|author|index)[}|](.*)", re.DOTALL)
_TITLE = re.compile(r"\s+(?:\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'|\(((?:\\.|[^()\\])*)\))")
_TAG_ADDRESS = re.compile(
    r"(\b(?:href|src)\s*=\s*)(\"|')(.*?\{[{%].*?[}%]\}.*?)\2(?=[\s/>])", re.DOTALL
)


def addresses_plugin(md: MarkdownIt) -> None:
    """Install the rules for addresses in other generators' template languages."""
    md.inline.ruler.before("link", "template_link", _link)
    md.core.ruler.after("inline", "addresses", _rewrite)


def variables_of(env: MutableMapping[str, Any]) -> dict[str, str]:
    """Return the variables that a body assigns (Liquid), and the site's substitutions."""
    notes = dialect_state_of(env)
    if notes.variables is None:
        document = parser_state_of(env)
        text = "\n".join(document.lines)
        found = {m[1]: m[2] or m[3] or "" for m in _ASSIGN.finditer(text)}
        notes.variables = {**document.substitutions, **found}
    return notes.variables


def read_address(url: str, env: MutableMapping[str, Any]) -> str | None:
    """Return the address that a template expression evaluates to, or None if a part is unknown."""
    parts: list[str] = []
    position = 0
    for found in _PART.finditer(url):
        part = _read_part(found[0], env)
        if part is None:
            return None
        parts += [url[position : found.start()], part]
        position = found.end()
    whole = "".join([*parts, url[position:]])
    return whole or "/"


def _read_part(part: str, env: MutableMapping[str, Any]) -> str | None:
    if _BASE.fullmatch(part):
        return ""
    if found := _POST.fullmatch(part):
        return make_reference(found[1])
    if found := _LITERAL.fullmatch(part):
        return found[1] or found[2] or ""
    if found := _NAME.fullmatch(part):
        return variables_of(env).get(found[1])
    tag = read_tag(part, 0, len(part))
    if tag and tag.name in {"ref", "relref"} and not tag.closes:
        return make_reference(tag.get("path", 0))
    return None


def _link(state: StateInline, silent: bool) -> bool:
    """Read a link or image whose destination holds template expressions, with their spaces."""
    start = state.pos
    image = state.src.startswith("![", start)
    if not image and state.src[start] != "[":
        return False
    if not re.search(r"\]\([^\s()]*\{[{%]", state.src[start : state.posMax]):
        return False
    label = start + (2 if image else 1)
    end = state.md.helpers.parseLinkLabel(state, label - 1, not image)
    found = (
        _read_destination(state, end + 2)
        if end >= 0 and state.src[end + 1 : end + 2] == "("
        else None
    )
    if found is None:
        return False
    url, title, after = found
    if not silent:
        (_push_image if image else _push_link)(state, url, title, (label, end))
    state.pos = after
    return True


def _read_destination(state: StateInline, start: int) -> tuple[str, str, int] | None:
    position, depth = start, 0
    while position < state.posMax:
        part = _PART.match(state.src, position, state.posMax)
        if part:
            position = part.end()
            continue
        char = state.src[position]
        if char.isspace() or (char == ")" and depth == 0):
            break
        depth += {"(": 1, ")": -1}.get(char, 0)
        position += 1
    raw = state.src[start:position]
    if "{" not in raw:
        return None
    url = read_address(raw, state.env)
    found = _TITLE.match(state.src, position, state.posMax)
    position = found.end() if found else position
    while position < state.posMax and state.src[position].isspace():
        position += 1
    if url is None or state.src[position : position + 1] != ")":
        return None
    title = unescapeAll(next((part for part in found.groups() if part), "")) if found else ""
    return url, title, position + 1


def _push_link(state: StateInline, url: str, title: str, label: tuple[int, int]) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": url, **({"title": title} if title else {})}
    limit = state.posMax
    state.pos, state.posMax = label
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.posMax = limit
    state.push("link_close", "a", -1)


def _push_image(state: StateInline, url: str, title: str, label: tuple[int, int]) -> None:
    token = state.push("image", "img", 0)
    token.attrs = {"src": url, "alt": "", **({"title": title} if title else {})}
    token.content, token.children = state.src[label[0] : label[1]], []
    state.md.inline.parse(token.content, state.md, state.env, token.children)


def _rewrite(state: StateCore) -> None:
    """Evaluate template expressions in the addresses of links, images and raw tags."""
    for block in state.tokens:
        if block.type == "html_block":
            block.content = _rewrite_tags(block.content, state.env)
        for token in block.children or ():
            if token.type == "html_inline":
                token.content = _rewrite_tags(token.content, state.env)
            elif token.type in {"link_open", "image"}:
                _rewrite_token(token, state.env)


def _rewrite_token(token: Token, env: MutableMapping[str, Any]) -> None:
    name = "src" if token.type == "image" else "href"
    url = str(token.attrs.get(name, ""))
    if "{{" in url or "{%" in url:
        token.attrs[name] = read_address(url, env) or url
    elif url.startswith("@/"):
        token.attrs[name] = make_reference(url[2:])
    elif url[:1] in {"{", "|"} and (found := _FILE.fullmatch(url)):
        token.attrs[name] = _read_pelican(found[1], found[2])


def _read_pelican(kind: str, path: str) -> str:
    if kind == "filename":
        return make_reference(path.lstrip("/"))
    if kind in {"static", "attach"}:
        return path
    folder = {"tag": "tags", "category": "categories", "author": "authors"}.get(kind)
    return f"/{folder}/{path.strip('/')}/" if folder else "/"


def _rewrite_tags(html: str, env: MutableMapping[str, Any]) -> str:
    if "{{" not in html and "{%" not in html:
        return html

    def rewrite(found: re.Match[str]) -> str:
        url = read_address(found[3], env)
        return found[0] if url is None else f'{found[1]}"{escape(url)}"'

    return _TAG_ADDRESS.sub(rewrite, html)
