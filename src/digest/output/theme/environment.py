"""The Jinja environment of a theme: strict about undefined names, and escaping every value."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, TemplateNotFound
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from digest.config.tables import Config
from digest.core.text import suggest
from digest.output.theme.assets import AssetVersions
from digest.output.theme.escaping import EscapingGenerator, escape_value
from digest.output.theme.faults import describe_value
from digest.output.theme.files import TemplateFiles
from digest.output.theme.filters import make_filters
from digest.output.theme.fragments import Fragments
from digest.output.theme.linked_data import describe_page


class Missing(StrictUndefined):
    """An undefined name of a template: every use of it is an error, with a hint at a near name."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        name, owner = self._undefined_name, self._undefined_obj
        if not isinstance(name, str):
            return f"{describe_value(owner)} has no element {name!r}"
        known = getattr(owner, "__struct_fields__", None) or (
            tuple(owner) if isinstance(owner, dict) else ("site", "page", "view")
        )
        near = suggest(name, [str(each) for each in known])
        hint = f'\ndid you mean "{near}"?' if near else ""
        if owner is missing:
            return f'nothing is called "{name}" here{hint}'
        return f'{describe_value(owner)} has no "{name}"{hint}'


class ThemeLoader(BaseLoader):
    """Loads a template from the site's folder, else from the default theme's."""

    def __init__(self, files: TemplateFiles) -> None:
        self._files = files

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text and file, as they were when the theme first read them."""
        del environment
        data = self._files.read(template)
        if data is None:
            raise TemplateNotFound(template)
        text = data.decode("utf-8-sig", "replace")
        return text, str(self._files.find(template)), lambda: True

    def list_templates(self) -> list[str]:
        """Return the names of all templates of the site and the default theme."""
        return list(self._files.names)


class ThemeEnvironment(Environment):
    """An environment that escapes what templates print by a faster way to the same text."""

    code_generator_class = EscapingGenerator
    escape_value = staticmethod(escape_value)


class SandboxedThemeEnvironment(ImmutableSandboxedEnvironment, ThemeEnvironment):
    """The same for `[theme] sandbox`: no private attributes, and no changes of values."""


class CompiledTemplates(BytecodeCache):
    """Compiled templates in the memory of this process, for themes that follow one another.

    Nothing is kept on disk: who can write to a cache folder could have code executed from there.
    """

    def __init__(self) -> None:
        self._settings: tuple[object, ...] = ()
        self._codes: dict[tuple[object, ...], tuple[str, CodeType]] = {}

    def use_settings(self, *settings: object) -> None:
        """Set what templates are compiled with: Jinja evaluates filters of literals by then."""
        self._settings = settings

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template's code, unless its source has changed."""
        checksum, code = self._codes.get((bucket.key, self._settings), ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code in place of an older one."""
        if bucket.code is not None:
            self._codes[bucket.key, self._settings] = (bucket.checksum, bucket.code)


def make_environment(
    files: TemplateFiles,
    versions: AssetVersions,
    config: Config,
    compiled: CompiledTemplates | None = None,
) -> ThemeEnvironment:
    """Return the environment that templates are loaded from and rendered in."""
    base_url, language, sandbox = config.site.base_url, config.site.language, config.theme.sandbox
    if compiled is not None:
        compiled.use_settings(base_url, language, sandbox)
    environment = (SandboxedThemeEnvironment if sandbox else ThemeEnvironment)(
        loader=ThemeLoader(files),
        undefined=Missing,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=[Fragments],
        bytecode_cache=compiled,
    )
    filters = make_filters(base_url, language)
    environment.filters.update(filters)

    def asset(name: str) -> str:
        version = versions.version(name)
        address: str = filters["link"](f"/{name}")
        return f"{address}?v={version}" if version else address

    environment.globals.update(asset=asset, describe_page=describe_page(filters["absolute"]))
    return environment
