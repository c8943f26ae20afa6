"""Files of a Hugo site: its settings in all their forms, languages, and mounted folders."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from digest.authoring.migrate.detection import find_config
from digest.authoring.migrate.source_files import is_content, list_files, parse_yaml, read_text
from digest.authoring.migrate.source_site import SourceSettings

_SUFFIXES = (".toml", ".yaml", ".yml", ".json")
_OTHER_FOLDERS = (
    *("static", "layouts", "themes", "archetypes", "data", "i18n"),
    *("assets", "public", "resources", "config"),
)
"""Folders beside the content where that is the site's folder itself."""


class HugoLanguage(msgspec.Struct, frozen=True, kw_only=True):
    """A language of a site: its code, the folder of its own content ("" if it has none).

    `prefix` is in front of its addresses: "/de", or "" for the main language.
    """

    code: str
    folder: str
    prefix: str
    values: Mapping[str, Any]


def read_settings(root: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the settings of a site from one file or a folder of files, and the files' names.

    A file `languages.de.toml` or `menu.de.toml` has settings of one language.
    """
    name = find_config(root, "hugo")
    merged: dict[str, Any] = {}
    read = []
    if name and not name.startswith("config/"):
        merged.update(_load(root / name))
        read.append(name)
    folder = root / "config" / "_default"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix not in _SUFFIXES:
            continue
        table, _, language = path.stem.partition(".")
        read.append(f"config/_default/{path.name}")
        if table in {"hugo", "config"}:
            merged.update(_load(path))
        elif language:
            own = merged.setdefault("languages", {}).setdefault(language, {})
            own.update(_load(path) if table == "languages" else {table: _load(path)})
        else:
            merged[table] = _load(path)
    return merged, tuple(read)


def _load(path: Path) -> dict[str, Any]:
    text = read_text(path)
    if path.suffix == ".toml":
        return tomllib.loads(text)
    values = json.loads(text) if path.suffix == ".json" else parse_yaml(text)
    return values if isinstance(values, dict) else {}


def list_languages(settings: SourceSettings) -> tuple[HugoLanguage, ...]:
    """Return the languages of a site, the main one first; () for a site of one language."""
    tables = settings.table("languages")
    values = {str(code): each for code, each in tables.items() if isinstance(each, Mapping)}
    if not values:
        return ()
    first = min(values, key=lambda code: int(values[code].get("weight") or 0))
    main = settings.text("defaultContentLanguage", default="en")
    main = main if main in values else first
    in_folder = settings.take("defaultContentLanguageInSubdir") is True
    codes = (main, *(code for code in values if code != main))
    return tuple(
        HugoLanguage(
            code=code,
            folder=str(values[code].get("contentDir") or "").strip("/"),
            prefix="" if code == main and not in_folder else f"/{code.lower()}",
            values=values[code],
        )
        for code in codes
    )


def list_content(
    root: Path, settings: SourceSettings, languages: tuple[HugoLanguage, ...]
) -> tuple[dict[str, Path], tuple[tuple[str, Path], ...]]:
    """Return a site's files by their new paths, and the pairs of folders that correspond."""
    mounts = tuple(_list_mounts(root, settings))
    content = [(folder, target) for folder, target in mounts if target.startswith("content")]
    static = [(folder, target) for folder, target in mounts if target.startswith("static")]
    own = {language.folder: language for language in languages if language.folder}
    default = settings.text("contentDir", default="content")
    if own:
        content += [
            (root / folder, f"content{language.prefix}") for folder, language in own.items()
        ]
    elif not content:
        content = [(root / default if (root / default).is_dir() else root, "content")]
    names = settings.take("staticDir", default="static")
    if not static:
        listed = names if isinstance(names, list) else [names]
        static = [(root / str(name), "static") for name in listed]
    files: dict[str, Path] = {}
    for folder, target in content:
        skip = _OTHER_FOLDERS if folder == root else ()
        files |= list_files(folder, target, is_content, skip=skip)
    for folder, target in static:
        files |= list_files(folder, target)
    pairs = [(target, folder) for folder, target in (*content, *static) if folder.is_dir()]
    # A link can stand for a folder that is nothing but the copy of one.
    plain = [pair for pair in pairs if "/" not in pair[0] and pair[1] != root]
    is_plain = len({name for name, _ in plain}) == len(pairs)
    return files, tuple(plain) if is_plain else ()


def _list_mounts(root: Path, settings: SourceSettings) -> Iterator[tuple[Path, str]]:
    """Yield the site's own folders that are mounted as content or static files."""
    mounts = settings.take("module.mounts", default=())
    for mount in mounts if isinstance(mounts, list) else ():
        source, target = (str(mount.get(key) or "").strip("./") for key in ("source", "target"))
        folder = root / source
        is_ours = folder.is_dir() and folder.resolve().is_relative_to(root.resolve())
        if is_ours and target.partition("/")[0] in {"content", "static"}:
            yield folder, target
