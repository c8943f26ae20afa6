"""The Jinja environment: strict about names, escaping everything, told apart by file and line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    StrictUndefined,
    TemplateNotFound,
)
from jinja2.bccache import Bucket
from jinja2.utils import missing

from digest.core.text import suggest
from digest.output.theme.assets import AssetVersions
from digest.output.theme.escaping import EscapingGenerator, escape_value
from digest.output.theme.faults import describe_value
from digest.output.theme.files import TemplateFiles, hash_parts
from digest.output.theme.filters import make_filters
from digest.output.theme.fragments import Fragments
from digest.output.theme.linked_data import describe_page


class Missing(StrictUndefined):
    """A name that a template is not given: refuses every use, and knows what may be meant."""

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
        """Return a template's text and file; it stays as first read until the theme is reloaded."""
        del environment
        data = self._files.read(template)
        if data is None:
            raise TemplateNotFound(template)
        text = data.decode("utf-8-sig", "replace")
        return text, str(self._files.find(template)), lambda: True

    def list_templates(self) -> list[str]:
        """Name every template of the site and the theme."""
        return list(self._files.names)


class ThemeEnvironment(Environment):
    """An environment that escapes what templates print by a faster way to the same text."""

    code_generator_class = EscapingGenerator
    escape_value = staticmethod(escape_value)


def make_environment(
    files: TemplateFiles,
    versions: AssetVersions,
    base_url: str,
    language: str,
    cache: Path | None,
) -> ThemeEnvironment:
    """Make the environment; compiled templates are kept in the folder `cache`, if there is one."""
    environment = ThemeEnvironment(
        loader=ThemeLoader(files),
        undefined=Missing,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=[Fragments],
        bytecode_cache=_bytecode_cache(cache, base_url, language),
    )
    filters = make_filters(base_url, language)
    environment.filters.update(filters)

    def asset(name: str) -> str:
        version = versions.version(name)
        address: str = filters["link"](f"/{name}")
        return f"{address}?v={version}" if version else address

    environment.globals.update(asset=asset, describe_page=describe_page(filters["absolute"]))
    return environment


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder that may be damaged, full or read-only without harm."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load what is remembered of a template, if it is whole."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 -- pickle and marshal raise anything on damaged data
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember a template, if that is possible."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _bytecode_cache(cache: Path | None, *made_with: str) -> BytecodeCache | None:
    """Return the folder of what was compiled with the same settings and versions.

    Jinja evaluates a filter on a literal while it compiles: the settings are in the byte code.
    """
    if cache is None:
        return None
    versions = (version("jinja2"), version("digest"), EscapingGenerator.__name__, *made_with)
    folder = cache / "templates" / hash_parts(*(part.encode() for part in versions)).hex()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return CompiledTemplates(str(folder))
