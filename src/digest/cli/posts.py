"""All posts of a site, whatever their status, with everything that is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from digest.cli.session import Session
    from digest.config.tables import Config
    from digest.core.diagnostics import Report
    from digest.core.model import Post


def read_posts(session: Session, config: Config, now: datetime, report: Report) -> Sequence[Post]:
    """Give drafts, future, expired and published posts, pages too, in the order of their paths."""
    from digest.build.options import BuildOptions
    from digest.build.pipeline import read_site

    everything = replace(config.build, drafts=True, future=True, expired=True)
    whole = replace(config, build=everything)
    site = read_site(session.root, whole, BuildOptions(now=now), report)
    return sorted((*site.posts, *site.pages, *site.sections), key=lambda post: post.path)
