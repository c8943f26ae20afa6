"""Which generator a folder's site is made with, by the files that every site of it has."""

from __future__ import annotations

import re
from pathlib import Path

GENERATORS = (
    "hugo",
    "zola",
    "pelican",
    "jekyll",
    "astro",
    "eleventy",
    "mkdocs",
    "docusaurus",
    "jupyter-book",
    "readme",
)
"""The generators that `digest init --from` reads; "readme" is plain Markdown."""

_JS = ("js", "mjs", "cjs", "ts", "mts")
_HUGO = tuple(
    f"{name}.{suffix}" for name in ("hugo", "config") for suffix in ("toml", "yaml", "yml", "json")
)
CONFIG_FILES: dict[str, tuple[str, ...]] = {
    "jupyter-book": ("myst.yml", "_toc.yml"),
    "docusaurus": tuple(f"docusaurus.config.{suffix}" for suffix in _JS),
    "hugo": (*_HUGO, *(f"config/_default/{name}" for name in _HUGO)),
    "zola": ("config.toml", "zola.toml"),
    "pelican": ("pelicanconf.py", "publishconf.py"),
    "jekyll": ("_config.yml", "_config.yaml"),
    "astro": tuple(f"astro.config.{suffix}" for suffix in _JS),
    "eleventy": (
        *(".eleventy.js", ".eleventy.cjs"),
        *(f"eleventy.config.{suffix}" for suffix in _JS),
    ),
    "mkdocs": ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml"),
    "readme": (),
}
"""The files of settings of each generator, the usual one first.

A Jupyter Book also has a `_config.yml`, as Jekyll has, so that it is looked for before.
"""

_ZOLA_KEY = re.compile(r"(?m)^\s*base_url\s*=")
_HUGO_KEY = re.compile(r"(?mi)^\s*(?:baseurl|languagecode|title|theme)\s*=")


def find_config(folder: Path, generator: str) -> str:
    """Return the file of a generator's settings in a folder, "" if there is none."""
    return next((name for name in CONFIG_FILES[generator] if (folder / name).is_file()), "")


def find_site_root(folder: Path, generator: str) -> Path:
    """Return the folder with a generator's site: itself, or the only one up to two levels below."""
    if not folder.is_dir() or find_config(folder, generator):
        return folder
    below = [path for path in sorted(folder.glob("*/")) if not path.name.startswith(".")]
    below += [path for outer in below for path in sorted(outer.glob("*/"))]
    found = [path for path in below if path.is_dir() and find_config(path, generator)]
    return found[0] if len(found) == 1 else folder


def detect_generator(folder: Path) -> tuple[str, str]:
    """Return the generator whose site is in a folder, and the file that tells; "", "" if none."""
    for generator in CONFIG_FILES:
        name = find_config(folder, generator)
        if name and (name != "config.toml" or _is_config_of(generator, folder / name)):
            return generator, name
    return "", ""


def _is_config_of(generator: str, path: Path) -> bool:
    """Return whether a `config.toml`, as several programs have one, is a generator's."""
    text = path.read_text("utf-8", errors="replace")
    is_zola = bool(_ZOLA_KEY.search(text))
    return is_zola if generator == "zola" else not is_zola and bool(_HUGO_KEY.search(text))
