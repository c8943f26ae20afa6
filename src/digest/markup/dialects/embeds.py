"""HTML of embedded media: lazily loaded video players and cards; nothing runs a script.

A video is an iframe of the service's page without cookies, where it has one, with a link for
clients that show no frames; everything else is a card with a link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from digest.core.html import escape

_YOUTUBE = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:youtube(?:-nocookie)?\.com/(?:watch\?(?:.*&)?v=|embed/|shorts/)"
    r"|youtu\.be/)([\w-]{6,})"
)
_VIMEO = re.compile(r"(?:https?://)?(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d+)")
_STATUS = re.compile(r"(?:https?://)?(?:www\.)?(?:twitter|x)\.com/(\w+)/status/(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """Embedded media: its address, its title, and the HTML that shows it."""

    url: str
    title: str
    html: str


def make_youtube(source: str, title: str = "", start: str = "") -> Embed:
    """Return the player of a YouTube video, given its id or address."""
    found = _YOUTUBE.match(source)
    name = found[1] if found else source
    shown = title or "Video on YouTube"
    query = f"?start={quote(start)}" if start else ""
    url = f"https://www.youtube.com/watch?v={quote(name)}"
    frame = f"https://www.youtube-nocookie.com/embed/{quote(name)}{query}"
    return Embed(url=url, title=shown, html=_write_player(frame, url, shown))


def make_vimeo(source: str, title: str = "") -> Embed:
    """Return the player of a Vimeo video, given its id or address."""
    found = _VIMEO.match(source)
    name = found[1] if found else source
    shown = title or "Video on Vimeo"
    url = f"https://vimeo.com/{quote(name)}"
    frame = f"https://player.vimeo.com/video/{quote(name)}?dnt=1"
    return Embed(url=url, title=shown, html=_write_player(frame, url, shown))


def make_post(user: str, number: str, title: str = "") -> Embed:
    """Return the card of a post on X, given its author and number, or its address as `user`."""
    found = _STATUS.match(user) or _STATUS.match(number)
    user, number = (found[1], found[2]) if found else (user.lstrip("@"), number)
    if user and not number:
        user, number = "i", user
    url = f"https://x.com/{quote(user)}/status/{quote(number)}"
    shown = title or (f"Post by @{user} on X" if user != "i" else "Post on X")
    return Embed(url=url, title=shown, html=write_card(url, shown, "x"))


def make_gist(user: str, number: str, file: str = "") -> Embed:
    """Return the card of a GitHub gist."""
    anchor = f"#file-{re.sub(r'[^a-z0-9]+', '-', file.lower())}" if file else ""
    url = f"https://gist.github.com/{quote(user)}/{quote(number)}{anchor}"
    shown = f"{file} (gist by {user})" if file else f"Gist by {user}"
    return Embed(url=url, title=shown, html=write_card(url, shown, "gist"))


def write_card(url: str, title: str, kind: str) -> str:
    """Return a card: a paragraph with one link."""
    return f'<p class="embed embed-{kind}">{_write_link(url, title)}</p>'


def _write_link(url: str, title: str) -> str:
    return f'<a href="{escape(url)}" rel="noopener">{escape(title)}</a>'


def _write_player(frame: str, url: str, title: str) -> str:
    return (
        f'<figure class="embed embed-video"><iframe src="{escape(frame)}" title="{escape(title)}" '
        'width="560" height="315" loading="lazy" referrerpolicy="strict-origin-when-cross-origin" '
        'allow="encrypted-media; picture-in-picture; web-share" allowfullscreen></iframe>'
        f"<figcaption>{_write_link(url, title)}</figcaption></figure>"
    )
