"""Reads content files that are JSON: an article as a scraper, loader or editor saved it.

The object may stand among other text (lines of a web page it was copied from).
"""

from __future__ import annotations

import json
import re
from typing import Any

from digest.content.front_matter.jsonform import describe_fault, scan_object
from digest.content.front_matter.records import Header, Place, Value
from digest.core.codes import Code
from digest.core.diagnostics import Report

_BODIES = (
    ("markdown", "json-markdown"), ("content_markdown", "json-markdown"),
    ("body_markdown", "json-markdown"), ("page_content", "json-document"),
    ("content_html", "json-html"), ("html", "json-html"), ("body_html", "json-html"),
    ("content", "json-document"), ("text", "json-document"), ("body", "json-document"),
    ("content_text", "json-document"), ("article_body", "json-document"),
    ("articleBody", "json-document"), ("fulltext", "json-document"),
)  # fmt: skip
_WRAPPERS = ("metadata", "meta", "attributes", "frontmatter", "front_matter", "article", "document")
_RENAMED = {"headline": "title", "source": "url", "link": "url", "page_title": "title"}
_OBJECT = re.compile(r"\{(?=\s*\")")
_TRIES = 50
_CITATION = re.compile(
    r"@\w+\s*\{[^@]*?\bauthor\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|\"([^\"]*)\")"
)
_CITATION_TAIL = 5000


def read_json_document(text: str, path: str, report: Report) -> Header:
    """Give the document in a JSON file; if there is none, the whole text as plain text."""
    quiet = Report()
    fault: ValueError | None = None
    for count, match in enumerate(_OBJECT.finditer(text)):
        if count >= _TRIES:
            break
        try:
            values = scan_object(text, match.start(), Place(path, 1), quiet).values
        except ValueError as error:
            fault = fault or error
            continue
        header = _read_document(values)
        if header:
            report.extend(quiet.diagnostics)
            return header
    _report_none(text, path, report, fault)
    return Header({}, text, 1, "json-document")


def _report_none(text: str, path: str, report: Report, fault: ValueError | None) -> None:
    if isinstance(fault, json.JSONDecodeError):
        line, column, problem = describe_fault(fault, Place(path, 1))
        report.add(
            Code.HEADER_SYNTAX, path, f"not valid JSON: {problem}", line=line, column=column,
            hint="correct it here, or save the text as Markdown",
        )  # fmt: skip
        return
    report.add(
        Code.NOT_A_DOCUMENT, path, "the JSON has no text to show", line=1 if text else 0,
        hint='give it "title" and "content", or leave it out with [build] ignore',
    )  # fmt: skip


def _read_document(top: dict[str, Value]) -> Header | None:
    values: dict[str, Value] = {}
    for key, value in top.items():
        if key in _WRAPPERS and isinstance(value.value, dict):
            for name, inner in value.value.items():
                values.setdefault(name, Value(inner, value.line, value.column))
        else:
            values[key] = value
    for key, form in _BODIES:
        body = values.get(key)
        if body is not None and isinstance(body.value, str) and body.value.strip():
            return _make_header(values, key, form)
    return None


def _make_header(values: dict[str, Value], body_key: str, form: str) -> Header:
    body = values.pop(body_key)
    for key, name in _RENAMED.items():
        if key in values and name not in values and _is_meant(name, values[key].value):
            values[name] = values.pop(key)
    authors = {"author", "authors", "byline", "creator"} & values.keys()
    if form == "json-document" and not authors:
        names = _read_citation(body.value)
        if names:
            values["authors"] = Value(names, body.line, body.column)
    return Header(values, body.value, body.line, form)


def _is_meant(name: str, value: Any) -> bool:
    return isinstance(value, str) and (name != "url" or value.startswith(("http://", "https://")))


def _read_citation(body: str) -> list[str]:
    """Give the authors that a BibTeX citation at the end of a text names."""
    found = _CITATION.findall(body[-_CITATION_TAIL:])
    if not found:
        return []
    names = re.split(r"\s+and\s+", found[-1][0] or found[-1][1])
    return [_turn_name(name.replace("{", "").replace("}", "")) for name in names if name.strip()]


def _turn_name(name: str) -> str:
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name.strip()
