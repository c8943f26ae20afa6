"""Reads HTML: the grammar of tags as browsers have it, attributes, and plain text.

Regular expressions, since all that rewrites HTML here has to keep the rest byte for byte.
"""

from __future__ import annotations

import html
import re

from digest.core.html.escaping import strip_slots

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
