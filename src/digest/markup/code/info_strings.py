"""The info string after a code fence: language, title, lines to number and to highlight.

The forms read are Hugo's `python {linenos=true hl_lines="1-3 5"}`, `py title="x.py"`,
Docusaurus' and VitePress' `js {3,5-7} showLineNumbers`, and Pandoc's `{.python .numberLines}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from digest.markup.code.highlighting import LineNumbers

_PART = re.compile(
    r"(?P<key>[A-Za-z_][\w\-]*)\s*[=:]\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|\[(?P<list>[^\]]*)\]|\{(?P<braces>[^}]*)\}|(?P<bare>[^\s,}]+))"
    r"|\{(?P<lines>[\d\s,\-]+)\}|(?P<word>[^\s{},]+)"
)
_RANGE = re.compile(r"(?<!\d)(\d{1,5})(?:\s*-\s*(\d{1,5}))?(?!\d)")
_LANGUAGE = re.compile(r"[^\s{,:=]+")
_NUMBER = re.compile(r"\d{1,6}\Z")


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """A parsed info string; `linenos` is None where it does not mention line numbers."""

    language: str = ""
    title: str = ""
    linenos: LineNumbers | None = None
    hl_lines: frozenset[int] = frozenset()
    start: int = 1
    classes: tuple[str, ...] = field(default=())


def read_info(info: str) -> CodeInfo:
    """Parse the info string of a fence."""
    info = info.strip()
    if not info:
        return CodeInfo()
    found = _LANGUAGE.match(info)
    language = found[0] if found and "=" not in info[: found.end() + 1] else ""
    values: dict[str, str] = {}
    classes: list[str] = []
    for part in _PART.finditer(info, len(language)):
        if part["key"]:
            value = part["double"] or part["single"] or part["list"] or part["braces"]
            values[part["key"].lower()] = value or part["bare"] or ""
        elif part["lines"]:
            values["lines"] = part["lines"]
        elif part["word"].startswith("."):
            classes.append(part["word"][1:])
        else:
            values.setdefault(part["word"].lower(), "true")
    if not language and classes:
        language = classes.pop(0)
    return _make_info(language.removeprefix("language-"), values, classes)


def _make_info(language: str, values: dict[str, str], classes: list[str]) -> CodeInfo:
    numbers = values.get("linenos", values.get("linenums", values.get("showlinenumbers", "")))
    if "numberLines" in classes:
        classes.remove("numberLines")
        numbers = numbers or "true"
    first = values.get("linenostart", values.get("startfrom", values.get("start", "")))
    if numbers.isdigit():
        first = first or numbers
    marked = values.get("hl_lines", values.get("lines", values.get("highlight", "")))
    return CodeInfo(
        language=language,
        title=values.get("title", values.get("filename", values.get("file", ""))),
        linenos=_read_numbers(numbers),
        hl_lines=frozenset(read_lines(marked)),
        start=int(first) if _NUMBER.match(first) else 1,
        classes=tuple(classes),
    )


def _read_numbers(value: str) -> LineNumbers | None:
    value = value.lower()
    if not value:
        return None
    if value in {"false", "no", "off"}:
        return False
    return "table" if value == "table" else "inline"


def read_lines(text: str) -> list[int]:
    """Parse "1-3 5" or "3,5-7" into line numbers."""
    found: list[int] = []
    for match in _RANGE.finditer(text):
        first, last = int(match[1]), int(match[2] or match[1])
        found.extend(range(first, last + 1))
    return found
