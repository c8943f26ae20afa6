"""Files of another generator's site: which of its folders' files belong to the new site."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from digest.content.inventory import CONTENT_SUFFIXES

MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdx")

_SKIPPED_FOLDERS = frozenset(
    {"node_modules", "__pycache__", "venv", "vendor", "bower_components", "_site", ".git"}
)
_PUBLISHED_DOTFILES = frozenset({".well-known", ".htaccess", ".nojekyll"})
_PROGRAM_SUFFIXES = tuple(
    f".{suffix}"
    for suffix in (
        *("html", "htm", "njk", "liquid", "astro", "rst", "adoc", "org"),
        *("js", "mjs", "cjs", "ts", "jsx", "tsx", "py", "rb", "sh"),
        *("scss", "sass", "lock", "toml", "yml", "yaml"),
    )
)
"""Suffixes of templates, programs and settings, which are not published beside posts."""


def list_files(
    folder: Path,
    target: str,
    keep: Callable[[str], bool] = lambda _path: True,
    *,
    skip: Collection[str] = (),
) -> dict[str, Path]:
    """Return the files below a folder by their new paths: `target` and the path in the folder.

    Hidden files, what tools install, and what matches a pattern in `skip` are left out. `keep`
    decides on a path in the folder.
    """
    found: dict[str, Path] = {}
    for place, folders, names in os.walk(folder):
        below = Path(place).relative_to(folder).as_posix()
        inside = "" if below == "." else f"{below}/"
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED_FOLDERS and not _is_skipped(name, inside, skip)
        )
        for name in sorted(names):
            path = f"{inside}{name}"
            file = Path(place, name)
            if not _is_skipped(name, inside, skip) and keep(path) and file.is_file():
                found[f"{target}/{path}" if target else path] = file
    return found


def _is_skipped(name: str, inside: str, skip: Collection[str]) -> bool:
    hidden = name.startswith(".") and name not in _PUBLISHED_DOTFILES
    return hidden or any(fnmatchcase(f"{inside}{name}", pattern) for pattern in skip)


def is_markdown(path: str) -> bool:
    """Return whether a file is one that digest reads."""
    return path.lower().endswith(MARKDOWN_SUFFIXES)


def is_content(path: str) -> bool:
    """Return whether a file is a post or page, or may stand beside one."""
    lower = path.lower()
    return lower.endswith(CONTENT_SUFFIXES) or not lower.endswith(_PROGRAM_SUFFIXES)


def read_text(path: Path) -> str:
    """Return a file's text, without a byte order mark; bytes that are no UTF-8 are replaced."""
    return path.read_text("utf-8-sig", errors="replace")


def find_file(folder: Path, names: Iterable[str]) -> str:
    """Return the first of some names that is a file in a folder, else ""."""
    return next((name for name in names if (folder / name).is_file()), "")


def parse_yaml(text: str) -> Any:
    """Return the value of a YAML text written for another program.

    A value with a tag that YAML does not define (`!!python/name:…`) is None, but for MkDocs'
    `!ENV [NAME, default]`, which is the default. Raise ValueError for text that is not YAML.
    """
    import yaml

    class _Loader(yaml.SafeLoader):
        """A safe loader that reads unknown tags as None."""

    def read_default(loader: Any, node: Any) -> Any:
        values = loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else [None]
        return values[-1] if len(values) > 1 else None

    _Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)
    _Loader.add_constructor("!ENV", read_default)
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
