from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.dates import (
    DateValue,
    as_datetime,
    date_from_filename,
    find_date,
    format_date,
    parse_date,
    parse_leading_date,
    resolve_year,
    split_date_prefix,
    zone_named,
)
from support.calendars import make_calendar_names
from support.paths import SOURCE

NAMES = SOURCE / "core" / "dates" / "calendar_names.json"
REFERENCE = date(2024, 1, 28)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024-02-24", date(2024, 2, 24)),
        ("17 December 2023", date(2023, 12, 17)),
        ("December 17, 2023", date(2023, 12, 17)),
        ("2020-12-2", date(2020, 12, 2)),
        ("28 Jan 2024", date(2024, 1, 28)),
        ("28-Jan-24", date(2024, 1, 28)),
        ("28 Jan '24", date(2024, 1, 28)),
        ("February, 15th, 2024", date(2024, 2, 15)),
        ("On February 22nd, 2024", date(2024, 2, 22)),
        ("Thursday, August 21, 2026", date(2026, 8, 21)),
        ("2025/7/3", date(2025, 7, 3)),
        ("2025年7月3日", date(2025, 7, 3)),
        ("2025년 7월 3일", date(2025, 7, 3)),
        ("2020-aug-25", date(2020, 8, 25)),
        ("31.12.2023", date(2023, 12, 31)),
        ("17/12/2023", date(2023, 12, 17)),
        ("12/17/2023", date(2023, 12, 17)),
        ("17 décembre 2023", date(2023, 12, 17)),
        ("1er janvier 2024", date(2024, 1, 1)),
        ("17. Dezember 2023", date(2023, 12, 17)),
        ("21 de agosto de 2024", date(2024, 8, 21)),
        ("den 17 december 2023", date(2023, 12, 17)),
        ("12 марта 2024 г.", date(2024, 3, 12)),
        ("20240224", date(2024, 2, 24)),
        ("2024-01-05 (updated later)", date(2024, 1, 5)),
        ("Published on 3 May 2024", date(2024, 5, 3)),
    ],
)
def test_a_day_is_read_in_every_form(text: str, wanted: date) -> None:
    assert parse_date(text) == DateValue(wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024-02-24T14:40:39+01:00",
         datetime(2024, 2, 24, 14, 40, 39, tzinfo=timezone(timedelta(hours=1)))),
        ("2024-01-13T22:06:35.094843Z", datetime(2024, 1, 13, 22, 6, 35, 94843, tzinfo=UTC)),
        ("2024-02-24 14:40:39 +0100",
         datetime(2024, 2, 24, 14, 40, 39, tzinfo=timezone(timedelta(hours=1)))),
        ("Sat, 24 Feb 2024 14:40:39 GMT", datetime(2024, 2, 24, 14, 40, 39, tzinfo=UTC)),
        ("July 4, 2024 at 10:30 PM EST",
         datetime(2024, 7, 4, 22, 30, tzinfo=timezone(-timedelta(hours=5)))),
        ("20240224T101112Z", datetime(2024, 2, 24, 10, 11, 12, tzinfo=UTC)),
        ("1708781999", datetime(2024, 2, 24, 13, 39, 59, tzinfo=UTC)),
        ("1708781999000", datetime(2024, 2, 24, 13, 39, 59, tzinfo=UTC)),
        (1708781999, datetime(2024, 2, 24, 13, 39, 59, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_moment_keeps_its_own_zone(text: str | int, wanted: datetime) -> None:
    found = parse_date(text)
    assert found == DateValue(wanted, None, "second")


def test_a_moment_without_a_zone_is_naive_until_one_is_given() -> None:
    naive = datetime(2024, 2, 24, 14, 40)  # noqa: DTZ001
    zone = ZoneInfo("Europe/Stockholm")
    for text in ("2024-02-24 14:40", "Sat Feb 24 14:40 2024"):
        assert parse_date(text) == DateValue(naive, None, "second")
        assert parse_date(text, zone) == DateValue(naive.replace(tzinfo=zone), None, "second")


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("June 23 - June 29, 2025", date(2025, 6, 23), date(2025, 6, 29), "day"),
        ("June 23 - June 29) - 2025", date(2025, 6, 23), date(2025, 6, 29), "day"),
        ("Jan 1-8, 2023", date(2023, 1, 1), date(2023, 1, 8), "day"),
        ("23-29 June 2025", date(2025, 6, 23), date(2025, 6, 29), "day"),
        ("Dec 28 – Jan 3, 2024", date(2023, 12, 28), date(2024, 1, 3), "day"),
        ("Dec 28, 2023 to Jan 3, 2024", date(2023, 12, 28), date(2024, 1, 3), "day"),
        ("2024-01-01/2024-01-07", date(2024, 1, 1), date(2024, 1, 7), "day"),
        ("2024-W05", date(2024, 1, 29), date(2024, 2, 4), "day"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "month"),
        ("January 2024", date(2024, 1, 1), date(2024, 1, 31), "month"),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "year"),
    ],
)
def test_a_span_has_a_first_and_a_last_day(
    text: str, first: date, last: date, precision: str
) -> None:
    found = parse_date(text)
    assert found is not None
    assert (found.value, found.end, found.precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("3rd Jan", date(2024, 1, 3)), ("31 Dec", date(2023, 12, 31)), ("Feb 29", date(2020, 2, 29)),
     ("4月23日", date(2023, 4, 23))],
)  # fmt: skip
def test_a_day_without_a_year_takes_the_latest_one_before_the_reference(
    text: str, wanted: date
) -> None:
    assert parse_date(text) is None
    assert parse_date(text, None, REFERENCE) == DateValue(wanted)


@pytest.mark.parametrize(
    "value",
    ["", "hello", "3 apples", "10:45", "1.5", "2024-13-45", "30 February 2024", "v1.2.3", True,
     None, ["2024-01-01"], "12345", "99999999"],
)  # fmt: skip
def test_what_is_no_date_is_none(value: object) -> None:
    assert parse_date(value) is None


def test_dates_that_are_dates_already_stay_so() -> None:
    moment = datetime(2024, 1, 2, 3, tzinfo=UTC)
    assert parse_date(date(2024, 1, 2)) == DateValue(date(2024, 1, 2))
    assert parse_date(moment) == DateValue(moment, None, "second")


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_from_every_common_form(day: date) -> None:
    month = "January February March April May June July August September October November December"
    name = month.split()[day.month - 1]
    for text in (day.isoformat(), f"{day.year}-{day.month}-{day.day}", f"{day.day} {name} {day.year}",
                 f"{name} {day.day}, {day.year}", f"{day.year}年{day.month}月{day.day}日",
                 f"{day.day}.{day.month}.{day.year}", f"{name[:3]} {day.day} {day.year}"):  # fmt: skip
        assert parse_date(text) == DateValue(day), text


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    parse_date(text, None, REFERENCE)
    find_date(text, REFERENCE)
    parse_leading_date(text, REFERENCE)
    date_from_filename(text)


def test_a_bare_date_is_midnight_in_the_sites_zone() -> None:
    zone = zone_named("Europe/Stockholm")
    moment = as_datetime(DateValue(date(2024, 7, 1)), zone)
    assert moment.isoformat() == "2024-07-01T00:00:00+02:00"
    aware = datetime(2024, 7, 1, 5, tzinfo=UTC)
    assert as_datetime(aware, zone) is aware


def test_an_unknown_zone_is_utc() -> None:
    assert zone_named("Mars/Olympus") is UTC
    assert zone_named("") is UTC


@pytest.mark.parametrize(
    ("text", "wanted", "span"),
    [
        ("28 Jan, according to this", date(2024, 1, 28), "28 Jan"),
        ("31 Dec, OpenAI said", date(2023, 12, 31), "31 Dec"),
        ("On February, 15th, 2024 Google announced", date(2024, 2, 15), "February, 15th, 2024"),
        ("the model published 3 May 2024 by", date(2024, 5, 3), "3 May 2024"),
        ("AI洞察日报 2025/7/3", date(2025, 7, 3), "2025/7/3"),
        ("今天（4月23日）是", date(2023, 4, 23), "4月23日"),
        ("Papers of the Week (Jan 1-8)", date(2024, 1, 1), "Jan 1-8"),
    ],
)
def test_a_date_is_found_in_prose(text: str, wanted: date, span: str) -> None:
    found = find_date(text, REFERENCE)
    assert found is not None
    assert found[0].value == wanted
    assert text[found[1] : found[2]] == span


@pytest.mark.parametrize(
    "text",
    ["You may 3 times", "we march 4 abreast", "gpt-4-2024-04-09 is out", "version 1.2.3",
     "3 out of 2024", "ICLR 2024 released", "see /2024/03/05/x", "no date at all"],
)  # fmt: skip
def test_prose_without_a_date_has_none(text: str) -> None:
    assert find_date(text, REFERENCE) is None


def test_without_a_reference_only_dates_with_a_year_are_found() -> None:
    found = find_date("28 Jan, then on 3 May 2023 again")
    assert found is not None
    assert found[0].value == date(2023, 5, 3)


def test_a_leading_date_stands_at_the_beginning_only() -> None:
    assert parse_leading_date("OpenAI on 28 Jan", REFERENCE) is None
    found = parse_leading_date("**On Friday, 5 Jan**, Google", REFERENCE)
    assert found is not None
    assert found[0].value == date(2024, 1, 5)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("content/2020-12-2-this-week-in-rust.md", date(2020, 12, 2)),
        ("24-01-13-ainews-1122024-anthropic.md", date(2024, 1, 13)),
        ("25-12-11-gpt-52.md", date(2025, 12, 11)),
        ("content/this-month/2022-08/index.md", date(2022, 8, 1)),
        ("published/102-2020-aug-25.md", date(2020, 8, 25)),
        ("issues/2020-02.md", date(2020, 2, 1)),
        ("2024-W05.md", date(2024, 1, 29)),
        ("posts/2024/03/05/x.md", date(2024, 3, 5)),
        ("20240315-x.md", date(2024, 3, 15)),
        ("february-2024.md", date(2024, 2, 1)),
    ],
)
def test_a_file_name_gives_its_date(path: str, wanted: date) -> None:
    found = date_from_filename(path)
    assert found is not None
    assert found.value == wanted


@pytest.mark.parametrize(
    "path", ["issue-45.md", "llama-3.1-405b.md", "99-99-99-x.md", "x.md", "index.md", ""]
)
def test_a_name_without_a_date_gives_none(path: str) -> None:
    assert date_from_filename(path) is None


def test_only_a_whole_date_is_a_date_prefix() -> None:
    assert split_date_prefix("2020-12-2-this-week") == ("2020-12-2", "this-week")
    assert split_date_prefix("2020-12-02") == ("", "2020-12-02")
    assert split_date_prefix("2020-12-the-end") == ("", "2020-12-the-end")


def test_the_year_rolls_back_over_new_year() -> None:
    assert resolve_year(31, 12, date(2024, 1, 7)) == date(2023, 12, 31)
    assert resolve_year(7, 1, date(2024, 1, 7)) == date(2024, 1, 7)
    with pytest.raises(ValueError, match="no year"):
        resolve_year(31, 2, date(2024, 1, 7))


def test_the_names_that_are_read_are_those_of_cldr(accept: bool) -> None:
    if accept:
        NAMES.write_text(make_calendar_names(), "utf-8")
    assert NAMES.read_text("utf-8") == make_calendar_names(), "run `make accept`"


@pytest.mark.parametrize("language", ["cs", "de", "en", "fi", "hu", "nb", "pl", "ru", "sv", "uk"])
def test_what_is_written_is_read_back(language: str) -> None:
    for number in range(1, 13):
        day = date(2024, number, 5)
        assert parse_date(format_date(day, "%-d %B %Y", language)) == DateValue(day)


@pytest.mark.parametrize(
    ("language", "long", "month"),
    [
        ("hu", "2024. március 4.", "2024. március"),
        ("sk", "4. marca 2024", "marec 2024"),
        ("de-AT", "4. März 2024", "März 2024"),
        ("pt-BR", "4 de março de 2024", "março de 2024"),
        ("zh-Hant-TW", "2024年3月4日", "2024年3月"),
        ("th", "4 มีนาคม 2024", "มีนาคม 2024"),
    ],
)
def test_every_language_of_cldr_is_written(language: str, long: str, month: str) -> None:
    day = date(2024, 3, 4)
    assert (format_date(day, "long", language), format_date(day, "month", language)) == (
        long,
        month,
    )
