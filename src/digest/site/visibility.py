"""Which posts are left out of a build: drafts, posts of the future, expired ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from digest.config.tables import BuildTable
from digest.core.model import PostMetadata

Status = Literal["", "draft", "future", "expired"]
"""Why a post is left out of a build, unless its settings include it; "" if it is not."""


def status_of(post: PostMetadata, build: BuildTable, now: datetime) -> Status:
    """Return a post's status on the day `now`; a draft is a draft whatever its dates.

    `publish_date` decides where it is given, so that a post may be dated ahead of its release.
    """
    if post.draft:
        return "draft"
    release = post.publish_date or post.date
    if release is not None and release > now + timedelta(minutes=build.future_grace):
        return "future"
    if post.expiry_date is not None and post.expiry_date <= now:
        return "expired"
    return ""


def is_built(status: Status, build: BuildTable) -> bool:
    """Return whether posts of this status are part of the site that is being built."""
    return {
        "": True,
        "draft": build.drafts,
        "future": build.future,
        "expired": build.expired,
    }[status]
