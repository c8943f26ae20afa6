"""Dates and file names: slips are told from the way a site names its files."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from digest.core.codes import Code
from support.sites import SiteDriver

FIRST = date(2024, 1, 7)


def write_weeks(count: int, late: int) -> dict[str, str]:
    """Give posts named after a week, dated some days later."""
    days = [FIRST + timedelta(days=7 * number) for number in range(count)]
    return {
        f"content/{day}-week.md": f"---\ntitle: W\ndate: {day + timedelta(days=late)}\n---\nText.\n"
        for day in days
    }


@pytest.mark.parametrize(("count", "reported"), [(9, 9), (10, 0)])
def test_names_that_mostly_differ_a_little_are_a_habit(
    site: SiteDriver, count: int, reported: int
) -> None:
    result = site.write(write_weeks(count, late=3)).build(thorough=True).result
    found = [d for d in result.report.diagnostics if d.code is Code.SUSPICIOUS_DATE]
    assert len(found) == reported


def test_a_name_far_from_the_date_is_reported_in_any_case(site: SiteDriver) -> None:
    wrong = "---\ntitle: W\ndate: 2023-03-04\n---\nText.\n"
    files = {**write_weeks(20, late=3), "content/2024-03-03-week.md": wrong}
    result = site.write(files).build(thorough=True).result
    found = [d for d in result.report.diagnostics if d.code is Code.SUSPICIOUS_DATE]
    assert [(d.path, d.message) for d in found] == [
        ("content/2024-03-03-week.md",
         "the date is 2023-03-04, and the file's name says 2024-03-03"),
    ]  # fmt: skip
