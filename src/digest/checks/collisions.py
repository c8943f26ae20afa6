"""Outputs that cannot exist beside each other, found in the plan: before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

from digest.core.codes import Code
from digest.core.diagnostics import Report

Output = tuple[str, str]
"""A path below the output folder and what asked for it."""


def find_collisions(outputs: Iterable[Output], report: Report) -> frozenset[Output]:
    """Report outputs that cannot exist beside each other, with both sources; return the losers.

    Paths that differ only in case or in the form of their accents are one file on many systems,
    and a file cannot have the name of a folder. Pages, feeds and static files all count. What a
    site publishes despite its errors goes without the losers.
    """
    losers: set[Output] = set()
    owners: dict[str, Output] = {}
    folders: dict[str, Output] = {}
    for output, source in sorted(outputs, key=_precedence):
        key = _file_key(output)
        entry = (output, source)
        other = owners.setdefault(key, entry)
        if other is not entry or key in folders:
            losers.add(entry)
            _report_collision(entry, folders.get(key, other), report)
            continue
        folder = key.rpartition("/")[0]
        while folder and folder not in folders:
            folders[folder] = entry
            folder = folder.rpartition("/")[0]
    for folder in sorted(folders.keys() & owners.keys()):
        if _precedence(owners[folder]) < _precedence(folders[folder]):
            losers.update(owner for key, owner in owners.items() if key.startswith(f"{folder}/"))
            _report_collision(folders[folder], owners[folder], report)
    return frozenset(losers)


def _precedence(entry: Output) -> tuple[bool, str, str]:
    """Order claims: what digest makes by itself comes first, so that a file gets the report."""
    output, source = entry
    return is_file(source), source, output


def _file_key(output: str) -> str:
    return output.lower() if output.isascii() else normalize("NFC", output).casefold()


def _report_collision(later: Output, earlier: Output, report: Report) -> None:
    output, source = later
    taken, owner = earlier
    if output == taken:
        message = f"{output} is also written by {owner}"
    elif _file_key(output) == _file_key(taken):
        message = f"{output} and {taken}, written by {owner}, are one file on many systems"
    else:
        message = f"{output} and {taken}, written by {owner}, cannot be a file and a folder at once"
    hint = "give one of them another slug, url or alias"
    if not is_file(owner):
        hint = "give the file another slug; a generated list takes its text from an _index.md"
    if source.endswith(f"/{output}"):
        hint = "rename the file: it is published as it is, and that page has its address"
    report.add(Code.PATH_COLLISION, source, message, hint=hint)


def is_file(source: str) -> bool:
    """Return whether the source of an output is a file, and not a description ("the home page")."""
    return "." in source.rpartition("/")[2] and " " not in source.partition("/")[0]
