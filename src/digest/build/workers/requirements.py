"""What workers on other machines must have in common with this one: folders and versions."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """`reads` must be there for a worker, `writes` too and writable, all of them absolute.

    `version` gives a hash of all the code that shapes a result.
    """

    reads: tuple[Path, ...]
    writes: tuple[Path, ...]
    version: Callable[[], str]


def mark_ground(ground: Ground, token: str) -> tuple[Path, ...]:
    """Put a mark into every folder that workers write to; give the marks, to be removed."""
    marks = tuple(folder / f".{token}" for folder in ground.writes)
    for mark in marks:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(token)
    return marks


def find_gap(ground: Ground, version: str, token: str) -> str:
    """Say what this process lacks to work with the one that marked the ground; "" for nothing."""
    for folder in ground.reads:
        if not folder.is_dir():
            return f"it cannot see {folder}"
    for folder in ground.writes:
        try:
            seen = (folder / f".{token}").read_text()
        except OSError:
            seen = ""
        if seen != token:
            return f"it cannot see {folder}, or sees another folder there"
        if not os.access(folder, os.W_OK):
            return f"it may not write to {folder}"
    if ground.version() != version:
        return "it has another version of digest, of Python or of a library"
    return ""
