"""Raw HTML made fit for a page: sanitised, and with no tag that closes or stays open by mistake.

It comes in parts, what one part opens a later one may close: a stray `</div>` would end the page's
own layout, an unclosed `<b>` embolden the rest of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from digest.core.addresses import ALLOWED_SCHEMES
from digest.core.html.html_syntax import TAG, TAG_BODY, escape, read_attributes

_IFRAME = re.compile(
    rf"<iframe\b(?P<rest>{TAG_BODY})>(?:.*?</iframe\s*>)?", re.DOTALL | re.IGNORECASE
)
_MORE_TAGS = frozenset({"audio", "picture", "section", "source", "track", "video"})
_MORE_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "title", "align"},
    "audio": {"controls", "loop", "muted", "preload", "src"},
    "video": {"controls", "height", "loop", "muted", "poster", "preload", "src", "width"},
    "source": {"media", "sizes", "src", "srcset", "type"},
    "track": {"default", "kind", "label", "src", "srclang"},
    "details": {"open", "name"},
    "img": {"loading", "decoding", "sizes"},
}
_VOID = frozenset(
    """
    area base br col embed frame hr img input link meta param source track wbr
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
_OPTIONAL_END = frozenset(
    """
    body colgroup dd dt head html li optgroup option p rb rp rt rtc tbody td tfoot th thead tr
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Elements whose closing tag may be left out (HTML Standard, "optional tags")."""

_ACTIVE = frozenset("animate animatetransform applet base embed link meta object set".split())  # noqa: SIM905
"""Elements that run or load something, or change what the page around them does."""
_MAY_BE_ACTIVE = re.compile(
    rf"<!|</?(?:script|style|{'|'.join(sorted(_ACTIVE))})\b|[\s\"'/](?:on[a-z]+|srcdoc)\s*=|<[^>]*\Z",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""\s*([^\s"'<>/=]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
_UNFINISHED = re.compile(r"<[a-zA-Z/!?][^>]*\Z")

_DEEPEST_CLOSED = 200
"""How many open elements a closing tag may close together with its own."""
_UNTRACKED = _VOID | _OPTIONAL_END


def balance_part(body: str, open_tags: list[str]) -> str:
    """Return a part of raw HTML without closing tags that close nothing.

    `open_tags` are the names of the elements open so far; the list is updated.
    """
    return map_tags(body, lambda found: _balance_tag(found, open_tags))


def map_tags(
    body: str,
    change: Callable[[re.Match[str]], str],
    change_text: Callable[[str], str] = str,
) -> str:
    """Return HTML with each tag (or script, or comment) and the text between them changed."""
    parts: list[str] = []
    end = 0
    for found in TAG.finditer(body):
        parts += [change_text(body[end : found.start()]), change(found)]
        end = found.end()
    return "".join([*parts, change_text(body[end:])])


def close_tag(name: str, open_tags: list[str]) -> str:
    """Return the tags that close an element and those still open in it; "" if it is not open."""
    recent = open_tags[: -_DEEPEST_CLOSED - 1 : -1]
    if name not in recent:
        return ""
    last = len(open_tags) - recent.index(name) - 1
    closing = close_tags(open_tags[last:])
    del open_tags[last:]
    return closing


def close_tags(open_tags: list[str]) -> str:
    """Return the closing tags of what is still open, innermost first."""
    return "".join(f"</{name}>" for name in reversed(open_tags))


def _balance_tag(found: re.Match[str], open_tags: list[str]) -> str:
    if found["skipped"] or found["name"].lower() in _UNTRACKED:
        return found[0]
    name = found["name"].lower()
    if found["slash"]:
        if open_tags and open_tags[-1] == name:
            open_tags.pop()
            return found[0]
        return close_tag(name, open_tags)
    if not found["rest"].endswith("/"):
        open_tags.append(name)
    return found[0]


def sanitise(body: str) -> str:
    """Return harmless HTML: without scripts, handlers and styles; a frame becomes a link."""
    import nh3

    return nh3.clean(
        _IFRAME.sub(_link_to, body),
        tags=nh3.ALLOWED_TAGS | _MORE_TAGS,
        attributes=_allowed_attributes(),
        url_schemes=set(ALLOWED_SCHEMES),
        link_rel=None,
    )


def remove_active_content(body: str) -> str:
    """Return HTML without all that runs: scripts, style sheets, event handlers, plug-ins, comments.

    Feed readers show it among the pages of others. Everything else stays as it is written.
    """
    while _MAY_BE_ACTIVE.search(body):
        cleaned = _UNFINISHED.sub("", map_tags(body, _remove_active))
        if cleaned == body:
            break
        body = cleaned
    return body


def _remove_active(found: re.Match[str]) -> str:
    if found["skipped"] or found["name"].lower() in _ACTIVE | {"script", "style"}:
        return ""
    rest = _ATTRIBUTE.sub(_remove_handler, found["rest"])
    return found[0] if rest == found["rest"] else f"<{found['slash']}{found['name']}{rest}>"


def _remove_handler(found: re.Match[str]) -> str:
    name = found[1].lower()
    return "" if name.startswith("on") or name == "srcdoc" else found[0]


def sanitise_part(body: str, open_tags: list[str]) -> str:
    """Return a part of raw HTML sanitised; it may open what a later part closes.

    `open_tags` are the names of the elements open so far; the list is updated. Closing
    tags that close nothing are left out, so that no part can break out of its surroundings.
    """
    return map_tags(body, lambda found: _sanitise_tag(found, open_tags), _shield)


def _link_to(found: re.Match[str]) -> str:
    source = escape(read_attributes(f"<iframe{found['rest']}>").get("src", ""))
    return f'<a href="{source}">{source}</a>' if source else ""


def _shield(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _sanitise_tag(found: re.Match[str], open_tags: list[str]) -> str:
    if found["skipped"]:
        return ""
    name = found["name"].lower()
    if found["slash"]:
        return close_tag(name, open_tags)
    clean = sanitise(found[0])
    if clean.endswith(f"</{name}>") and name != "iframe":
        open_tags.append(name)
        return clean.removesuffix(f"</{name}>")
    return clean


@lru_cache(maxsize=1)
def _allowed_attributes() -> dict[str, set[str]]:
    import nh3

    attributes = {name: set(values) for name, values in nh3.ALLOWED_ATTRIBUTES.items()}
    for name, values in _MORE_ATTRIBUTES.items():
        attributes.setdefault(name, set()).update(values)
    return attributes
