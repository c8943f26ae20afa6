"""Checks the paths below the site that a configuration gives: of taxonomies, pins and redirects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from digest.config.tables import Config

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UNUSABLE = re.compile(r"/*(?:[^/]:|\.digest-)")
"""Beginnings that cannot be written: a drive of Windows, digest's own records."""


def find_path_faults(config: Config) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the key and the value of each path that nothing can be written at."""
    for name, table in config.taxonomies.items():
        if not _is_usable(table.path):
            yield ("taxonomies", name, "path"), table.path
    for table_name in ("pinned", "redirects"):
        for key, address in getattr(config.permalinks, table_name).items():
            written = address if table_name == "pinned" else key
            if not _is_usable(written):
                yield ("permalinks", table_name, key), written


def _is_usable(path: str) -> bool:
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    inner = unquote(parts.path if parts.scheme in {"http", "https"} else path)
    return not (_CONTROL.search(inner) or _UNUSABLE.match(inner) or ".." in inner.split("/"))
