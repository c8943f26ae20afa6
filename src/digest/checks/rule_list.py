"""Every rule about a whole site, with the codes it reports, and when its results change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from digest.checks.checked_site import CheckedSite
from digest.checks.duplicates import find_duplicate_slugs, find_duplicate_titles
from digest.checks.expectations import check_expectations
from digest.checks.external_links import find_faulty_links
from digest.checks.internal_links import find_broken_links
from digest.checks.repeated_links import find_repeated_links
from digest.checks.suspicious_dates import FARTHEST, find_suspicious_dates
from digest.checks.term_variants import find_term_variants
from digest.checks.unused_files import find_unused_files
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.site.site import Site

Rule = Callable[[CheckedSite, Report], None]

RULES: tuple[tuple[Rule, tuple[Code, ...]], ...] = (
    (find_broken_links, (Code.BROKEN_LINK, Code.MISSING_FILE, Code.DEAD_ANCHOR)),
    (find_unused_files, (Code.UNUSED_FILE,)),
    (find_repeated_links, (Code.REPEATED_LINK,)),
    (find_faulty_links, (Code.DEAD_LINK, Code.MOVED_LINK, Code.DEAD_ANCHOR)),
    (find_duplicate_titles, (Code.DUPLICATE_TITLE,)),
    (find_duplicate_slugs, (Code.DUPLICATE_SLUG,)),
    (find_term_variants, (Code.TERM_VARIANT,)),
    (find_suspicious_dates, (Code.SUSPICIOUS_DATE,)),
    (check_expectations, (Code.EXPECTATION_FAILED,)),
)


def check_rules(
    checked: CheckedSite, report: Report, *, skip: frozenset[Code] = frozenset()
) -> None:
    """Apply every rule that has a code which the report takes, except those of `skip`."""
    for rule, codes in RULES:
        if skip.isdisjoint(codes) and any(report.is_enabled(code) for code in codes):
            rule(checked, report)


def list_deadlines(site: Site) -> Iterator[datetime]:
    """Yield the moments at which a rule's result changes by the passing of time alone."""
    days = site.config.expect.newest_within_days
    for post in site.posts:
        if post.date is not None:
            yield post.date - FARTHEST
            if days:
                yield post.date + timedelta(days=days, microseconds=1)
