"""When a site that nobody touches is judged otherwise: for builds that reuse the last verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from digest.checks.suspicious_dates import FARTHEST
from digest.site.site import Site


def list_deadlines(site: Site) -> Iterator[datetime]:
    """Give the moments at which a rule's answer changes by the passing of time alone."""
    days = site.config.expect.newest_within_days
    for post in site.posts:
        if post.date is not None:
            yield post.date - FARTHEST
            if days:
                yield post.date + timedelta(days=days, microseconds=1)
