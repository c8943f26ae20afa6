"""The names of months and weekdays as Babel has them from the Unicode CLDR."""

from __future__ import annotations

import json

from babel import Locale

from digest.core.dates.date_values import ABBREVIATED, LANGUAGES, fold_name

CONTEXTS = ("format", "stand-alone")


def make_calendar_names() -> str:
    """Return the text of `calendar_names.json`: names folded and sorted, a line for each month."""
    months: list[set[str]] = [set() for _ in range(12)]
    weekdays: set[str] = set()
    for width, languages in (("wide", LANGUAGES), ("abbreviated", ABBREVIATED)):
        for language in languages.split():
            locale = Locale.parse(language)
            for context in CONTEXTS:
                for number, name in locale.months[context][width].items():
                    months[number - 1].add(fold_name(name))
                if width == "wide":
                    wide = map(fold_name, locale.days[context]["wide"].values())
                    weekdays.update(day for day in wide if day.isalpha())
    lines = ",\n".join(json.dumps(sorted(month), ensure_ascii=False) for month in months)
    days = json.dumps(sorted(weekdays), ensure_ascii=False)
    return f'{{"months": [\n{lines}\n],\n"weekdays": {days}}}\n'
