"""Import a folder of plain Markdown, or a single file: a README that is the digest."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from digest.authoring.migrate.source_files import is_content, is_markdown, list_files
from digest.authoring.migrate.source_site import Omission, SourceSite, drop_empty

_HEADING = re.compile(r"^#[ \t]+(?P<text>[^\n]+?)[ \t#]*$", re.MULTILINE)
_FILE = re.compile(r"\]\(<?(?:\./|/)?([^)>#\s:]+\.(?:md|markdown))")
_FEWEST_LINKS = 3
_MARKUP = re.compile(r"<[^>]*>|[*_`]|!?\[|\]\([^)]*\)")


def read_markdown_folder(root: Path) -> SourceSite:
    """Return the site of a folder of Markdown, or of one Markdown file."""
    if root.is_file():
        files = {f"content/{root.name}": root}
        lead: Path | None = root
    else:
        files = list_files(root, "content", is_content)
        lead = next((p for p in sorted(root.iterdir()) if p.stem.lower() == "readme"), None)
    if lead and root.is_dir() and _is_contents(lead, root):
        # What leads to the issues is the front page, as it was where the folder is shown.
        del files[f"content/{lead.name}"]
        files["content/_index.md"] = lead
    title = _title_of(lead) if lead and lead.is_file() else ""
    return SourceSite(
        tables=drop_empty({"site": {"title": title}, "permalinks": {"pages": "/:path/"}}),
        files=files,
        folders=(("content", root),) if root.is_dir() else (),
        omissions=(
            Omission(
                "settings", "the site's address and authors", "set base_url and authors in [site]"
            ),
        ),
    )


def _is_contents(lead: Path, root: Path) -> bool:
    """Return whether a file is a table of contents: it links to many files beside it."""
    if not lead.is_file() or (root / "_index.md").exists() or not is_markdown(lead.name):
        return False
    links = set(_FILE.findall(lead.read_text("utf-8-sig", errors="replace")))
    return sum((root / unquote(link)).is_file() for link in links) >= _FEWEST_LINKS


def _title_of(path: Path) -> str:
    match = _HEADING.search(path.read_text("utf-8-sig", errors="replace"))
    return " ".join(_MARKUP.sub("", match["text"]).split()) if match else ""
