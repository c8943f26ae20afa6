"""The one gate for addresses: only those of known, harmless schemes may become links or sources.

Every address that a page, feed or export carries passes here, whatever it comes from: Markdown,
raw HTML, shortcodes, directives, front matter, `site.toml`. A scheme is read as browsers read it
(WHATWG URL Standard, "basic URL parser"), so `java&Tab;script:`, once decoded, is `javascript:`.
"""

from __future__ import annotations

import re

from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.text import differ_by_one

REFERENCE_PREFIX = "ref:"
"""How an address begins that names a page of the site and is resolved once all are known."""

ALLOWED_SCHEMES = frozenset(
    """
    bitcoin dat doi feed ftp ftps gemini geo gopher http https hyper im ipfs ipns irc ircs magnet
    mailto matrix mms news nntp openpgp4fpr sftp sip sms smsto ssh tel urn webcal xmpp
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""The web's, those that the HTML Standard lets sites register handlers for, and a few networks.

The standard lets sites handle `web+…` too.
"""

_USUAL = ("https://", "http://", "/", "#", "mailto:", REFERENCE_PREFIX)
_SHOWN = 80
_IGNORED = re.compile(r"[\x00-\x1f\x7f]+")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_PICTURE = re.compile(r"data:image/(?:png|gif|jpe?g|webp|avif)[;,]", re.IGNORECASE)


def is_allowed_address(url: str, *, is_image: bool = False) -> bool:
    """Return whether an address may stand in a page: relative, or of an allowed scheme.

    `url` is the address itself, its entities and escapes decoded. Images may be `data:` of the
    usual bitmap types. A scheme one letter away from `http` or `https` passes: it runs nothing,
    and the rule `malformed-link` reports it with what is meant.
    """
    if url.startswith(_USUAL):
        return True
    url = _IGNORED.sub("", url).lstrip()
    found = _SCHEME.match(url)
    if found is None:
        return True
    scheme = found[1].lower()
    if scheme in ALLOWED_SCHEMES or scheme.startswith("web+"):
        return True
    if is_image and _PICTURE.match(url):
        return True
    return any(differ_by_one(scheme, known) for known in ("http", "https"))


def check_address(
    url: str,
    report: Report,
    path: str,
    *,
    line: int = 0,
    column: int = 0,
    is_image: bool = False,
) -> bool:
    """Return whether an address may stand in a page; report one that may not."""
    allowed = is_allowed_address(url, is_image=is_image)
    if not allowed:
        report_unsafe_address(url, report, path, line=line, column=column)
    return allowed


def report_unsafe_address(
    url: str, report: Report, path: str, *, line: int = 0, column: int = 0
) -> None:
    """Report an address that is left out because of its scheme."""
    shown = _IGNORED.sub("", url).strip()
    if len(shown) > _SHOWN:
        shown = f"{shown[:_SHOWN]}…"
    report.add(
        Code.UNSAFE_ADDRESS,
        path,
        f'the address "{shown}" is left out: its scheme is not allowed',
        line=line,
        column=column,
        hint="write one that begins with https://, or with ./ if it names a file",
    )
