"""Reads single front-matter keys by type: a text, a word, an address, a switch, a list, a date."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from digest.config.tables import Config
from digest.content.front_matter.conversion import is_empty, to_list, to_switch, to_text
from digest.content.front_matter.key_matching import Claim, match_keys
from digest.content.front_matter.values import FrontMatter, Value
from digest.core.addresses import check_address
from digest.core.codes import Code
from digest.core.dates import as_datetime, date_from_filename, parse_date, zone_named
from digest.core.diagnostics import Report

_ANY_DAY = date(2000, 12, 31)
_HALF_A_YEAR = timedelta(days=182)
_EARLIEST_YEAR, _LATEST_YEAR = 100, 9000
"""Years beyond these cannot be moved between time zones, nor by the days of a rule."""
_SHOWN = 60
"""Characters of a value that a message shows."""


class ClaimReader:
    """Reads the claims of one post by type; reports values that are not of the type."""

    def __init__(
        self, front_matter: FrontMatter, path: str, config: Config, report: Report
    ) -> None:
        self._matched = match_keys(front_matter, path, config, report)
        self._claims = self._matched.claims
        self._form = front_matter.form
        self._path = path
        self._config = config
        self._report = report
        self._zone = zone_named(config.site.timezone)

    def _claim(self, name: str) -> Claim | None:
        claim = self._claims.get(name)
        return None if claim is None or is_empty(claim.value.value) else claim

    def _bad_value(self, claim: Claim, message: str, hint: str) -> None:
        place = claim.value
        self._report.add(
            Code.BAD_VALUE, self._path, message, line=place.line, column=place.column, hint=hint
        )

    def _text(self, name: str) -> str | None:
        claim = self._claim(name)
        if claim is None:
            return None
        text = to_text(claim.value.value)
        if text is None and isinstance(claim.value.value, list) and len(claim.value.value) == 1:
            text = to_text(claim.value.value[0])
        if text is None:
            message = f'"{claim.spelling}" is not a text'
            self._bad_value(claim, message, f"write `{claim.spelling}: some text`")
        return text or None

    def _word(self, name: str, *choices: str) -> str | None:
        """Return a value that is one word, in lower case; `choices` are for the hint."""
        claim = self._claims.get(name)
        if claim is not None and isinstance(claim.value.value, (list, dict)):
            message = f'"{claim.spelling}" is not a word'
            self._bad_value(claim, message, f"write one of: {', '.join(choices)}")
            return None
        return (self._text(name) or "").lower() or None

    def _address(self, name: str) -> str | None:
        claim, url = self._claim(name), self._text(name)
        return url if url is None or claim is None or self._check_address(url, claim) else None

    def _check_address(self, url: str, claim: Claim, *, is_image: bool = False) -> bool:
        try:
            urlsplit(url)
        except ValueError:
            message = f'"{claim.spelling}" is not an address: {show_value(claim.value)}'
            self._bad_value(claim, message, f"write `{claim.spelling}: https://…`")
            return False
        place = claim.value
        return check_address(
            url,
            self._report,
            self._path,
            line=place.line,
            column=place.column,
            is_image=is_image,
        )

    def _switch(self, name: str, opposite: str = "") -> bool | None:
        claim, turned = self._claim(name), False
        if claim is None and opposite:
            claim, turned = self._claim(opposite), True
        if claim is None:
            return None
        value = to_switch(claim.value.value)
        if value is None:
            message = f'"{claim.spelling}" is neither true nor false: {show_value(claim.value)}'
            self._bad_value(claim, message, f"write `{claim.spelling}: true` or `false`")
            return None
        return not value if turned else value

    def _list(self, name: str) -> tuple[str, ...]:
        claim = self._claim(name)
        entries = to_list(claim.value.value) if claim else ()
        if claim and entries is None:
            message = f'"{claim.spelling}" is not a list of texts'
            self._bad_value(claim, message, f"write `{claim.spelling}: [one, two]`")
        return entries or ()

    def _date(self, name: str) -> datetime | None:
        claim = self._claim(name)
        if claim is None:
            return None
        value = claim.value.value
        # A day without a year is the one nearest to the day in the file's name.
        near = date_from_filename(self._path)
        latest = near.day + _HALF_A_YEAR if near else None
        found = parse_date(value, None, latest)
        if found is None or found.day.year > _LATEST_YEAR:
            if found and name == "expiry_date":
                return None  # a way to write "never"
            self._report_date(claim)
            return None
        if found.day.year < _EARLIEST_YEAR:
            return None  # Go's zero time, which Hugo writes for "no date"
        return as_datetime(found, self._zone)

    def _report_date(self, claim: Claim) -> None:
        place = claim.value
        message = f'"{claim.spelling}" is not a date: {show_value(place)}'
        hint = "write it as 2024-02-24, or with a time as 2024-02-24T14:40:00+01:00"
        found = parse_date(place.value, None, _ANY_DAY)
        if found is not None and found.day.year > _LATEST_YEAR:
            message = f'"{claim.spelling}" lies too far ahead: {show_value(place)}'
        elif found is not None:
            message = f'"{claim.spelling}" has no year: {show_value(place)}'
            hint = f"write the year too: {place.value} 2024"
        self._report.add(
            Code.BAD_DATE, self._path, message, line=place.line, column=place.column, hint=hint
        )


def show_value(value: Value) -> str:
    """Return a value in quotes, as messages show it."""
    written = value.value
    text = json.dumps(written, default=str) if isinstance(written, (list, dict)) else str(written)
    return f'"{text[:_SHOWN]}…"' if len(text) > _SHOWN else f'"{text}"'
