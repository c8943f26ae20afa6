"""What workers on other machines must have in common with this one: folders and versions."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec


class Requirements(msgspec.Struct, frozen=True, kw_only=True):
    """`reads` must be there for a worker, `writes` too and writable, all of them absolute.

    `version` gives a hash of all the code that shapes a result.
    """

    reads: tuple[Path, ...]
    writes: tuple[Path, ...]
    version: Callable[[], str]


def mark_folders(requirements: Requirements, token: str) -> tuple[Path, ...]:
    """Put a mark into every folder that workers write to; give the marks, to be removed."""
    marks = tuple(folder / f".{token}" for folder in requirements.writes)
    for mark in marks:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(token)
    return marks


def find_gap(requirements: Requirements, version: str, token: str) -> str:
    """Return what this process lacks to work with the one that marked the folders, or ""."""
    for folder in requirements.reads:
        if not folder.is_dir():
            return f"it cannot see {folder}"
    for folder in requirements.writes:
        try:
            seen = (folder / f".{token}").read_text()
        except OSError:
            seen = ""
        if seen != token:
            return f"it cannot see {folder}, or sees another folder there"
        if not os.access(folder, os.W_OK):
            return f"it may not write to {folder}"
    if requirements.version() != version:
        return "it has another version of digest, of Python or of a library"
    return ""
