"""Decodes content files that are JSON: an article as a scraper, loader or editor saved it.

The object may stand among other text (lines of a web page it was copied from).
"""

from __future__ import annotations

import json
import re
from typing import Any

from digest.content.front_matter.json_decoder import decode_object, describe_fault
from digest.content.front_matter.values import FrontMatter, Origin, Value
from digest.core.codes import Code
from digest.core.diagnostics import Report

_BODY_KEYS = """
    markdown content_markdown body_markdown page_content content_html html body_html content text
    body content_text article_body articleBody fulltext
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
"""Keys that may hold the body, the likeliest first."""

_WRAPPERS = ("metadata", "meta", "attributes", "frontmatter", "front_matter", "article", "document")
_RENAMED = {"headline": "title", "source": "url", "link": "url", "page_title": "title"}
_OBJECT = re.compile(r"\{(?=\s*\")")
_TRIES = 50
_CITATION = re.compile(
    r"@\w+\s*\{[^@]*?\bauthor\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|\"([^\"]*)\")"
)
_CITATION_TAIL = 5000


def read_json_document(text: str, path: str, report: Report) -> FrontMatter:
    """Return the document in a JSON file; if there is none, the whole text as plain text."""
    own = Report()
    fault: ValueError | None = None
    for count, match in enumerate(_OBJECT.finditer(text)):
        if count >= _TRIES:
            break
        try:
            values = decode_object(text, match.start(), Origin(path, 1), own).values
        except ValueError as error:
            fault = fault or error
            continue
        document = _read_document(values)
        if document:
            report.extend(own.diagnostics)
            return document
    _report_no_document(text, path, report, fault)
    return FrontMatter({}, text, 1, "json-document")


def _report_no_document(text: str, path: str, report: Report, fault: ValueError | None) -> None:
    if isinstance(fault, json.JSONDecodeError):
        line, column, problem = describe_fault(fault, Origin(path, 1))
        message = f"not valid JSON: {problem}"
        hint = "correct it here, or save the text as Markdown"
        report.add(Code.HEADER_SYNTAX, path, message, line=line, column=column, hint=hint)
        return
    message = "the JSON has no text to show"
    hint = 'give it "title" and "content", or leave it out with [build] ignore'
    report.add(Code.NOT_A_DOCUMENT, path, message, line=1 if text else 0, hint=hint)


def _read_document(top: dict[str, Value]) -> FrontMatter | None:
    values: dict[str, Value] = {}
    for key, value in top.items():
        if key in _WRAPPERS and isinstance(value.value, dict):
            for name, inner in value.value.items():
                values.setdefault(name, Value(inner, value.line, value.column))
        else:
            values[key] = value
    for key in _BODY_KEYS:
        body = values.get(key)
        if body is not None and isinstance(body.value, str) and body.value.strip():
            return _make_document(values, key)
    return None


def _make_document(values: dict[str, Value], body_key: str) -> FrontMatter:
    body = values.pop(body_key)
    markup = next((name for name in ("markdown", "html") if name in body_key), "document")
    for key, name in _RENAMED.items():
        if key in values and name not in values and _is_meant(name, values[key].value):
            values[name] = values.pop(key)
    authors = {"author", "authors", "byline", "creator"} & values.keys()
    if markup == "document" and not authors:
        names = _read_citation(body.value)
        if names:
            values["authors"] = Value(names, body.line, body.column)
    return FrontMatter(values, body.value, body.line, f"json-{markup}")


def _is_meant(name: str, value: Any) -> bool:
    return isinstance(value, str) and (name != "url" or value.startswith(("http://", "https://")))


def _read_citation(body: str) -> list[str]:
    """Return the authors that a BibTeX citation at the end of a text names."""
    found = _CITATION.findall(body[-_CITATION_TAIL:])
    if not found:
        return []
    names = re.split(r"\s+and\s+", found[-1][0] or found[-1][1])
    return [_turn_name(name.replace("{", "").replace("}", "")) for name in names if name.strip()]


def _turn_name(name: str) -> str:
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name.strip()
