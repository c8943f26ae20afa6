"""Outputs: which paths a site may have, what is at one, and in which order files go live."""

from __future__ import annotations

from pathlib import Path

from digest.core.diagnostics import DigestError
from digest.core.hashing import hash_bytes

RECORD_NAME = ".digest-files"
"""Name, in the public folder, of the list of what digest wrote there."""

STAGING_NAME = ".digest-staging"
"""Name, in the public folder, of the staging folder when the cache is on another disk."""

_PAGES = (".html", ".htm")
_FEEDS = (".xml", ".json", ".txt")


def is_output(path: str) -> bool:
    """Return whether `path` names a file inside the public folder.

    Outputs are relative, joined with "/", in their simplest form and without control characters.
    """
    parts = path.split("/")
    return not (
        any(part in ("", ".", "..") for part in parts)
        or parts[0].startswith((RECORD_NAME, STAGING_NAME))
        or "\\" in path
        or any(character < " " or character == "\x7f" for character in path)
        or parts[0][1:2] == ":"  # a drive
    )


def check_output(path: str) -> str:
    """Return `path` back if it names a file inside the public folder; refuse any other."""
    if not is_output(path):
        raise DigestError(f"refused to write {path!r}: not a path inside the output folder")
    return path


def parents_of(path: str) -> tuple[str, ...]:
    """Return the folders above an output, outermost first: "a/b/c" has "a" and "a/b"."""
    parts = path.split("/")
    return tuple("/".join(parts[:end]) for end in range(1, len(parts)))


def publishing_order(path: str) -> tuple[int, int, str]:
    """Sort key of renames: what pages need, then pages from the leaves up, then feeds and lists.

    Whoever reads the site in the moment of the change finds the style sheet of a new page
    already there, and no list that links to a page which is not.
    """
    if path.endswith(_PAGES):
        stage = 1
    elif path.endswith(_FEEDS):
        stage = 2
    else:
        stage = 0
    return stage, -path.count("/"), path


def read_digest(file: Path) -> str | None:
    """Return the hash of a file's content; None where there is no regular file of ours to read."""
    if file.is_symlink():
        return None
    try:
        return hash_bytes(file.read_bytes())
    except OSError:
        return None
