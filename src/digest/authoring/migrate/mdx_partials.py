"""Partial files that MDX pages import: their text replaces the component that shows it."""

from __future__ import annotations

import re
from pathlib import Path

from digest.authoring.migrate.source_files import is_markdown, read_text

_IMPORT = re.compile(
    r"^import\s+(?P<name>[A-Z]\w*)\s+from\s+['\"](?P<path>[^'\"]+\.mdx?)['\"];?[ \t]*\n?",
    re.MULTILINE,
)
_HEADER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_DEEPEST = 5


def insert_partials(files: dict[str, Path], root: Path) -> dict[str, str]:
    """Return the new texts of Markdown files that import others, by their paths in the new site.

    `@site/` in the path of an import is `root`.
    """
    found: dict[str, str] = {}
    for path, file in files.items():
        if path.startswith("content/") and is_markdown(path):
            text = read_text(file)
            new = _insert(text, file.parent, root, _DEEPEST)
            if new != text:
                found[path] = new
    return found


def _insert(text: str, folder: Path, root: Path, depth: int) -> str:
    for match in _IMPORT.finditer(text):
        name, path = match["name"], match["path"]
        file = root / path.removeprefix("@site/") if path.startswith("@site/") else folder / path
        if not depth or not file.is_file() or not file.resolve().is_relative_to(root.resolve()):
            continue
        body = _HEADER.sub("", read_text(file), count=1)
        part = _insert(body, file.parent, root, depth - 1).strip()
        shown = re.compile(rf"<{name}\b[^<>]*?(?:/>|>\s*</{name}>)")
        text = shown.sub(lambda _, part=part: part, text.replace(match[0], ""))  # type: ignore[misc]
    return text
