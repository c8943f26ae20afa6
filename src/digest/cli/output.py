"""Diagnostics as people, editors and CI services want to read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

import msgspec

from digest.core.diagnostics import Diagnostic

_SARIF_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def format_text(diagnostics: Sequence[Diagnostic]) -> str:
    """One `path:line:column: severity[code] message` each, with its hint below."""
    return "\n".join(map(str, diagnostics))


def format_json(diagnostics: Sequence[Diagnostic]) -> str:
    """A JSON list of records with the fields of `Diagnostic`."""
    return msgspec.json.format(msgspec.json.encode(diagnostics)).decode()


def format_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request."""
    return "\n".join(map(_github_command, diagnostics))


def _github_command(diagnostic: Diagnostic) -> str:
    level = "notice" if diagnostic.severity == "info" else diagnostic.severity
    place = [f"file={_github_escape(diagnostic.path, ',:')}"]
    if diagnostic.line:
        place.append(f"line={diagnostic.line}")
    if diagnostic.column:
        place.append(f"col={diagnostic.column}")
    place.append(f"title={diagnostic.code}")
    text = f"{diagnostic.message} ({diagnostic.hint})" if diagnostic.hint else diagnostic.message
    return f"::{level} {','.join(place)}::{_github_escape(text)}"


def _github_escape(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def format_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """A SARIF 2.1.0 log, as code-scanning services take it."""
    from importlib.metadata import version

    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": code.meaning},
            "defaultConfiguration": {"level": _SARIF_LEVELS[code.severity]},
        }
        for code in codes
    ]
    run = {
        "tool": {"driver": {"name": "digest", "version": version("digest"), "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": list(map(_sarif_result, diagnostics)),
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return msgspec.json.format(msgspec.json.encode(log)).decode()


def _sarif_result(diagnostic: Diagnostic) -> dict[str, object]:
    # Who takes such logs wants a line for everything: the first stands for the whole file.
    region = {"startLine": diagnostic.line or 1}
    if diagnostic.column:
        region["startColumn"] = diagnostic.column
    place = {"artifactLocation": {"uri": quote(diagnostic.path)}, "region": region}
    return {
        "ruleId": diagnostic.code,
        "level": _SARIF_LEVELS[diagnostic.severity],
        "message": {
            "text": diagnostic.message + (f"\n{diagnostic.hint}" if diagnostic.hint else "")
        },
        "locations": [{"physicalLocation": place}],
    }


def format_markdown(diagnostics: Sequence[Diagnostic]) -> str:
    """A list for a comment on a pull request, grouped by file."""
    if not diagnostics:
        return "No problems found."
    lines: list[str] = []
    path = None
    for each in diagnostics:
        if each.path != path:
            path = each.path
            lines += [*([""] if lines else []), f"**{_markdown_escape(path)}**", ""]
        place = f"line {each.line}: " if each.line else ""
        hint = f" *({_markdown_escape(each.hint)})*" if each.hint else ""
        text = _markdown_escape(each.message)
        lines.append(f"- {place}{each.severity} `{each.code}`: {text}{hint}")
    return "\n".join(lines)


def _markdown_escape(text: str) -> str:
    """Give text in which nothing is taken for markup, nor anybody notified."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|@])", r"\\\1", text)
    return escaped.replace("\n", " ")


FORMATS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "text": format_text,
    "json": format_json,
    "github": format_github,
    "sarif": format_sarif,
    "markdown": format_markdown,
}
OF_REPOSITORIES = frozenset({"github", "sarif"})
"""Formats for services that show problems beside the files of a repository."""
