"""JSX components of MDX: the syntax of their tags, and what the known ones become.

Tags are `<Name a="x" b={expression} c>`, `<Name />` and `</Name>`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from digest.markup.dialects.containers import default_title
from digest.markup.dialects.embeds import Embed, make_gist, make_post, make_vimeo, make_youtube

_NAME = re.compile(r"<(/?)(?:([A-Z][\w.]*)(?=[\s/>])|(?=>))")
_RAW_NAME = re.compile(r"<(/?)(script|style)(?=[\s/>])")
_PROP = re.compile(r"\s+([A-Za-z_][\w:.-]*)")
_STRING = re.compile(r"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LITERAL = re.compile(r"\{\s*(?:\"([^\"{}]*)\"|'([^'{}]*)'|`([^`{}$]*)`)\s*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One tag with its offsets in the source; props are text, expressions keep their braces.

    `closes` marks a closing tag, `alone` a self-closing one.
    """

    name: str
    start: int
    end: int
    props: dict[str, str] = field(default_factory=dict)
    closes: bool = False
    alone: bool = False

    def get(self, *names: str) -> str:
        """Return the first of some props that is a string and not empty, or ""."""
        values = (self.props.get(name, "") for name in names)
        return next((value for value in values if value and not value.startswith("{")), "")


def read_raw_element(source: str, start: int, limit: int) -> Component | None:
    """Return the tag of a script or style sheet that begins at an offset, or None."""
    return _read_tag(_RAW_NAME.match(source, start, limit), source, start, limit)


def read_component(source: str, start: int, limit: int) -> Component | None:
    """Return the tag that begins at an offset, or None; fragments `<>` have the name ""."""
    return _read_tag(_NAME.match(source, start, limit), source, start, limit)


def _read_tag(head: re.Match[str] | None, source: str, start: int, limit: int) -> Component | None:
    if head is None:
        return None
    position = head.end()
    props: dict[str, str] = {}
    while position < limit:
        tail = re.compile(r"\s*(/?)>").match(source, position, limit)
        if tail:
            return Component(
                name=head[2] or "",
                start=start,
                end=tail.end(),
                props=props,
                closes=bool(head[1]),
                alone=bool(tail[1]),
            )
        read = _read_prop(source, position, limit, props)
        if read is None:
            return None
        position = read
    return None


def _read_prop(source: str, position: int, limit: int, props: dict[str, str]) -> int | None:
    """Read one prop into `props`; return the offset of its end, or None."""
    spread = re.compile(r"\s*(?=\{)").match(source, position, limit)
    if spread:
        return _close_brace(source, spread.end(), limit)
    found = _PROP.match(source, position, limit)
    if found is None:
        return None
    string = _STRING.match(source, found.end(), limit)
    if string:
        props[found[1]] = string[1] if string[1] is not None else string[2]
        return string.end()
    brace = re.compile(r"\s*=\s*(?=\{)").match(source, found.end(), limit)
    if brace is None:
        props[found[1]] = ""
        return found.end()
    end = _close_brace(source, brace.end(), limit)
    if end is None:
        return None
    value = source[brace.end() : end]
    literal = _LITERAL.fullmatch(value)
    props[found[1]] = next((g for g in literal.groups() if g is not None), "") if literal else value
    return end


def _close_brace(source: str, start: int, limit: int) -> int | None:
    """Return the offset after the brace that closes the one at `start`; quoted ones are skipped."""
    depth, quote = 0, ""
    for position in range(start, limit):
        char = source[position]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'`":
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if depth == 0:
                return position + 1
    return None


def find_closing(source: str, tag: Component, limit: int) -> Component | None:
    """Return the tag that closes another one, counting nested tags of the same name."""
    closing = _match_components(source, tag.name).get(tag.start)
    return closing if closing and closing.end <= limit else None


@lru_cache(maxsize=64)
def _match_components(source: str, name: str) -> dict[int, Component]:
    """Return the closing tags of a name by the start of the tag that each closes, in one pass."""
    pairs: dict[int, Component] = {}
    opened: list[int] = []
    position = 0
    for found in re.compile(r"</?" + re.escape(name) + r"(?=[\s/>])").finditer(source):
        if found.start() < position:
            continue
        tag = read_component(source, found.start(), len(source))
        if tag is None or tag.alone:
            continue
        position = tag.end
        if not tag.closes:
            opened.append(tag.start)
        elif opened:
            pairs[opened.pop()] = tag
    return pairs


_NOTICES_NAMES = """
Admonition Alert Aside Banner Callout Caution Danger Error Hint Important Info Note Tip Warning
"""
NOTICES = frozenset(_NOTICES_NAMES.split())
"""Components that become admonitions; their kind is a prop, or their name."""
_DETAILS_NAMES = """
Accordion AccordionItem Collapse Collapsible Details Dropdown Expandable Spoiler Toggle
"""
DETAILS = frozenset(_DETAILS_NAMES.split())
"""Components that become `<details>`."""
_TITLED_NAMES = """
Badge Button Card LinkButton LinkCard Panel Quote Step Tab TabItem Tag
"""
TITLED = frozenset(_TITLED_NAMES.split())
"""Components that become a container with a title."""
_TRANSPARENT_NAMES = """
AccordionGroup Box CardGrid CardGroup Cards Center CodeGroup Col Column Columns Container Figure
Fragment Frame Grid Highlight Layout React.Fragment Row Section Steps TabGroup Tabs Wrapper
"""
TRANSPARENT = frozenset(["", *_TRANSPARENT_NAMES.split()])
"""Components that only lay out their content, which takes their place."""
_KINDS = {"default": "note", "success": "tip", "positive": "tip", "negative": "danger"}


def kind_of(tag: Component) -> tuple[str | None, str]:
    """Return a component's container kind and title; kind is "" for none, None if unknown."""
    title = tag.get("title", "label", "name", "heading", "header", "summary", "value")
    if tag.name in NOTICES:
        kind = tag.get("type", "variant", "kind", "intent", "status").lower() or tag.name.lower()
        kind = "note" if kind in {"admonition", "alert", "aside", "banner", "callout"} else kind
        kind = _KINDS.get(kind, kind)
        return kind, title or default_title(kind)
    if tag.name in DETAILS:
        return "details", title or "Details"
    if tag.name in TITLED:
        url = link_of(tag) or next(filter(_is_address, (tag.get("source"), tag.get("cite"))), "")
        title = title or (tag.get("author") if url else "")
        shape = "tab" if tag.name.startswith("Tab") else "card"
        return (shape if title or url else ""), f"[{title or url}]({url})" if url else title
    return ("", "") if tag.name in TRANSPARENT else (None, "")


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://", "/"))


def link_of(tag: Component) -> str:
    """Return where a component that is not known leads, "" if nowhere."""
    return tag.get("href", "to", "url", "link")


def embed_of(tag: Component) -> Embed | None:
    """Return the player or card that a component shows, or None."""
    name = tag.name.lower().removeprefix("lite").removesuffix("embed").removesuffix("player")
    source = tag.get("id", "videoId", "videoid", "youTubeId", "url", "src", "link", "tweetLink")
    if not source:
        return None
    if name in {"youtube", "youtubevideo"}:
        return make_youtube(source, tag.get("title"))
    if name == "vimeo":
        return make_vimeo(source, tag.get("title"))
    if name in {"tweet", "twitter", "xpost", "statictweet"}:
        return make_post(source, "", tag.get("title"))
    if name == "gist":
        user, _, number = source.removeprefix("https://gist.github.com/").rpartition("/")
        return make_gist(user, number, tag.get("file"))
    return None
