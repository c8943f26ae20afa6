"""Which files of a folder belong to a site: walks another generator's folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from digest.content.inventory import CONTENT_SUFFIXES

MARKDOWN = (".md", ".markdown", ".mdx")
PAGES = (*MARKDOWN, ".html", ".htm", ".xml", ".rst", ".adoc", ".org", ".txt")

_NEVER = frozenset(
    {"node_modules", "__pycache__", "venv", "vendor", "bower_components", "_site", ".git"}
)


_PUBLISHED = frozenset({".well-known", ".htaccess", ".nojekyll"})
"""Hidden names that are for servers."""


def list_files(
    folder: Path, into: str, keep: Callable[[str], bool] = lambda _: True, *,
    skip: Collection[str] = (),
) -> dict[str, Path]:  # fmt: skip
    """Give the files below a folder by the path they shall have: `into` and their own.

    Hidden files, what tools install, and what the patterns in `skip` name are left out.
    """
    found: dict[str, Path] = {}
    for place, folders, names in os.walk(folder):
        below = Path(place).relative_to(folder).as_posix()
        inside = "" if below == "." else f"{below}/"
        folders[:] = sorted(
            name for name in folders if name not in _NEVER and _is_taken(name, inside, skip)
        )
        for name in sorted(names):
            path = f"{inside}{name}"
            file = Path(place, name)
            if _is_taken(name, inside, skip) and keep(path) and file.is_file():
                found[f"{into}/{path}" if into else path] = file
    return found


def _is_taken(name: str, inside: str, skip: Collection[str]) -> bool:
    """Tell whether a name is neither hidden nor left out on purpose."""
    hidden = name.startswith(".") and name not in _PUBLISHED
    return not hidden and not any(fnmatchcase(f"{inside}{name}", pattern) for pattern in skip)


def is_markdown(path: str) -> bool:
    """Tell whether a file is one that digest reads."""
    return path.lower().endswith(MARKDOWN)


def is_content(path: str) -> bool:
    """Tell whether a file is a post or page, or may stand beside one (no program, no template)."""
    lower = path.lower()
    return lower.endswith(CONTENT_SUFFIXES) or not lower.endswith(_PROGRAMS)


_PROGRAMS = (
    ".html", ".htm", ".njk", ".liquid", ".astro", ".js", ".mjs", ".cjs", ".ts", ".jsx", ".tsx",
    ".rst", ".adoc", ".org", ".py", ".rb", ".sh", ".scss", ".sass", ".lock", ".toml", ".yml",
    ".yaml",
)  # fmt: skip


def parse_yaml(text: str) -> Any:
    """Return the value of a YAML text written for another program.

    A value with a tag that YAML does not define (`!!python/name:…`) is None. Raise ValueError for
    text that is no YAML.
    """
    import yaml

    class _Loader(yaml.SafeLoader):
        """A safe loader that reads unknown tags as None."""

    _Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
