"""Rules that need the whole site: applied to the plan, before anything is written.

Rules about one post alone are in `rules`; they run where posts are parsed.
"""

from __future__ import annotations

from digest.checks.collisions import Output, find_collisions
from digest.checks.deadlines import list_deadlines
from digest.checks.identity import check_feed_ids
from digest.checks.inspection import inspect_site
from digest.checks.subject import Subject, gather_subject

__all__ = [
    "Output",
    "Subject",
    "check_feed_ids",
    "find_collisions",
    "gather_subject",
    "inspect_site",
    "list_deadlines",
]
