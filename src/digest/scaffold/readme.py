"""Reads a folder of plain Markdown, or a single file: a README that is the digest."""

from __future__ import annotations

import re
from pathlib import Path

from digest.scaffold.moves import Move, Note, drop_empty
from digest.scaffold.trees import is_content, list_tree

_HEADING = re.compile(r"^#[ \t]+(?P<text>[^\n]+?)[ \t#]*$", re.MULTILINE)
_MARKUP = re.compile(r"<[^>]*>|[*_`]|!?\[|\]\([^)]*\)")


def read_readme(root: Path) -> Move:
    """Read a folder of Markdown, or one Markdown file."""
    if root.is_file():
        files = {f"content/{root.name}": root}
        lead: Path | None = root
    else:
        files = list_tree(root, "content", is_content)
        lead = next((p for p in sorted(root.iterdir()) if p.stem.lower() == "readme"), None)
    title = _title_of(lead) if lead and lead.is_file() else ""
    return Move(
        tables=drop_empty({"site": {"title": title}, "permalinks": {"pages": "/:path/"}}),
        files=files,
        folders=(("content", root),) if root.is_dir() else (),
        notes=(Note("the site's address and authors", "set base_url and authors in [site]"),),
    )


def _title_of(path: Path) -> str:
    match = _HEADING.search(path.read_text("utf-8-sig", errors="replace"))
    return " ".join(_MARKUP.sub("", match["text"]).split()) if match else ""
