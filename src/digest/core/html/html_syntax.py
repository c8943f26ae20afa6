"""The syntax of HTML: escaping, attributes, the grammar of tags as browsers have it, plain text.

Regular expressions, since all that rewrites HTML here has to keep the rest byte for byte. A slot
marks a place in a post's body where the theme writes what belongs to the item there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

SLOT = re.compile(r"\x00(\d+)\x00")
"""The slot of an item, by its position in the post."""

_UNSAFE_IN_URL = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')
_PRINTABLE = frozenset(
    """
    align alt class colspan decoding dir download headers height hidden hreflang id lang loading
    open rel reversed role rowspan scope sizes start style tabindex target title translate type
    value width
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)


def escape(text: str) -> str:
    """Return text escaped for an element or a double-quoted attribute."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def escape_text(text: str) -> str:
    """Return text escaped for an element; quotation marks stay."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote_url(url: str) -> str:
    """Return an address with what may never stand in one percent-encoded; letters stay."""
    if _UNSAFE_IN_URL.search(url):
        return _UNSAFE_IN_URL.sub(lambda found: quote(found[0], safe=""), url)
    return url


def write_attributes(pairs: Iterable[tuple[str, str]]) -> str:
    """Return attributes as they follow a tag's name, each with a space in front."""
    return "".join(f' {name}="{escape(value)}"' for name, value in pairs)


def is_printable(name: str) -> bool:
    """Return whether HTML has an attribute of this name that no script or address is in."""
    name = name.lower()
    return name in _PRINTABLE or name.startswith(("data-", "aria-"))


def printable(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the attributes to be written; an author's others are read by digest alone."""
    return tuple((name, value) for name, value in pairs if is_printable(name))


def fill_slots(body: str, fill: Callable[[int], str]) -> str:
    """Return a body with each slot replaced by what `fill` returns for its item's position."""
    return SLOT.sub(lambda found: fill(int(found[1])), body)


def strip_slots(body: str) -> str:
    """Return a body without its slots."""
    return SLOT.sub("", body)


TAG_BODY = r"""(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')|["'=])*+"""
"""What is in a tag behind its name; a quotation mark begins a value only after "="."""
SKIPPED = rf"<!--.*?(?:-->|\Z)|<(?P<raw>script|style)\b{TAG_BODY}>.*?(?:</(?P=raw)\s*>|\Z)"
"""Comments, scripts and style sheets: nothing in them is a tag."""
TAG = re.compile(
    rf"(?P<skipped>{SKIPPED})|<(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<rest>{TAG_BODY})>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=\x00]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_TAG_NAME = re.compile(r"</?[^\s/>]*")
_SPACES = re.compile(r"[ \t\r\f\v]*\n\s*|[ \t\r\f\v]{2,}|[\t\r\f\v]")
"""All but the one space that stands between words."""
_BLOCKS = frozenset(
    """
    address article aside blockquote br caption dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td
    tfoot th thead tr ul
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
_PHRASES = frozenset(
    """
    a abbr acronym area audio b base bdi bdo big body button canvas center cite code col
    colgroup data datalist del dfn dialog dir em embed font frame frameset head hgroup html i
    iframe img input ins kbd label legend link map mark marquee math menu meta meter nobr
    noembed noframes noscript object optgroup option output param picture progress q rb rp rt
    rtc ruby s samp script search select slot small source span strike strong style sub sup svg
    template textarea time title track tt u var video wbr
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
_DRAWINGS = frozenset(
    """
    animate circle clippath defs desc ellipse filter foreignobject g image line lineargradient
    marker mask metadata path pattern polygon polyline radialgradient rect set stop switch
    symbol text textpath tspan use view
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
_FORMULAS = frozenset(
    """
    annotation maction merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
    mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
    semantics
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
_ELEMENTS = _BLOCKS | _PHRASES | _DRAWINGS | _FORMULAS


def is_element(name: str) -> bool:
    """Return whether HTML, SVG or MathML has an element of this name, or it is a custom one."""
    name = name.lower()
    return name in _ELEMENTS or "-" in name or ":" in name


def read_attributes(tag: str) -> dict[str, str]:
    """Return the attributes of an opening tag by name in lower case; the first of a name counts."""
    name = _TAG_NAME.match(tag)
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(tag, name.end() if name else 0):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), html.unescape(value))
    return found


def to_text(body: str) -> str:
    """Return the plain text of HTML: blocks on lines of their own, no scripts and comments."""

    def replace(found: re.Match[str]) -> str:
        if found["skipped"]:
            return ""
        return "\n" if found["name"].lower() in _BLOCKS else ""

    text = html.unescape(TAG.sub(replace, strip_slots(body)))
    return _SPACES.sub(lambda found: "\n" if "\n" in found[0] else " ", text).strip()
