"""Which paths settings may name: folders to publish into, and paths below the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digest.config.tables import Config


def find_output_fault(root: Path, config: Config, output: Path) -> str:
    """Return what is wrong with an output folder ("is your home folder"), or "".

    Links, ".." and the spelling of names make no difference: folders are compared by what they
    lead to. Nothing is read but the status of folders, and nothing is written.
    """
    site, folder = root.resolve(), output.resolve()
    if folder == Path(folder.anchor):
        return "is the root of the file system"
    if folder.is_file():
        return "is a file"
    home = _find_home()
    if home and _is_within(home, folder):
        return "is your home folder" if _is_same(home, folder) else "holds your home folder"
    if _is_within(site, folder):
        return "is the site itself" if _is_same(site, folder) else "holds the site itself"
    for name, source in _list_sources(site, config):
        if _is_within(site, source):
            continue  # `content = "."`: the output is left out when such a folder is read
        if _is_within(folder, source):
            return f"is {name}, too" if _is_same(folder, source) else f"lies in {name}"
        if _is_within(source, folder):
            return f"holds {name}"
    return ""


def _list_sources(site: Path, config: Config) -> Iterator[tuple[str, Path]]:
    """Yield every folder that a build or an author reads, with its name in the configuration."""
    build, new = config.build, config.new
    named = {
        "[build] content": build.content,
        "[build] static": build.static,
        "[build] templates": build.templates,
        "[build] cache": build.cache,
        "[new] inbox": new.inbox,
        "[new] templates": new.templates,
        "the repository": ".git",
    }
    yield from ((name, (site / path).resolve()) for name, path in named.items() if path)


def _find_home() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:
        return None


def _is_within(inner: Path, outer: Path) -> bool:
    return any(_is_same(folder, outer) for folder in (inner, *inner.parents))


def _is_same(one: Path, other: Path) -> bool:
    """Compare resolved paths, and what they lead to: "Content" is "content" on some systems."""
    if one == other:
        return True
    try:
        return one.name.casefold() == other.name.casefold() and one.samefile(other)
    except OSError:
        return False


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
