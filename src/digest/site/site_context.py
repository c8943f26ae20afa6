"""What every page is told about the site: its names, its menu, its feeds, its theme's settings."""

from __future__ import annotations

from collections.abc import Container, Iterable

from msgspec.structs import asdict

from digest.config.tables import Config
from digest.site.contexts import FeedLink, NavLink, SiteContext

FEED_TYPES = (
    ("rss", "RSS", "application/rss+xml"),
    ("atom", "Atom", "application/atom+xml"),
    ("json", "JSON Feed", "application/feed+json"),
)
GENERATOR = "digest"


def list_feeds(
    title: str, folder: str, config: Config, forms: Container[str] = ("rss", "atom", "json")
) -> tuple[FeedLink, ...]:
    """Return the feeds in a folder (a root-relative address), as pages announce them."""
    return tuple(
        FeedLink(title=f"{title} ({label})", url=folder + name, type=media_type)
        for form, label, media_type in FEED_TYPES
        if form in forms and (name := getattr(config.feeds, form))
    )


def make_site_context(config: Config, menu: Iterable[NavLink]) -> SiteContext:
    """Return the context of the site; `menu` is used where site.toml has none."""
    site = config.site
    written = tuple(NavLink(name=entry.name, url=entry.url) for entry in site.menu)
    return SiteContext(
        title=site.title,
        base_url=site.base_url,
        description=site.description,
        language=site.language,
        authors=site.authors,
        copyright=site.copyright,
        menu=written or tuple(menu),
        feeds=list_feeds(site.title, "/", config),
        theme=asdict(config.theme),
        generator=GENERATOR,
    )
