"""Reads content files from disk: an entry of the listing → a `Source` with its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from digest.config.tables import Config
from digest.content.folders import report_unreadable
from digest.content.inventory import SourceEntry, list_sources
from digest.core.diagnostics import Report


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A content file: its path from the site's root, joined with "/", and its bytes.

    `bundle` are the paths of the files that belong to it (a folder with an `index.md`), and
    `is_section` marks an `_index.md`, a section's own text.
    """

    path: str
    data: bytes
    bundle: tuple[str, ...] = ()
    is_section: bool = False


def read_sources(root: Path, config: Config, report: Report) -> Iterator[Source]:
    """Read every content file of a site, in the order of their paths."""
    for entry in list_sources(root, config, report):
        source = read_source(root, entry, report)
        if source is not None:
            yield source


def read_source(root: Path, entry: SourceEntry, report: Report) -> Source | None:
    """Read one file; None (and a diagnostic) if the system does not let us."""
    try:
        data = (root / entry.file).read_bytes()
    except OSError as error:
        report_unreadable(entry.path, error, report)
        return None
    return Source(path=entry.path, data=data, bundle=entry.bundle, is_section=entry.is_section)
