"""Somebody else's HTML → harmless HTML."""

from __future__ import annotations

import re
from functools import lru_cache

from digest.core.addresses import ALLOWED_SCHEMES
from digest.core.html.balancing import close_tag, map_tags
from digest.core.html.escaping import escape
from digest.core.html.tags import TAG_BODY, read_attributes

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


def sanitise(body: str) -> str:
    """Leave only harmless HTML: no scripts, handlers or styles; a frame becomes a link to it."""
    import nh3

    return nh3.clean(
        _IFRAME.sub(_link_to, body),
        tags=nh3.ALLOWED_TAGS | _MORE_TAGS,
        attributes=_allowed_attributes(),
        url_schemes=set(ALLOWED_SCHEMES),
        link_rel=None,
    )


def sanitise_part(body: str, open_tags: list[str]) -> str:
    """Sanitise HTML that may open what a later part closes.

    `open_tags` are the names of the elements open so far; it is brought up to date. Closing tags
    of nothing are left out, so that no part can break out of its surroundings.
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
