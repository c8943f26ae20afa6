"""`digest new`: the next issue follows the ones before it, in day, number, name, form and outline."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.authoring.dated_names import IssueStep, advance_name, find_issue_number
from digest.authoring.issue_schedule import find_schedule, next_issue_date
from digest.config.command_tables import SeriesTable
from digest.core.diagnostics import DigestError
from support.commands import run
from support.sites import write_files

FRIDAY = date(2026, 11, 13)


def issue(title: str, day: str, body: str = "Text.\n", **fields: object) -> str:
    more = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\ntitle: {title}\ndate: {day}\n{more}---\n{body}"


def draft(site: Path, *arguments: str, now: str = "2026-11-16") -> tuple[str, str]:
    """Give the path and the text of the next issue."""
    result = run(site, "new", "--dry-run", "--now", now, *arguments)
    assert result.exit_code == 0, result.output
    path = next(line for line in result.stderr.splitlines() if line.startswith("would write "))
    return path.removeprefix("would write ").rstrip(":"), result.stdout


@pytest.mark.parametrize(
    ("table", "days", "today", "expected"),
    [
        ({"cadence": "weekly", "weekday": "friday"}, [], "2026-11-16", "2026-11-20"),
        ({"cadence": "weekly", "weekday": "friday"}, [], "2026-11-20", "2026-11-20"),
        ({"cadence": "weekly"}, ["2026-11-13"], "2026-11-16", "2026-11-20"),
        ({"cadence": "weekly"}, ["2026-11-13"], "2026-12-09", "2026-12-11"),
        # Last week's issue came a day late; the next one keeps to Friday.
        ({"cadence": "weekly", "weekday": "friday"}, ["2026-11-14"], "2026-11-16", "2026-11-20"),
        ({"cadence": "weekly", "weekday": "friday"}, ["2026-11-12"], "2026-11-13", "2026-11-13"),
        ({"cadence": "fortnightly"}, ["2026-11-13"], "2026-11-16", "2026-11-27"),
        ({"cadence": "fortnightly"}, ["2026-11-13"], "2026-12-01", "2026-12-11"),
        ({"cadence": "daily"}, ["2026-11-13"], "2026-11-13", "2026-11-14"),
        ({"cadence": "weekdays"}, ["2026-11-13"], "2026-11-13", "2026-11-16"),
        ({"cadence": "monthly", "day": 31}, ["2026-10-31"], "2026-11-01", "2026-11-30"),
        ({"cadence": "monthly", "day": 31}, ["2026-01-31"], "2026-02-01", "2026-02-28"),
        ({"cadence": "monthly", "weekday": "monday"}, ["2026-10-05"], "2026-10-06", "2026-11-02"),
        ({"cadence": "quarterly", "day": 1}, ["2026-10-01"], "2026-10-02", "2027-01-01"),
        ({"cadence": "monthly", "day": 5}, [], "2026-12-09", "2027-01-05"),
        ({}, ["2026-11-13", "2026-11-06", "2026-10-30"], "2026-11-14", "2026-11-20"),
        ({}, ["2026-11-13", "2026-10-30", "2026-10-16"], "2026-11-14", "2026-11-27"),
        ({}, ["2026-11-13", "2026-11-12", "2026-11-11", "2026-11-10", "2026-11-09", "2026-11-06"],
         "2026-11-13", "2026-11-16"),
        ({}, ["2026-11-15", "2026-11-14", "2026-11-13"], "2026-11-15", "2026-11-16"),
        ({}, ["2026-11-01", "2026-10-01", "2026-09-01"], "2026-11-14", "2026-12-01"),
        ({}, ["2026-11-13"], "2026-11-20", "2026-11-20"),
        ({}, [], "2026-11-20", "2026-11-20"),
    ],
)  # fmt: skip
def test_the_next_day_follows_the_rhythm(
    table: dict[str, Any], days: list[str], today: str, expected: str
) -> None:
    known = [date.fromisoformat(day) for day in days]
    rhythm = find_schedule(SeriesTable(**table), known)
    last = max(known, default=None)
    assert next_issue_date(rhythm, last, date.fromisoformat(today)).isoformat() == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-11-13-weekly", "2026-11-20-weekly"),
        ("20261113", "20261120"),
        ("26-11-13-not-much", "26-11-20-not-much"),
        ("102-2026-nov-13", "103-2026-nov-20"),
        ("This Week in Rust 102", "This Week in Rust 103"),
        ("issue-0102", "issue-0103"),
        ("第102期", "第103期"),
        ("AI 2026/11/13", "AI 2026/11/20"),
        ("13 November 2026", "20 November 2026"),
        ("November 13th, 2026: x", "November 20th, 2026: x"),
        ("2026年11月13日", "2026年11月20日"),
        ("2026/11/11-sent-friday", "2026/11/18-sent-friday"),
        ("2026-W46", "2026-W47"),
        ("a 2025 retrospective", "a 2025 retrospective"),
        ("version 1020", "version 1020"),
    ],
)
def test_names_move_on_in_their_own_way(name: str, expected: str) -> None:
    step = IssueStep(old_day=FRIDAY, new_day=FRIDAY + timedelta(7), old_number=102, new_number=103)
    assert advance_name(name, step).text == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-11/2026-11-30", "2026-12/2026-12-07"),
        ("This Month: October 2026", "This Month: November 2026"),
        ("Dec 2026 preview", "Jan 2027 preview"),
        ("odyssey-november-26", "odyssey-december-26"),
        ("Nov 30", "Dec 7"),
        ("November Edition", "December Edition"),
        ("30 novembre 2026", "30 novembre 2026"),
        ("2026-11-30", "2026-12-07"),
    ],
)
def test_months_turn_with_the_day(name: str, expected: str) -> None:
    assert (
        advance_name(name, IssueStep(old_day=date(2026, 11, 30), new_day=date(2026, 12, 7))).text
        == expected
    )


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Newsletter #219", 219), ("Issue 12: 3 things", 12), ("第7期", 7), ("No. 5", 5),
        ("This Week 367", 367), ("3 of 4", None), ("2026-11-13", None), ("Hello", None),
    ],
)  # fmt: skip
def test_a_number_is_found_in_a_title(title: str, number: int | None) -> None:
    assert find_issue_number(title, FRIDAY) == number


def test_the_next_issue_follows_the_last_two(tmp_path: Path) -> None:
    site = write_files(
        tmp_path,
        {
            "content/posts/2026-11-06-weekly.md": issue(
                "Weekly 11", "2026-11-06", series="Weekly", layout="wide", tags="[a, b]", mood="calm"
            ),
            "content/posts/2026-11-13-weekly.md": issue(
                "Weekly 12", "2026-11-13", series="Weekly", layout="wide", tags="[a]", mood="calm",
                guid="x-12", summary="Only here.",
            ),
        },
    )  # fmt: skip
    path, text = draft(site)
    assert path == "content/posts/2026-11-20-weekly.md"
    assert text == (
        "---\ntitle: Weekly 13\ndate: 2026-11-20\nseries: Weekly\nlayout: wide\nmood: calm\n"
        "draft: true\n---\n\n"
    )


def test_an_issue_may_be_said_otherwise_in_everything(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"content/1.md": issue("No. 1", "2026-11-13")})
    path, text = draft(
        site, "--title", "Winter", "--date", "2026-12-24", "--number", "7", "--publish"
    )
    assert path == "content/7.md"
    assert text.startswith("---\ntitle: Winter\ndate: 2026-12-24\n---\n")


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("Title: Week 12\nDate: 2026-11-13 09:30\nCategory: Week\n\nText.\n",
         "Title: Week 13\nDate: 2026-11-20 09:30\nCategory: Week\nStatus: draft\n\n"),
        ('+++\ntitle = "Week 12"\ndate = 2026-11-13\n+++\nText.\n',
         '+++\ntitle = "Week 13"\ndate = 2026-11-20\ndraft = true\n+++\n\n'),
        ('{\n"title": "Week 12",\n"date": "2026-11-13"\n}\n\nText.\n',
         '{\n  "title": "Week 13",\n  "date": "2026-11-20",\n  "draft": true\n}\n\n'),
        ("---\ntitle: Week 12\npubDate: 2026-11-13T08:00:00+01:00\n---\nText.\n",
         "---\ntitle: Week 13\npubDate: '2026-11-20T08:00:00+01:00'\ndraft: true\n---\n\n"),
    ],
)  # fmt: skip
def test_front_matter_keeps_its_form(tmp_path: Path, last: str, expected: str) -> None:
    site = write_files(tmp_path, {"content/week-12.md": last})
    (tmp_path / "site.toml").write_text('[series.week]\ncadence = "weekly"\n')
    path, text = draft(site)
    assert path == "content/week-13.md"
    assert text.startswith(expected)


def test_an_issue_without_front_matter_gets_none_but_for_the_draft(tmp_path: Path) -> None:
    site = write_files(
        tmp_path, {"content/12-2026-nov-13.md": "# Welcome to IPFS Weekly #12\n\nText.\n"}
    )
    path, text = draft(site, "--date", "2026-11-20", "--publish")
    assert (path, text) == ("content/13-2026-nov-20.md", "# Welcome to IPFS Weekly #13\n")
    assert draft(site, "--date", "2026-11-20")[1].startswith("---\ndraft: true\n---\n\n# Welcome")


def test_headlines_are_not_taken_over(tmp_path: Path) -> None:
    site = write_files(
        tmp_path,
        {
            "content/26-11-12-chips.md": issue("AI News: chips everywhere", "2026-11-12"),
            "content/26-11-13-robots.md": issue("AI News: robots", "2026-11-13"),
        },
    )
    path, text = draft(site, now="2026-11-13")
    assert path == "content/26-11-14.md"
    assert "robots" not in text
    assert (
        draft(site, "--title", "Quiet day", now="2026-11-13")[0] == "content/26-11-14-quiet-day.md"
    )


def test_the_kind_of_a_file_is_taken_over(tmp_path: Path) -> None:
    site = write_files(
        tmp_path,
        {"content/2026-11-13-newsletter.md": issue("'Optech Newsletter #9'", "2026-11-13")},
    )
    assert draft(site, "--date", "2026-11-20")[0] == "content/2026-11-20-newsletter.md"
    site = write_files(
        tmp_path, {"content/2026-11-13-robots-win.md": issue("Robots win", "2026-11-14")}
    )
    (site / "content/2026-11-13-newsletter.md").unlink()
    assert draft(site, "--date", "2026-11-21")[0] == "content/2026-11-20.md"


def test_padding_may_change_from_issue_to_issue(tmp_path: Path) -> None:
    site = write_files(
        tmp_path,
        {
            "content/2026-11-02-this-week.md": issue("This Week 1", "2026-11-02"),
            "content/2026-11-9-this-week.md": issue("This Week 2", "2026-11-9"),
        },
    )
    assert draft(site)[0] == "content/2026-11-16-this-week.md"


def test_bundles_and_folders_by_year_move_on(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"content/2026/12-28/index.md": issue("Issue 52", "2026-12-28")})
    path, _ = draft(site, "--date", "2027-01-04")
    assert path == "content/2027/01-04/index.md"


def test_the_outline_is_what_the_last_issues_share(tmp_path: Path) -> None:
    old = "Intro.\n\n## News\n\n- [A](https://e.org/a)\n\n## Only once\n\n### Events!\n\n```\n## code\n```\n"
    new = "Intro.\n\n## News\n\n- [B](https://e.org/b)\n\n## Special\n\n### Events!\n\nx\n"
    site = write_files(
        tmp_path,
        {
            "content/1.md": issue("No. 1", "2026-11-06", old),
            "content/2.md": issue("No. 2", "2026-11-13", new),
        },
    )
    assert draft(site)[1].endswith("---\n\n## News\n\n### Events!\n")


def test_items_are_no_outline(tmp_path: Path) -> None:
    body = "## 1. [One](https://e.org/1)\n\nx\n\n## 2. [Two](https://e.org/2)\n\nx\n\n## Goodbye\n\nx\n"
    site = write_files(
        tmp_path, {"content/1.md": issue("No. 1", "2026-11-06", body, items="headings")}
    )
    assert "One" not in draft(site)[1]


def test_sections_are_carried_over_as_they_are(tmp_path: Path) -> None:
    body = "## News\n\nold\n\n## Events\n\n* a  \n* b\n\n### Online\n\n- c\n\n## End\n\nx\n"
    site = write_files(
        tmp_path,
        {
            "content/1.md": issue("No. 1", "2026-11-06", body, series="weekly"),
            "site.toml": '[series.weekly]\ncarry = ["events", "Nowhere"]\n',
            "templates/new/weekly.md": "Hello.\n\n## Events\n\nnothing yet\n\n## News\n",
        },
    )
    text = draft(site)[1]
    assert text.endswith(
        "---\n\nHello.\n\n## Events\n\n* a  \n* b\n\n### Online\n\n- c\n\n## News\n"
    )


def test_a_template_is_filled_and_prose_in_braces_left_alone(tmp_path: Path) -> None:
    template = (
        "---\ntitle: {{ series }} {{ number }}\ndate: {{ date }}\n---\n"
        "{{ date_long }}, week {{ week }}, after [{{ previous_title }}]({{ previous_url }}).\n"
        "{{ unknown }} {{< shortcode >}} {% tag %}\n"
    )
    site = write_files(
        tmp_path,
        {
            "content/1.md": issue("No. 1", "2026-11-13", series="Weekly"),
            "templates/new/default.md": template,
        },
    )
    assert draft(site, "--date", "2026-11-20", "--number", "2")[1] == (
        "---\ntitle: Weekly 2\ndate: 2026-11-20\n---\n\n"
        "20 November 2026, week 47, after [No. 1](/posts/1/).\n"
        "{{ unknown }} {{< shortcode >}} {% tag %}\n"
    )


def test_hugos_archetypes_are_filled(tmp_path: Path) -> None:
    archetype = '+++\ntitle = \'{{ replace .File.ContentBaseName "-" " " | title }}\'\ndate = {{ .Date }}\n+++\n'
    site = write_files(tmp_path, {"content/1.md": issue("No. 1", "2026-11-13"),
                              "archetypes/default.md": archetype})  # fmt: skip
    assert draft(site, "--date", "2026-11-20")[1].startswith(
        "+++\ntitle = 'No. 2'\ndate = 2026-11-20\n+++\n"
    )


def test_patterns_of_the_series_win(tmp_path: Path) -> None:
    site = write_files(
        tmp_path,
        {
            "content/1.md": issue("No. 1", "2026-11-13", series="Weekly"),
            "site.toml": '[series.Weekly]\nissue = "Issue {{ number }}: "\n'
            'path = "content/{{ year }}/{{ number }}"\ncadence = "monthly"\nday = 3\n',
        },
    )
    path, text = draft(site)
    assert path == "content/2026/2.md"
    assert "title: 'Issue 2:'\ndate: 2026-12-03\n" in text


def test_series_are_told_apart(tmp_path: Path) -> None:
    site = write_files(
        tmp_path,
        {
            "content/r1.md": issue("Reads 1", "2026-11-13", series="Reads"),
            "content/w7.md": issue("Watch 7", "2026-11-12", series="Watch"),
        },
    )
    assert draft(site, "watch")[0] == "content/w8.md"
    asked = run(site, "new")
    assert isinstance(asked.exception, DigestError)
    assert "Reads, Watch" in str(asked.exception)
    slip = run(site, "new", "wacth")
    assert 'did you mean "Watch"?' in str(slip.exception)
    (site / "site.toml").write_text('[new]\nseries = "Reads"\n')
    assert draft(site)[0] == "content/r2.md"


def test_the_first_issue_of_all(tmp_path: Path) -> None:
    site = write_files(
        tmp_path,
        {
            "site.toml": '[series.weekly]\ntitle = "The Week"\nweekday = "friday"\ncadence = "weekly"\n'
        },
    )
    path, text = draft(site)
    assert path == "content/the-week-1.md"
    assert text.startswith(
        "---\ntitle: The Week 1\ndate: 2026-11-20\nseries: The Week\nnumber: 1\ndraft: true\n---\n"
    )


def test_drafts_count_as_issues(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"content/w1.md": issue("W 1", "2026-11-06"),
                              "content/w2.md": issue("W 2", "2026-11-13", draft="true")})  # fmt: skip
    assert draft(site)[0] == "content/w3.md"


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    site = write_files(
        tmp_path, {"content/1.md": issue("No. 1", "2026-11-13"), "content/2.md": "mine"}
    )
    result = run(site, "new", "--now", "2026-11-16")
    assert result.exit_code == 2
    assert "content/2.md is there already" in result.stderr
    assert (site / "content/2.md").read_text() == "mine"


INBOX = {
    "content/w1.md": issue("W 1", "2026-11-13", "## News\n\n- [Old](https://e.org/old): x\n\n## Tools\n\nx\n",
                           series="W"),
    "content/inbox/a.md": "---\ntitle: A\nurl: https://e.org/a\nsection: tools\n---\nWhy.\n",
    "content/inbox/b.md": "---\ntitle: B\nurl: https://e.org/b\nsection: Tools\n---\n",
    "content/inbox/c.md": "---\ntitle: C\nurl: http://www.e.org/old/?utm_source=x\nsection: News\n---\n",
    "content/inbox/d.md": "---\ntitle: D\nurl: https://e.org/d\n---\n",
}  # fmt: skip


def test_the_inbox_goes_into_the_issue_by_section(tmp_path: Path) -> None:
    site = write_files(tmp_path, INBOX)
    result = run(site, "new", "--now", "2026-11-20")
    assert result.exit_code == 0, result.output
    assert (
        'skipped content/inbox/c.md: "C" was linked in content/w1.md:8 on 2026-11-13'
        in result.stderr
    )
    assert (
        (site / "content/w2.md")
        .read_text()
        .endswith(
            "---\n\n## News\n\n## Tools\n\n- [A](https://e.org/a): Why.\n- [B](https://e.org/b)\n\n"
            "## Links\n\n- [D](https://e.org/d)\n"
        )
    )
    assert [path.name for path in (site / "content/inbox").iterdir()] == ["c.md"]
    assert "3 from the inbox" in result.stdout


def test_entries_may_be_kept_and_taken_again(tmp_path: Path) -> None:
    site = write_files(tmp_path, INBOX)
    assert run(site, "new", "--keep", "--again", "--now", "2026-11-20").exit_code == 0
    assert len(list((site / "content/inbox").iterdir())) == 4
    assert "[C](http://www.e.org/old/?utm_source=x)" in (site / "content/w2.md").read_text()


def test_what_may_be_repeated_is_not_skipped(tmp_path: Path) -> None:
    site = write_files(
        tmp_path, {**INBOX, "site.toml": '[check]\nallow_repeats = ["https://e.org/"]\n'}
    )
    assert "skipped" not in run(site, "new", "--dry-run", "--now", "2026-11-20").stderr


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    site = write_files(tmp_path, INBOX)
    draft(site)
    assert not (site / "content/w2.md").exists()
    assert len(list((site / "content/inbox").iterdir())) == 4


def test_a_published_issue_builds_with_its_entries(tmp_path: Path) -> None:
    site = write_files(tmp_path, INBOX)
    assert run(site, "new", "--publish", "--now", "2026-11-20").exit_code == 0
    items = run(site, "items", "content/w2.md", "--now", "2026-12-20").stdout
    assert [items.find(url) > 0 for url in ("e.org/a", "e.org/b", "e.org/d")] == [True] * 3


def test_a_link_and_a_series_do_not_go_together(tmp_path: Path) -> None:
    assert run(write_files(tmp_path, INBOX), "new", "W", "--link", "https://e.org/x").exit_code == 2


def test_a_day_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    result = run(tmp_path, "new", "--date", "someday")
    assert result.exit_code == 2
    assert 'Invalid value for --date: "someday" is no date' in result.stderr
