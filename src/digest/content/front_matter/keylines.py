"""Recognises and decodes MultiMarkdown and Pelican headers: `Key: value` lines at the top."""

from __future__ import annotations

import re

from digest.content.front_matter.keys import is_known_key
from digest.content.front_matter.records import Value
from digest.core.codes import Code
from digest.core.diagnostics import Report

_LINE = re.compile(r"(?P<colon>:?)(?P<key>[^\W\d_][\w -]{0,40}?)[ \t]*:(?:[ \t]+(?P<rest>.*)|)$")
_ENOUGH_ALONE = frozenset({"title", "date"})
_ENOUGH_TOGETHER = 2


def split_key_lines(
    text: str, start: int, path: str, report: Report, base: int
) -> tuple[dict[str, Value], int] | None:
    """Give the keys at the top of a text and where the body begins, or None.

    A header ends at the first blank line and has nothing but keys. Prose such as "Note: this
    is" is none: there must be a title or a date, or two keys that digest knows.
    """
    found: dict[str, Value] = {}
    repeats: list[tuple[str, Value]] = []
    key = ""
    place = start
    row = base
    while place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        line = text[place:end].rstrip()
        if not line:
            break
        match = _LINE.match(line)
        if match:
            key = match["key"].strip()
            value = Value((match["rest"] or "").strip(), row, 1 + len(match["colon"]))
            if key in found:
                repeats.append((key, found[key]))
            found[key] = value
        elif key and line[0] in " \t":
            before = found[key]
            joined = f"{before.value}\n{line.strip()}".strip()
            found[key] = Value(joined, before.line, before.column)
        else:
            return None
        place = end + 1
        row += 1
    known = [name for name in found if is_known_key(name)]
    is_enough = len(known) >= _ENOUGH_TOGETHER
    if not is_enough and not any(name.lower() in _ENOUGH_ALONE for name in known):
        return None
    for name, before in repeats:
        report.add(
            Code.DUPLICATE_KEY, path, f'"{name}" is already set on line {before.line}',
            line=found[name].line, column=found[name].column,
            hint="remove one of the two; the last counts",
        )  # fmt: skip
    return found, min(place, len(text))
