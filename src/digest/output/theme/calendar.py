"""Dates in the reader's language, without the machine's locale."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from msgspec import Struct


class Calendar(Struct, frozen=True):
    """How a language writes dates: names of the months, and its pattern for each named form.

    `months` are as they stand after a day, `alone` as they stand without one (if different).
    """

    months: tuple[str, ...]
    long: str = "%-d %B %Y"
    day: str = "%-d %B"
    month: str = "%B %Y"
    alone: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


def _calendar(months: str, *, alone: str = "", short: str = "", **patterns: str) -> Calendar:
    return Calendar(
        tuple(months.split()), alone=tuple(alone.split()), short=tuple(short.split()), **patterns
    )


_ENGLISH = "January February March April May June July August September October November December"
_SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_NUMBERED = " ".join(str(n) for n in range(1, 13))
_HAN = {"long": "%Y年%-m月%-d日", "day": "%-m月%-d日", "month": "%Y年%-m月"}
_IBERIAN = {"long": "%-d de %B de %Y", "day": "%-d de %B", "month": "%B de %Y"}
_DOTTED = {"long": "%-d. %B %Y", "day": "%-d. %B"}

_CALENDARS = {
    "en": _calendar(_ENGLISH, short=_SHORT),
    "en-us": _calendar(_ENGLISH, short=_SHORT, long="%B %-d, %Y", day="%B %-d"),
    "de": _calendar(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        short="Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.", **_DOTTED,
    ),
    "fr": _calendar(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        short="janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    ),
    "es": _calendar(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        short="ene feb mar abr may jun jul ago sept oct nov dic", **_IBERIAN,
    ),
    "pt": _calendar(
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        short="jan fev mar abr mai jun jul ago set out nov dez", **_IBERIAN,
    ),
    "it": _calendar(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
        "dicembre",
        short="gen feb mar apr mag giu lug ago set ott nov dic",
    ),
    "nl": _calendar(
        "januari februari maart april mei juni juli augustus september oktober november december",
        short="jan feb mrt apr mei jun jul aug sep okt nov dec",
    ),
    "sv": _calendar(
        "januari februari mars april maj juni juli augusti september oktober november december",
        short="jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.",
    ),
    "da": _calendar(
        "januar februar marts april maj juni juli august september oktober november december",
        short="jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec.", **_DOTTED,
    ),
    "nb": _calendar(
        "januar februar mars april mai juni juli august september oktober november desember",
        short="jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.", **_DOTTED,
    ),
    "fi": _calendar(
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
        "syyskuuta lokakuuta marraskuuta joulukuuta",
        alone="tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu "
        "lokakuu marraskuu joulukuu",
        **_DOTTED,
    ),
    "pl": _calendar(
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
        "listopada grudnia",
        alone="styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik "
        "listopad grudzień",
    ),
    "cs": _calendar(
        "ledna února března dubna května června července srpna září října listopadu prosince",
        alone="leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
        **_DOTTED,
    ),
    "ru": _calendar(
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        alone="январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
        long="%-d %B %Y г.", month="%B %Y г.",
    ),
    "uk": _calendar(
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        alone="січень лютий березень квітень травень червень липень серпень вересень жовтень "
        "листопад грудень",
        long="%-d %B %Y р.", month="%B %Y р.",
    ),
    "el": _calendar(
        "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου "
        "Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
        alone="Ιανουάριος Φεβρουάριος Μάρτιος Απρίλιος Μάιος Ιούνιος Ιούλιος Αύγουστος "
        "Σεπτέμβριος Οκτώβριος Νοέμβριος Δεκέμβριος",
    ),
    "tr": _calendar(
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        short="Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
    ),
    "id": _calendar(
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
        short="Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
    ),
    "vi": _calendar(
        _NUMBERED, long="%-d tháng %-m, %Y", day="%-d tháng %-m", month="tháng %-m, %Y"
    ),
    "ar": _calendar("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
    "he": _calendar(
        "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
        long="%-d ב%B %Y", day="%-d ב%B",
    ),
    "fa": _calendar("ژانویهٔ فوریهٔ مارس آوریل مهٔ ژوئن ژوئیهٔ اوت سپتامبر اکتبر نوامبر دسامبر"),
    "hi": _calendar("जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"),
    "zh": _calendar(_NUMBERED, **_HAN),
    "ja": _calendar(_NUMBERED, **_HAN),
    "ko": _calendar(_NUMBERED, long="%Y년 %-m월 %-d일", day="%-m월 %-d일", month="%Y년 %-m월"),
}  # fmt: skip

_NAMED = {"year": "%Y", "numeric": "%Y-%m-%d", "time": "%Y-%m-%d %H:%M"}
_FIELD = re.compile(r"%(-?[dmyYHMBb%])")


def calendar_of(language: str) -> Calendar:
    """Give the calendar of a BCP 47 language code; English for one that we cannot write."""
    code = language.lower().replace("_", "-")
    base = code.split("-")[0]
    aliases = {"no": "nb", "nn": "nb"}
    return _CALENDARS.get(code) or _CALENDARS.get(aliases.get(base, base)) or _CALENDARS["en"]


@lru_cache(maxsize=4096)
def format_date(value: date, pattern: str = "long", language: str = "en") -> str:
    """Write a date: `pattern` is long, day, month, year, numeric or time, or one with `%` fields.

    The fields are `%d %-d %m %-m %B %b %y %Y %H %M %%`.
    """
    calendar = calendar_of(language)
    if "%" not in pattern:
        named = {**_NAMED, "long": calendar.long, "day": calendar.day, "month": calendar.month}
        if pattern not in named:
            raise ValueError(f'no date pattern is called "{pattern}": use {", ".join(named)}')
        pattern = named[pattern]
    return _FIELD.sub(lambda field: _write_field(field[1], value, calendar, pattern), pattern)


def _write_field(field: str, value: date, calendar: Calendar, pattern: str) -> str:
    months = calendar.months
    if calendar.alone and "d" not in pattern:
        months = calendar.alone
    hour, minute = (value.hour, value.minute) if isinstance(value, datetime) else (0, 0)
    return {
        "d": f"{value.day:02}", "-d": str(value.day),
        "m": f"{value.month:02}", "-m": str(value.month),
        "B": months[value.month - 1], "b": (calendar.short or months)[value.month - 1],
        "Y": f"{value.year:04}", "y": f"{value.year % 100:02}", "-y": str(value.year % 100),
        "H": f"{hour:02}", "-H": str(hour), "M": f"{minute:02}", "-M": str(minute), "%": "%",
    }.get(field, f"%{field}")  # fmt: skip
