"""Names of months and days in the languages digests are written in, and zone abbreviations.

Names are folded: lower case, accents as written and without. Where two languages disagree about
an abbreviation it is left out; a name that is also a common English word counts in prose only
when it is capitalised (see `PROSE_NEEDS_CAPITAL`) or is written in full.
"""

from __future__ import annotations

import unicodedata

_MONTHS = """
1 january jan januar jän jänner januari janvier janv enero ene gennaio gen janeiro stycznia styczeń sty leden ledna január ianuarie tammikuu tammikuuta ocak января январь янв січня січень січ janúar
2 february feb febr februar februari février fevrier févr fév febrero febbraio fevereiro fev lutego luty lut únor února február februarie helmikuu helmikuuta şubat февраля февраль фев февр лютого лютий
3 march mar märz mrz mars maart mrt marzo março março marca marzec březen března március martie maaliskuu maaliskuuta mart марта март мар березня березень
4 april apr avril avr abril abr aprile kwietnia kwiecień kwi duben dubna április aprilie huhtikuu huhtikuuta nisan апреля апрель апр квітня квітень
5 may mai mei maj mayo maggio mag maio maja květen května május toukokuu toukokuuta mayıs мая май травня травень maí
6 june jun juni juin junio giugno giu junho czerwca czerwiec cze červen června június iunie kesäkuu kesäkuuta haziran июня июнь июн червня червень júní
7 july jul juli juillet juil julio luglio lug julho lipca lipiec lip červenec července július iulie heinäkuu heinäkuuta temmuz июля июль июл липня липень júlí
8 august aug augusti août aout agosto ago sierpnia sierpień sie srpen srpna augusztus elokuu elokuuta ağustos августа август авг серпня серпень ágúst augustus
9 september sep sept septembre septiembre setiembre settembre set setembro września wrzesień wrz září szeptember septembrie syyskuu syyskuuta eylül сентября сентябрь сен сент вересня вересень
10 october oct oktober okt octobre octubre ottobre ott outubro out października październik paź říjen října október octombrie lokakuu lokakuuta ekim октября октябрь окт жовтня жовтень
11 november nov novembre noviembre novembro listopada listopad lis listopadu noiembrie marraskuu marraskuuta kasım ноября ноябрь ноя нояб листопада листопад nóvember
12 december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudnia grudzień gru prosinec prosince decembrie joulukuu joulukuuta aralık декабря декабрь дек грудня грудень desember des
"""  # noqa: E501

_WEEKDAYS = """
monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado
domingo måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag onsdag torsdag lørdag
søndag maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lunedì martedì mercoledì giovedì
venerdì sabato domenica понедельник вторник среда четверг пятница суббота воскресенье
"""


def fold_name(name: str) -> str:
    """Give the form under which a month's name is looked up: lower case, no accents, no dot."""
    name = name.lower().rstrip(".")
    if name.isascii():
        return name
    plain = unicodedata.normalize("NFD", name)
    return "".join(char for char in plain if not unicodedata.combining(char))


MONTHS: dict[str, int] = {
    fold_name(name): int(number)
    for number, *names in (line.split() for line in _MONTHS.strip().splitlines())
    for name in names
}
"""Folded name → number of the month."""

WEEKDAYS: frozenset[str] = frozenset(fold_name(name) for name in _WEEKDAYS.split())
"""Folded names of the days of the week."""

PROSE_NEEDS_CAPITAL: frozenset[str] = frozenset(
    {"may", "mar", "march", "mart", "gen", "out", "set", "lip", "mag", "lug", "ago", "des", "dec",
     "lis", "sty", "lut", "gru", "cze", "sie", "leden", "mei", "ene", "mai", "jun", "jul", "sep"}
)  # fmt: skip
"""Names that are words of their own in some language: in prose they count only with a capital."""

PROSE_NEVER: frozenset[str] = frozenset(
    {"out", "set", "gen", "lip", "mag", "lug", "ago", "des", "lis", "sty", "lut", "gru", "sie"}
)
"""Abbreviations that are too often something else to mean a month inside prose."""

ZONES: dict[str, int] = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "cet": 60, "cest": 120, "eet": 120,
    "eest": 180, "wet": 0, "west": 60, "bst": 60, "jst": 540, "kst": 540, "aest": 600, "aedt": 660,
}  # fmt: skip
"""Zone abbreviations → minutes east of UTC."""
