"""Rules about the outgoing addresses of one post: slips, trackers, wrappers, shorteners.

Each rule is named for the code it reports.
"""

from __future__ import annotations

import re

from digest.config.tables import CheckTable
from digest.core.addresses import host_of, is_tracking, strip_tracking, unwrap_redirect
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Link, Post
from digest.core.text import differ_by_one

SHORTENERS = frozenset(
    """
    a.co adf.ly amzn.to b23.tv bit.do bit.ly bitly.com bl.ink buff.ly cutt.ly dlvr.it dwz.cn
    eepurl.com fb.me feedproxy.google.com git.io goo.gl hubs.la hubs.li hubs.ly ift.tt is.gd j.mp
    lnkd.in mcaf.ee mzl.la ow.ly po.st qr.ae rb.gy rebrand.ly s.id shorturl.at snip.ly soo.gd
    spoti.fi suo.im t.cn t.co t.ly tiny.cc tiny.one tinyurl.com trib.al u.nu url.cn urlz.fr v.gd
    wp.me x.gd
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Hosts whose addresses say nothing of where they lead."""

_DELIBERATE = frozenset(
    """
    12ft.io archive.is archive.org archive.ph archive.today freedium.cfd gnusha.org
    removepaywall.com smry.ai via.hypothes.is
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Archives and readers: what they wrap is not what a reader would get without them."""
_SLIP = re.compile(
    r"(?P<scheme>[a-z]{3,7})(?P<sign>[:;.]?)//(?P<rest>\w.*)", re.IGNORECASE | re.DOTALL
)
_TWICE = re.compile(r"https?:/{1,2}(?P<meant>https?:?//.*)", re.IGNORECASE | re.DOTALL)
_NOTHING = re.compile(r"(?:mailto|tel|https?):(?://)?", re.IGNORECASE)
_LOCAL = re.compile(r"(?:localhost|127\.|10\.|192\.168\.|\[?::1)|\.(?:local|localhost|onion|test)$")
_SCHEMES = ("https", "http")


def check_addresses(post: Post, table: CheckTable, report: Report) -> None:
    """Report what is wrong with the post's outgoing addresses, at each place they are written."""
    shorteners = SHORTENERS.union(table.shorteners)
    for link in post.links:
        if find_malformed_link(post.path, link, report):
            continue
        if not link.url.startswith(("https://", "http://")):
            continue
        host = host_of(link.url)
        if find_redirect_wrapper(post.path, link, host, report):
            continue
        if "?" in link.url:
            find_tracking_parameter(post.path, link, host, report)
        if host in shorteners:
            find_shortened_link(post.path, link, host, report)
        elif link.url.startswith("http://"):
            find_insecure_link(post.path, link, host, report)


def meant_address(url: str) -> str | None:
    """Return what an address with a slip in its scheme is meant to be, None for any other.

    A scheme that nothing follows gives "".
    """
    if _NOTHING.fullmatch(url):
        return ""
    if twice := _TWICE.fullmatch(url):
        return meant_address(twice["meant"]) or twice["meant"]
    slip = _SLIP.fullmatch(url)
    if slip is None:
        return None
    scheme = slip["scheme"].lower()
    if scheme in _SCHEMES:
        return None if slip["sign"] == ":" else f"{scheme}://{slip['rest']}"
    meant = next((known for known in _SCHEMES if differ_by_one(scheme, known)), None)
    return f"{meant}://{slip['rest']}" if meant else None


def is_deliberate(host: str) -> bool:
    """Return whether an address that wraps another is linked for its own sake: a copy, a reader."""
    return host in _DELIBERATE or host.endswith(".archive.org")


def find_malformed_link(path: str, link: Link, report: Report) -> bool:
    """Report an address whose beginning has a slip; return whether it is one."""
    meant = meant_address(link.url)
    if meant is None:
        return False
    hint = f'write "{meant}"' if meant else "write the whole address"
    _report(
        Code.MALFORMED_LINK, path, link, f'the address "{link.url}" leads nowhere', hint, report
    )
    return True


def find_redirect_wrapper(path: str, link: Link, host: str, report: Report) -> bool:
    """Report an address that only leads on to another; return whether it is one."""
    target = None if is_deliberate(host) else unwrap_redirect(link.url)
    if target is None:
        return False
    message, hint = f"the link leads through {host}", f'write "{strip_tracking(target)}"'
    _report(Code.REDIRECT_WRAPPER, path, link, message, hint, report)
    return True


def find_tracking_parameter(path: str, link: Link, host: str, report: Report) -> None:
    """Report an address that carries parameters which only track."""
    if is_tracking(link.url):
        message = f"the link to {host} carries tracking parameters"
        _report(
            Code.TRACKING_PARAMETER,
            path,
            link,
            message,
            f'write "{strip_tracking(link.url)}"',
            report,
        )


def find_shortened_link(path: str, link: Link, host: str, report: Report) -> None:
    """Report an address that a shortener made."""
    message = f"{link.url} does not say where it leads"
    hint = f"open it and link what {host} stands for"
    _report(Code.SHORTENED_LINK, path, link, message, hint, report)


def find_insecure_link(path: str, link: Link, host: str, report: Report) -> None:
    """Report an address without encryption, except of one's own machine."""
    if not _LOCAL.search(host):
        hint = "write https:// if the site answers there"
        _report(Code.INSECURE_LINK, path, link, f"{link.url} is not encrypted", hint, report)


def _report(  # noqa: PLR0917
    code: Code, path: str, link: Link, message: str, hint: str, report: Report
) -> None:
    report.add(code, path, message, line=link.line, column=link.column, hint=hint)
