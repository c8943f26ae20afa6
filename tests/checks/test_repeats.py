"""Links that were news before: slips are told from habits."""

from __future__ import annotations

from datetime import date, timedelta

from digest.build.options import BuildResult
from digest.core.codes import Code
from support.sites import SiteDriver

FIRST = date(2024, 1, 5)


def write_issues(count: int, events: str = "Upcoming events", settings: str = "") -> dict[str, str]:
    """Give issues with five links each: two events that stay for weeks, and news."""
    files = {"site.toml": settings}
    for number in range(count):
        links = [f"https://e.org/event/{number // 4}-{each}" for each in range(3)]
        news = [f"https://e.org/news/{number}-{each}" for each in range(2)]
        files[f"content/issue-{number:02}.md"] = (
            f"---\ntitle: Issue {number}\ndate: {FIRST + timedelta(days=7 * number)}\n---\n"
            "## News\n\n"
            + "".join(f"- [News {link[-3:]}]({link}): text.\n" for link in news)
            + f"\n## {events}\n\n"
            + "".join(f"- [Event {link[-3:]}]({link}): text.\n" for link in links)
        )
    return files


def repeats(result: BuildResult) -> list[tuple[str, str]]:
    found = (d for d in result.report.diagnostics if d.code is Code.REPEATED_LINK)
    return [(d.path, d.message) for d in found]


def test_a_section_that_repeats_by_habit_is_reported_once(site: SiteDriver) -> None:
    files = write_issues(12)
    slip = "- [Old](https://e.org/news/3-0): text.\n\n## Upcoming"
    files["content/issue-05.md"] = files["content/issue-05.md"].replace("## Upcoming", slip)
    assert repeats(site.write(files).build(thorough=True).result) == [
        ("content/issue-05.md",
         "https://e.org/news/3-0 was an item of content/issue-03.md already, at line 7"),
        ("site.toml",
         'under "Upcoming events", 27 of 36 links were items of an earlier post already'),
    ]  # fmt: skip


def test_few_repeats_are_slips_each(site: SiteDriver) -> None:
    assert len(repeats(site.write(write_issues(6)).build(thorough=True).result)) == 12


def test_sections_may_repeat_on_purpose(site: SiteDriver) -> None:
    files = write_issues(12, settings='[check]\nrepeat_sections = ["upcoming EVENTS"]\n')
    assert repeats(site.write(files).build(thorough=True).result) == []


def test_a_link_of_every_post_is_reported_where_it_came_last(site: SiteDriver) -> None:
    files = {
        f"content/{n:02}.md": f"---\ntitle: N{n}\ndate: {FIRST + timedelta(days=n)}\n---\n"
        f"- [How to share](https://e.org/how#{n}): text.\n- [B](https://e.org/{n}): text.\n"
        for n in range(12)
    }
    assert [path for path, _ in repeats(site.write(files).build(thorough=True).result)] == [
        "content/11.md"
    ]
