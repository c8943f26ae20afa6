"""Where templates lie, and what they use of each other, read without Jinja."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from pathlib import Path

import digest
from digest.config.tables import Config
from digest.content.symlinks import SymlinkPolicy

ITEM_META = "partials/item_meta.html"
OWN_THEME = "default/"

_TAG = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)%\}", re.DOTALL)
_LITERAL = re.compile(
    r"""\s*(["'])([^"'\\]+)\1\s*
    (?:ignore\s+missing\s*)?(?:with(?:out)?\s+context\s*|as\s+\w+\s*(?:with(?:out)?\s+context\s*)?
    |import\s[\w\s,]*)?[-+]?""",
    re.VERBOSE,
)
_ASSET = re.compile(r"""\basset\s*\(\s*(["'])([^"'\\]+)\1\s*\)""")
_ASKS_ASSET = re.compile(r"\basset\b")


def default_theme() -> tuple[Path, Path]:
    """Return the default theme's folders of templates and static files.

    They lie in the package when it is installed, at the top of the repository in a checkout.
    """
    package = Path(digest.__file__).parent
    shipped = package / "output" / "theme" / "default"
    base = shipped if shipped.is_dir() else package.parent.parent
    return base / "templates", base / "static"


class TemplateFiles:
    """The site's templates over the default theme's, file by file.

    The name `default/NAME` is the default theme's own file, so that a template can extend the
    one that it overrides.
    """

    def __init__(self, root: Path, config: Config) -> None:
        self.own = root / config.build.templates
        self.default = default_theme()[0]
        self._folder = config.build.templates
        self._links = SymlinkPolicy(root, config)
        self._texts: dict[str, bytes | None] = {}

    def find(self, name: str) -> Path | None:
        """Return the file behind a template's name, or None."""
        parts = name.split("/")
        if ".." in parts or "" in parts or "\\" in name:
            return None
        candidates = [self.default / name]
        if self._links.allows(f"{self._folder}/{name}"):
            candidates.insert(0, self.own / name)
        if name.startswith(OWN_THEME):
            candidates.append(self.default / name.removeprefix(OWN_THEME))
        return next((path for path in candidates if path.is_file()), None)

    def read(self, name: str) -> bytes | None:
        """Return a template's bytes as they were when they were first asked for, or None."""
        if name not in self._texts:
            path = self.find(name)
            self._texts[name] = path.read_bytes() if path else None
        return self._texts[name]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all templates, without those below `default/`."""
        return tuple(
            sorted(
                {
                    path.relative_to(folder).as_posix()
                    for folder in (self.own, self.default)
                    if folder.is_dir()
                    for path in folder.rglob("*")
                    if path.is_file() and not path.name.startswith(".")
                }
            )
        )

    def closure(self, name: str) -> tuple[str, ...]:
        """Return the names of every template that rendering this one may read, itself included."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                used = self.references(current)
                waiting.extend(self.names if used is None else used)
        return tuple(sorted(found))

    def references(self, name: str) -> tuple[str, ...] | None:
        """Return what a template extends, includes and imports; None if only rendering can tell.

        A tag in a comment or a `raw` block counts too. A tag with anything but one quoted name
        may mean any template.
        """
        text = (self.read(name) or b"").decode("utf-8", "replace")
        matches = [_LITERAL.fullmatch(tag) for tag in _TAG.findall(text)]
        if None in matches:
            return None
        return tuple(match[2] for match in matches if match)

    def assets(self, name: str) -> tuple[str, ...] | None:
        """Return the static files that a template names in `asset("…")`; None if it may be any."""
        text = (self.read(name) or b"").decode("utf-8", "replace")
        named = tuple(match[1] for match in _ASSET.findall(text))
        return named if len(named) == len(_ASKS_ASSET.findall(text)) else None


def hash_parts(*parts: bytes) -> bytes:
    """Return a hash of byte strings; lengths are hashed too, so that no two lists are alike."""
    state = hashlib.blake2b(digest_size=20)
    for part in parts:
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    return state.digest()
