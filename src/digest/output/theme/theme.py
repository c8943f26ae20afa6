"""The theme as the build holds it: template closures for memo 2, and rendering."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.config.tables import Config
from digest.output.theme.assets import AssetVersions
from digest.output.theme.faults import describe_fault
from digest.output.theme.files import ITEM_META, TemplateFiles, hash_parts

if TYPE_CHECKING:
    from digest.output.theme.environment import ThemeEnvironment


Mark = bytes

_revived: dict[Mark, Theme] = {}


def load_theme(root: Path, config: Config, cache: Path | None = None) -> Theme:
    """Find the site's templates and the default theme; compiled ones are kept under `cache`."""
    return Theme(root, config, cache)


class Theme:
    """Templates with their filters. Cheap to make and to send to a worker: only paths are sent."""

    def __init__(self, root: Path, config: Config, cache: Path | None = None) -> None:
        self.root = root
        self.config = config
        self.cache = cache
        self.mark: Mark = os.urandom(8)
        self.files = TemplateFiles(root, config)
        self.versions = AssetVersions(root / config.build.static, config.theme)
        self._closures: dict[str, bytes] = {}

    def __reduce__(self) -> tuple[Callable[..., Theme], tuple[Any, ...]]:
        return _revive, (self.mark, self.root, self.config, self.cache)

    def has_template(self, name: str) -> bool:
        """Say whether the site or the default theme has this template."""
        return self.files.find(name) is not None

    def has_own_template(self, name: str) -> bool:
        """Say whether the site's own folder has this template."""
        found = self.files.find(name)
        return found is not None and found.is_relative_to(self.files.own)

    def template_closure(self, name: str) -> bytes:
        """Digest the template and all that it may use: other templates, versions of assets."""
        if name not in self._closures:
            used = sorted({*self.files.closure(name), *self.files.closure(ITEM_META)})
            named = [self.files.assets(each) for each in used]
            asked = self.versions.names if None in named else chain(*filter(None, named))
            assets = sorted({*asked})
            self._closures[name] = hash_parts(
                *(part for each in used for part in (each.encode(), self.files.read(each) or b"")),
                *(f"{each}?{self.versions.version(each)}".encode() for each in assets),
            )
        return self._closures[name]

    @cached_property
    def environment(self) -> ThemeEnvironment:
        """The Jinja environment; made when the first page is rendered."""
        from digest.output.theme.environment import make_environment

        return make_environment(
            self.files,
            self.versions,
            self.config.site.base_url,
            self.config.site.language,
            self.cache,
        )

    def render(self, name: str, values: Mapping[str, Any], page: str) -> str:
        """Render a template for the page at this address, or raise a `RenderError`."""
        with self._faults_of(page):
            template = self.environment.get_template(name)
            # Not `Template.render`: it rewrites tracebacks, and we want the template's own frames.
            return "".join(template.root_render_func(template.new_context(dict(values))))

    @contextmanager
    def load_macro(
        self, name: str, macro: str, values: Mapping[str, Any], page: str
    ) -> Iterator[Callable[..., str]]:
        """Lend one macro of a template, to be called again and again for this page."""
        with self._faults_of(page):
            template = self.environment.get_template(name)
            yield getattr(template.make_module(dict(values)), macro)

    @contextmanager
    def _faults_of(self, page: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            raise describe_fault(error, page, self.root) from error


def _revive(mark: Mark, root: Path, config: Config, cache: Path | None) -> Theme:
    """Return the theme that was sent.

    It is one and the same for all chunks of a build, so that a worker loads its templates once,
    and a new one for the next build, whose templates may differ.
    """
    theme = _revived.get(mark)
    if theme is None:
        theme = Theme(root, config, cache)
        _revived.clear()
        _revived[mark] = theme
    return theme
