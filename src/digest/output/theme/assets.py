"""The theme's static files, the style sheet made for the site's code, and their versions."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from digest.config.tables import Config, ThemeTable
from digest.output.theme.files import default_theme, hash_parts

CODE_CSS = "assets/code.css"


def default_assets() -> dict[str, Path]:
    """Return the theme's files by their path under the output; the site's own replace them."""
    folder = default_theme()[1]
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def code_stylesheet(config: Config) -> bytes:
    """Return the style sheet of highlighted code (`CODE_CSS`), for light and dark mode."""
    from digest.markup.code.highlighting import code_css

    return code_css(config.theme.code_style, config.theme.code_style_dark).encode()


def theme_assets(config: Config) -> dict[str, bytes]:
    """Return the content of every file of the theme, the style sheet for code included."""
    found = {name: path.read_bytes() for name, path in default_assets().items()}
    return {**found, CODE_CSS: code_stylesheet(config)}


class AssetVersions:
    """Short hashes of static files, for addresses that browsers may cache for ever."""

    def __init__(self, own: Path, theme: ThemeTable) -> None:
        self._folders = (own, default_theme()[1])
        self._theme = theme
        self._versions: dict[str, str] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every static file that has a version, of the site's own and the theme's."""
        paths = (p.relative_to(f).as_posix() for f in self._folders for p in f.rglob("*"))
        return tuple(sorted({CODE_CSS, *paths}))

    def version(self, name: str) -> str:
        """Return the version of a static file, or "" if there is no such file."""
        if name not in self._versions:
            self._versions[name] = self._read_version(name)
        return self._versions[name]

    def _read_version(self, name: str) -> str:
        for folder in self._folders:
            path = folder / name
            if path.is_file():
                return hash_parts(path.read_bytes()).hex()[:10]
        return self._code_version() if name == CODE_CSS else ""

    def _code_version(self) -> str:
        """Return a version made from what the style sheet is made from: faster than making it."""
        import pygments

        made_from = (self._theme.code_style, self._theme.code_style_dark, pygments.__version__)
        return hash_parts(*(part.encode() for part in made_from)).hex()[:10]
