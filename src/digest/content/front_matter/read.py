"""Takes a file apart: front matter of whatever form → values with places, and the body."""

from __future__ import annotations

from digest.content.front_matter.documents import read_json_document
from digest.content.front_matter.fences import Split, find_wrapped, split_header
from digest.content.front_matter.jsonform import split_json
from digest.content.front_matter.keylines import split_key_lines
from digest.content.front_matter.records import Header, Place, Value
from digest.content.front_matter.tomlform import read_toml
from digest.content.front_matter.yamlform import read_yaml
from digest.core.codes import Code
from digest.core.diagnostics import Report


def read_header(text: str, path: str, report: Report) -> Header:
    """Give the front matter and the body of a file; every fault in the front matter is reported.

    What can be read is read even where the front matter is not valid. A body never loses text.
    """
    if path.endswith(".json"):
        return read_json_document(text, path, report)
    first = _first_character(text)
    if text.startswith(("```", "~~~"), first):
        wrapped = find_wrapped(text)
        if wrapped:
            return _read_wrapped(text, wrapped, path, report)
    return _read_parts(text, path, report, 1)


def _read_parts(text: str, path: str, report: Report, base: int) -> Header:
    first = _first_character(text)
    if text.startswith("{", first) and (
        decoded := split_json(text, first, Place(path, base), report)
    ):
        return Header(decoded.values, text[decoded.end :], _line(text, decoded.end, base), "json")
    if text.startswith(("---", "+++", "<!--"), first) and (
        split := split_header(text, 0, path, report, base)
    ):
        values = _decode(split, path, report)
        if values is not None:
            return Header(values, text[split.body :], _line(text, split.body, base), split.form)
    if text[first : first + 1].isalpha() or text.startswith(":", first):
        keys = split_key_lines(text, first, path, report, _line(text, first, base))
        if keys:
            return Header(keys[0], text[keys[1] :], _line(text, keys[1], base), "keys")
    return Header({}, text, base, "none")


def _decode(split: Split, path: str, report: Report) -> dict[str, Value] | None:
    place = Place(path, split.line)
    if split.form == "toml":
        return read_toml(split.text, place, report)
    if split.form == "json":
        start = split.text.find("{")
        decoded = split_json(split.text, start, place, report) if start >= 0 else None
        return decoded.values if decoded else {}
    return read_yaml(split.text, place, report)


def _read_wrapped(text: str, span: tuple[int, int], path: str, report: Report) -> Header:
    start, end = span
    report.add(
        Code.WRAPPED_FILE, path, "the whole file is one code fence; what is inside is read",
        line=_line(text, 0, 1), column=1, hint="remove the first and the last line",
    )  # fmt: skip
    return _read_parts(text[start:end], path, report, _line(text, start, 1))


def _first_character(text: str) -> int:
    place = 0
    while place < len(text) and (text[place].isspace() or text[place] == "\ufeff"):
        place += 1
    return place


def _line(text: str, place: int, base: int) -> int:
    return base + text.count("\n", 0, place)
