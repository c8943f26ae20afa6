"""HTML as text: escaping, attributes, addresses, slots, plain text, and sanitising.

Everything works on strings of HTML that digest wrote or an author typed; only real tags are
touched (never comments, scripts, or text that looks like one).
"""

from __future__ import annotations

import html as stdlib_html
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

SLOT = re.compile(r"\x00(\d+)\x00")
_UNSAFE_IN_URL = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_TAG_BODY = r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+"""
_SKIPPED = r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style)\b" + _TAG_BODY + r">.*?(?:</(?P=raw)\s*>|\Z)"
_TAG = re.compile(
    rf"(?P<skipped>{_SKIPPED})|<(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<rest>{_TAG_BODY})>",
    re.DOTALL | re.IGNORECASE,
)
_OPENING = re.compile(rf"<[a-zA-Z]{_TAG_BODY}>", re.DOTALL)
_VERBATIM = re.compile(rf"{_SKIPPED}|(?P<tag><[a-zA-Z]{_TAG_BODY}>)", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=\x00]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_ADDRESS = re.compile(
    r"""(?<=[\s"'])(href|src|srcset|poster|cite|data|action)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""",
    re.IGNORECASE,
)
_BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_IFRAME = re.compile(
    rf"<iframe\b(?P<rest>{_TAG_BODY})>(?:.*?</iframe\s*>)?", re.DOTALL | re.IGNORECASE
)
_PRINTABLE = frozenset(
    [
        "align",
        "alt",
        "class",
        "colspan",
        "decoding",
        "dir",
        "download",
        "headers",
        "height",
        "hidden",
        "hreflang",
        "id",
        "lang",
        "loading",
        "open",
        "rel",
        "reversed",
        "role",
        "rowspan",
        "scope",
        "sizes",
        "start",
        "style",
        "tabindex",
        "target",
        "title",
        "translate",
        "type",
        "value",
        "width",
    ]
)
_SPACES = re.compile(r"[ \t\r\f\v]*\n\s*|[ \t\r\f\v]+")


def escape(text: str) -> str:
    """Give text as it is written into HTML, in an element or a double-quoted attribute."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def escape_text(text: str) -> str:
    """Give text as it is written between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote_url(url: str) -> str:
    """Percent-encode what may never stand in an address; letters of any script may."""
    if _UNSAFE_IN_URL.search(url):
        return _UNSAFE_IN_URL.sub(lambda found: quote(found[0], safe=""), url)
    return url


def write_attributes(pairs: Iterable[tuple[str, str]]) -> str:
    """Give attributes as they follow a tag's name, each with a space in front."""
    return "".join(f' {name}="{escape(value)}"' for name, value in pairs)


def is_printable(name: str) -> bool:
    """Tell whether an attribute is one that HTML knows."""
    name = name.lower()
    return name in _PRINTABLE or name.startswith(("data-", "aria-"))


def printable(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give the attributes that HTML knows; an author's others are notes for digest alone."""
    return tuple(
        (name, value)
        for name, value in pairs
        if is_printable(name)
    )


def read_attributes(tag: str) -> dict[str, str]:
    """Give the attributes of one opening tag; names in lower case, the first of a name wins."""
    found: dict[str, str] = {}
    inner = tag.lstrip("<").rstrip(">")
    for match in _ATTRIBUTE.finditer(inner, len(inner.split(None, 1)[0]) if inner.strip() else 0):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), stdlib_html.unescape(value))
    return found


def fill_slots(body: str, fill: Callable[[int], str]) -> str:
    """Replace each slot by what `fill` gives for its item's position."""
    return SLOT.sub(lambda found: fill(int(found[1])), body)


def strip_slots(body: str) -> str:
    """Leave the slots out."""
    return SLOT.sub("", body)


def absolutise(body: str, page_url: str, base_url: str) -> str:
    """Make every address in tags absolute, as feeds and e-mail need them.

    `page_url` is the page's root-relative address, `base_url` the site's absolute one.
    """
    base = base_url.rstrip("/")
    page = page_url if _SCHEME.match(page_url) else f"{base}/{page_url.lstrip('/')}"

    def resolve(url: str) -> str:
        if _SCHEME.match(url):
            return url
        if url.startswith("//"):
            return f"{urlsplit(base).scheme}:{url}"
        if url.startswith("/"):
            return base + url
        return urljoin(page, url)

    return map_addresses(body, resolve)


def add_base_path(body: str, base_path: str) -> str:
    """Put the folder a site lives in ("/blog") in front of root-relative addresses in tags."""
    folder = base_path.rstrip("/")
    if not folder:
        return body

    def resolve(url: str) -> str:
        return folder + url if url.startswith("/") and not url.startswith("//") else url

    return map_addresses(body, resolve)


def map_addresses(body: str, resolve: Callable[[str], str]) -> str:
    """Replace every address in tags by what `resolve` gives for it."""

    def address(found: re.Match[str]) -> str:
        raw = found[3]
        value = stdlib_html.unescape(raw[1:-1] if raw[0] in "\"'" else raw)
        if found[1].lower() == "srcset":
            value = ", ".join(_resolve_candidate(part, resolve) for part in _candidates(value))
        else:
            value = resolve(value.strip())
        return f'{found[1]}{found[2]}"{escape(value)}"'

    def tag(found: re.Match[str]) -> str:
        return _ADDRESS.sub(address, found["tag"]) if found["tag"] else found[0]

    return _VERBATIM.sub(tag, body)


def _candidates(srcset: str) -> list[str]:
    return [part.strip() for part in re.split(r",\s+|\s,", srcset) if part.strip()]


def _resolve_candidate(candidate: str, resolve: Callable[[str], str]) -> str:
    url, *descriptors = candidate.split()
    return " ".join([resolve(url), *descriptors])


def to_text(body: str) -> str:
    """Give the plain text of HTML: blocks on lines of their own, scripts and comments gone."""

    def replace(found: re.Match[str]) -> str:
        if found["skipped"]:
            return ""
        return "\n" if found["name"].lower() in _BLOCK_TAGS else ""

    text = stdlib_html.unescape(_TAG.sub(replace, strip_slots(body)))
    return _SPACES.sub(lambda found: "\n" if "\n" in found[0] else " ", text).strip()


def tags_of(body: str) -> Iterable[tuple[int, int, str, bool]]:
    """Give the tags of HTML in order: start, end, lower-case name, whether it closes."""
    for found in _TAG.finditer(body):
        if not found["skipped"]:
            yield found.start(), found.end(), found["name"].lower(), bool(found["slash"])


def sanitise(body: str) -> str:
    """Leave only harmless HTML: no scripts, handlers or styles; a frame becomes a link to it."""
    import nh3

    def link_to(found: re.Match[str]) -> str:
        source = read_attributes(f"<iframe{found['rest']}>").get("src", "")
        return f'<a href="{escape(source)}">{escape(source)}</a>' if source else ""

    tags, attributes = _allowed()
    return nh3.clean(
        _IFRAME.sub(link_to, body),
        tags=set(tags),
        attributes={name: set(values) for name, values in attributes},
        url_schemes={"http", "https", "mailto", "tel", "geo", "irc", "ircs", "xmpp", "magnet"},
        link_rel=None,
    )


def sanitise_part(body: str, open_tags: list[str]) -> str:
    """Sanitise HTML that may open what a later part closes.

    `open_tags` are the names of the elements open so far; it is brought up to date. Closing tags
    of nothing are left out, so that no part can break out of its surroundings.
    """
    parts: list[str] = []
    end = 0
    for found in _TAG.finditer(body):
        parts.append(_shield(body[end : found.start()]))
        end = found.end()
        if not found["skipped"]:
            parts.append(_sanitise_tag(found, open_tags))
    return "".join([*parts, _shield(body[end:])])


def close_tags(open_tags: list[str]) -> str:
    """Give the closing tags of what is still open, innermost first."""
    return "".join(f"</{name}>" for name in reversed(open_tags))


def _shield(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _sanitise_tag(found: re.Match[str], open_tags: list[str]) -> str:
    name = found["name"].lower()
    if found["slash"]:
        if name not in open_tags:
            return ""
        last = len(open_tags) - open_tags[::-1].index(name) - 1
        closing = close_tags(open_tags[last:])
        del open_tags[last:]
        return closing
    clean = sanitise(found[0])
    if clean.endswith(f"</{name}>") and name != "iframe":
        open_tags.append(name)
        return clean.removesuffix(f"</{name}>")
    return clean


@lru_cache(maxsize=1)
def _allowed() -> tuple[frozenset[str], tuple[tuple[str, frozenset[str]], ...]]:
    import nh3

    tags = nh3.ALLOWED_TAGS | {"audio", "picture", "section", "source", "track", "video"}
    attributes = {name: set(values) for name, values in nh3.ALLOWED_ATTRIBUTES.items()}
    for name, values in {
        "*": {"class", "dir", "id", "lang", "title", "align"},
        "audio": {"controls", "loop", "muted", "preload", "src"},
        "video": {"controls", "height", "loop", "muted", "poster", "preload", "src", "width"},
        "source": {"media", "sizes", "src", "srcset", "type"},
        "track": {"default", "kind", "label", "src", "srclang"},
        "details": {"open", "name"},
        "img": {"loading", "decoding", "sizes"},
    }.items():
        attributes.setdefault(name, set()).update(values)
    return frozenset(tags), tuple((name, frozenset(v)) for name, v in attributes.items())
