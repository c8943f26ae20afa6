"""Redirects: aliases of posts, other names of terms, and `[permalinks.redirects]`."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from digest.config.site_file import SITE_FILE
from digest.config.tables import Config
from digest.content.permalinks import output_path, site_address
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import PostSummary
from digest.site.terms import Taxonomy


class Redirect(Struct, frozen=True, kw_only=True):
    """A redirect from `url` to `target`; `source` is where it is defined, for messages."""

    url: str
    target: str
    source: str


def list_redirects(
    posts: Iterable[PostSummary], taxonomies: Iterable[Taxonomy], config: Config, report: Report
) -> tuple[Redirect, ...]:
    """Return every redirect of a site; report addresses that are not of this site."""
    return (
        *_redirect_posts(posts, report),
        *_redirect_terms(taxonomies),
        *_redirect_settings(config, report),
    )


def _redirect_posts(posts: Iterable[PostSummary], report: Report) -> Iterable[Redirect]:
    for post in posts:
        found = dict.fromkeys(_read_alias(alias, post, report) for alias in post.aliases)
        for url in found:
            if url is not None and url != post.url:
                yield Redirect(url=url, target=post.url, source=post.path)


def _read_alias(alias: str, post: PostSummary, report: Report) -> str | None:
    url = site_address(alias, post.url)
    reason = "a query reaches no file" if "?" in alias else "it leads out of the site"
    if url is not None:
        try:
            output_path(url)
        except ValueError as fault:
            url, reason = None, str(fault)
    if url is None:
        report.add(
            Code.BAD_ADDRESS,
            post.path,
            f'alias "{alias}" cannot be an address of this site: {reason}',
            hint='write it like "/old/name/"',
        )
    return url


def _redirect_terms(taxonomies: Iterable[Taxonomy]) -> Iterable[Redirect]:
    for taxonomy in taxonomies:
        for term in taxonomy.terms:
            for url in term.former:
                source = f"taxonomy {taxonomy.name}: {term.name}"
                yield Redirect(url=url, target=term.url, source=source)


def _redirect_settings(config: Config, report: Report) -> Iterable[Redirect]:
    """Yield the redirects of `site.toml`."""
    for old, target in config.permalinks.redirects.items():
        url = site_address(old)
        if url is None or url == "/":
            report.add(
                Code.BAD_ADDRESS,
                SITE_FILE,
                f'"{old}" cannot be an address of this site',
                hint='write it like "/old/name/"',
            )
        else:
            yield Redirect(url=url, target=target, source=f"{SITE_FILE}: redirects")
