"""The theme as the build holds it: hashes of templates that outputs depend on, and rendering."""

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
    from digest.output.theme.environment import CompiledTemplates, ThemeEnvironment


_unpickled: dict[bytes, Theme] = {}


def load_theme(root: Path, config: Config, compiled: CompiledTemplates | None = None) -> Theme:
    """Return the site's own templates over the default theme.

    Templates in `compiled` are not compiled again unless their source or the settings differ.
    """
    return Theme(root, config, compiled)


class Theme:
    """Templates with their filters. Cheap to make, and to send to a worker: it is sent as paths."""

    def __init__(
        self, root: Path, config: Config, compiled: CompiledTemplates | None = None
    ) -> None:
        self.root = root
        self.config = config
        self.files = TemplateFiles(root, config)
        self.versions = AssetVersions(root / config.build.static, config.theme)
        self._compiled = compiled
        self._id = os.urandom(8)
        self._closures: dict[str, bytes] = {}

    def __reduce__(self) -> tuple[Callable[..., Theme], tuple[Any, ...]]:
        return _unpickle, (self._id, self.root, self.config)

    def has_template(self, name: str) -> bool:
        """Return whether the site or the default theme has this template."""
        return self.files.find(name) is not None

    def has_own_template(self, name: str) -> bool:
        """Return whether the site's own folder has this template."""
        found = self.files.find(name)
        return found is not None and found.is_relative_to(self.files.own)

    def template_closure(self, name: str) -> bytes:
        """Return a hash of a template and all it may use: other templates, versions of assets."""
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

        return make_environment(self.files, self.versions, self.config, self._compiled)

    def render(self, name: str, values: Mapping[str, Any], page: str) -> str:
        """Return the page of this address, rendered by a template; raise `RenderError`."""
        with self._faults_of(page):
            template = self.environment.get_template(name)
            # Not `Template.render`: it rewrites tracebacks, and we want the template's own frames.
            return "".join(template.root_render_func(template.new_context(dict(values))))

    @contextmanager
    def load_macro(
        self, name: str, macro: str, values: Mapping[str, Any], page: str
    ) -> Iterator[Callable[..., str]]:
        """Yield one macro of a template, to be called any number of times for this page."""
        with self._faults_of(page):
            template = self.environment.get_template(name)
            yield getattr(template.make_module(dict(values)), macro)

    @contextmanager
    def _faults_of(self, page: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            raise describe_fault(error, page, self.root) from error


def _unpickle(identity: bytes, root: Path, config: Config) -> Theme:
    """Return the theme that was sent.

    All chunks of a build share one theme in each worker, which compiles its templates once. The
    next build gets a new one, since its templates may differ.
    """
    theme = _unpickled.get(identity)
    if theme is None:
        theme = Theme(root, config)
        _unpickled.clear()
        _unpickled[identity] = theme
    return theme
