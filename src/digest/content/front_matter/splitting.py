"""Splits a file into front matter and body, whatever form the front matter has.

YAML stands between `---`, TOML between `+++`, JSON in braces; MultiMarkdown and Pelican begin with
lines `Key: value`. Every part keeps the number of the line on which it begins.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from digest.content.front_matter.json_decoder import split_json
from digest.content.front_matter.json_documents import read_json_document
from digest.content.front_matter.keys import is_known_key
from digest.content.front_matter.toml_decoder import decode_toml
from digest.content.front_matter.values import FrontMatter, Origin, Value, report_duplicate_key
from digest.content.front_matter.yaml_decoder import decode_yaml
from digest.core.codes import Code
from digest.core.diagnostics import Report

_LEAD = re.compile(r"(?:[\ufeff\s]|<!--.*?-->)*", re.DOTALL)
_OPENING = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*(?P<form>yaml|yml|toml|json)?[ \t]*(?:#.*)?$", re.MULTILINE
)
_CLOSING = {
    "---": re.compile(r"^(?:(?:---|\.\.\.)[ \t]*$|---(?=[^\s-]))", re.MULTILINE),
    "+++": re.compile(r"^(?:\+\+\+[ \t]*$|\+\+\+(?=[^\s+]))", re.MULTILINE),
}
_FORMS = {"---": "yaml", "+++": "toml", "yml": "yaml"}
_KEY_START = re.compile(r"\s*[\"']?[^\W\d][\w .-]{0,40}[\"']?\s*[:=](?:\s|$)")
_MARGIN_KEY = re.compile(r"[\"']?[^\W\d][\w .-]{0,40}[\"']?\s*:(?!//)")
_FRONT_MATTER_LINE = re.compile(
    r"\s*$|[ \t]+\S|-(?:[ \t]|$)|#|\[|[\"']?[^\W\d][\w .-]{0,40}[\"']?\s*[:=](?:\s|$)"
)
_ANY_LINE = re.compile(r"[^\n]*\n?")
_WRAPPER = re.compile(r"\s*(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[\w-]*)[ \t]*\n")
_FENCE_LINE = re.compile(r"[ \t]{0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n]*)$", re.MULTILINE)
_KEY_LINE = re.compile(
    r"(?P<colon>:?)(?P<key>[^\W\d_][\w -]{0,40}?)[ \t]*:(?:[ \t]+(?P<rest>.*)|)$"
)
_ENOUGH_ALONE = frozenset({"title", "date"})
_ENOUGH_TOGETHER = 2


class FencedPart(NamedTuple):
    """Text of a form (`yaml`, `toml`, `json`), its first line, and the offset of the body."""

    form: str
    text: str
    line: int
    body: int


def read_front_matter(text: str, path: str, report: Report) -> FrontMatter:
    """Split a file, decode its front matter and report every fault in it.

    What can be read is read even where the front matter is not valid. A body never loses text.
    """
    if path.endswith(".json"):
        return read_json_document(text, path, report)
    first = _first_character(text)
    if text.startswith(("```", "~~~"), first):
        wrapped = _find_wrapped(text)
        if wrapped:
            return _read_wrapped(text, wrapped, path, report)
    return _read_parts(text, path, report, 1)


def _read_parts(text: str, path: str, report: Report, base: int) -> FrontMatter:
    first = _first_character(text)
    if text.startswith("{", first) and (
        decoded := split_json(text, first, Origin(path, base), report)
    ):
        return FrontMatter(
            decoded.values, text[decoded.end :], _line(text, decoded.end, base), "json"
        )
    if text.startswith(("---", "+++", "<!--"), first) and (
        part := _split_fenced(text, path, report, base)
    ):
        values = _decode(part, path, report)
        return FrontMatter(values, text[part.body :], _line(text, part.body, base), part.form)
    if text[first : first + 1].isalpha() or text.startswith(":", first):
        keys = _split_key_lines(text, first, path, report, _line(text, first, base))
        if keys:
            values, body = keys
            return FrontMatter(values, text[body:], _line(text, body, base), "keys")
    return FrontMatter({}, text, base, "none")


def _decode(part: FencedPart, path: str, report: Report) -> dict[str, Value]:
    origin = Origin(path, part.line)
    if part.form == "toml":
        return decode_toml(part.text, origin, report)
    if part.form == "json":
        start = part.text.find("{")
        decoded = split_json(part.text, start, origin, report) if start >= 0 else None
        return decoded.values if decoded else {}
    return decode_yaml(part.text, origin, report)


def _split_fenced(text: str, path: str, report: Report, base: int) -> FencedPart | None:
    """Return the fenced front matter at the start of a text, after blank lines and comments.

    None where there is none: a file may well begin with a thematic break. `base` is the line
    of the file on which `text` begins.
    """
    lead = _LEAD.match(text)
    opening = _OPENING.match(text, lead.end() if lead else 0)
    if not opening:
        return None
    fence = opening["fence"]
    form = _FORMS.get(opening["form"] or fence, opening["form"] or "")
    first = min(opening.end() + 1, len(text))
    line = base + text.count("\n", 0, first)
    closing = _CLOSING[fence].search(text, first)
    if closing is None:
        return _split_unclosed(text, first, FencedPart(form, fence, line, 0), path, report)
    inner = text[first : closing.start()]
    if inner.strip() and form != "json" and not _is_front_matter(inner, form):
        return None
    end = closing.end()
    if text[end : end + 1] in {"\n", ""}:
        return FencedPart(form, inner, line, min(end + 1, len(text)))
    message = f'the closing "{fence}" has text on its line'
    last = line + inner.count("\n")
    hint = f'put a line break after "{fence}"'
    report.add(Code.GLUED_FENCE, path, message, line=last, column=len(fence) + 1, hint=hint)
    return FencedPart(form, inner, line, end)


def _is_front_matter(inner: str, form: str) -> bool:
    """Return whether a text between two thematic breaks begins with a key, so is no prose.

    In YAML most lines at the margin are keys; only what is indented goes on from line to line.
    """
    rows = [row for row in inner.split("\n") if row.strip() and not row.lstrip().startswith("#")]
    if form == "toml":
        return bool(rows) and (rows[0].startswith("[") or "=" in rows[0])
    margin = [row for row in rows if not row[0].isspace() and not row.startswith(("-", "]", "}"))]
    keys = sum(bool(_MARGIN_KEY.match(row)) for row in margin)
    begins = bool(rows) and bool(_MARGIN_KEY.match(rows[0].lstrip()))
    return 2 * keys >= len(margin) if begins else 2 * keys > len(margin)


def _split_unclosed(
    text: str, first: int, opened: FencedPart, path: str, report: Report
) -> FencedPart | None:
    """Take what looks like front matter up to the first line that does not.

    `opened` has the form and the first line; its text is the opening fence.
    """
    end = first
    keys = 0
    for match in _ANY_LINE.finditer(text, first):
        row = match[0].rstrip("\n")
        if not _FRONT_MATTER_LINE.match(row) or (keys and not row.strip()) or row.startswith("# "):
            break
        keys += bool(_KEY_START.match(row))
        end = match.end()
        if end == len(text):
            break
    if not keys:
        return None
    fence, line = opened.text, opened.line
    message = f'the front matter opened with "{fence}" is never closed'
    hint = f'put a line "{fence}" after line {line + text.count(chr(10), first, end) - 1}'
    report.add(Code.UNCLOSED_HEADER, path, message, line=line - 1, column=1, hint=hint)
    return FencedPart(opened.form, text[first:end], line, end)


def _read_wrapped(text: str, span: tuple[int, int], path: str, report: Report) -> FrontMatter:
    start, end = span
    message = "the whole file is one code fence; what is inside is read"
    line = _line(text, 0, 1)
    hint = "remove the first and the last line"
    report.add(Code.WRAPPED_FILE, path, message, line=line, column=1, hint=hint)
    return _read_parts(text[start:end], path, report, _line(text, start, 1))


def _find_wrapped(text: str) -> tuple[int, int] | None:
    """Return where the text inside begins and ends if a whole file is one code fence, else None.

    Text made by chat programs often comes so. Fences inside must be balanced.
    """
    opening = _WRAPPER.match(text)
    if not opening or opening["info"].lower() not in {"", "markdown", "md", "mdx"}:
        return None
    first = opening.end()
    if not opening["info"] and not _OPENING.match(text, first):
        return None
    stripped = text.rstrip()
    last = stripped.rfind("\n") + 1
    mark = opening["fence"]
    if (
        last < first
        or set(stripped[last:].strip()) != {mark[0]}
        or len(stripped) - last < len(mark)
    ):
        return None
    is_open = False
    for fence in _FENCE_LINE.finditer(text, first, last - 1):
        if fence["fence"][0] == mark[0]:
            is_open = bool(not is_open or fence["info"].strip())
    return None if is_open else (first, last)


def _split_key_lines(
    text: str, start: int, path: str, report: Report, base: int
) -> tuple[dict[str, Value], int] | None:
    """Return the `Key: value` lines at the top of a text and the offset of the body, or None.

    They end at the first blank line. Prose such as "Note: this is" is none: there must be a title
    or a date, or two keys that digest knows.
    """
    found: dict[str, Value] = {}
    texts: dict[str, list[str]] = {}
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
        match = _KEY_LINE.match(line)
        if match:
            key = match["key"].strip()
            if key in found:
                repeats.append((key, found[key]))
            found[key] = Value("", row, 1 + len(match["colon"]))
            texts[key] = [(match["rest"] or "").strip()]
        elif key and line[0] in " \t":
            texts[key].append(line.strip())
        else:
            return None
        place = end + 1
        row += 1
    known = [name for name in found if is_known_key(name)]
    is_enough = len(known) >= _ENOUGH_TOGETHER
    if not is_enough and not any(name.lower() in _ENOUGH_ALONE for name in known):
        return None
    for name, before in repeats:
        report_duplicate_key(name, before, found[name], path, report)
    values = {
        name: Value("\n".join(texts[name]).strip(), value.line, value.column)
        for name, value in found.items()
    }
    return values, min(place, len(text))


def _first_character(text: str) -> int:
    place = 0
    while place < len(text) and (text[place].isspace() or text[place] == "\ufeff"):
        place += 1
    return place


def _line(text: str, place: int, base: int) -> int:
    return base + text.count("\n", 0, place)
