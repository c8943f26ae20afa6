"""Rules about settings: values of the right type that cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from digest.config.site_paths import find_output_fault, find_path_faults
from digest.config.tables import BuildTable, Config, PermalinksTable, SiteTable, ThemeTable
from digest.config.toml_documents import KeyPath, TomlFile
from digest.core.codes import Code
from digest.core.dates import parse_date
from digest.core.text import suggest

_PLACEHOLDER = re.compile(r":(\w+)")
_PLACEHOLDERS = frozenset(
    """
    year month day yearday slug title number section path filename categories
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ID_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_ID_DOMAIN = re.compile(r"[\w.@+-]*")
_BASE_URL = re.compile(r"https?://[^/?#\s]+(?:/[^?#\s]*)?$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_CACHE_MARKS = ("CACHEDIR.TAG", "packs", "sites", "templates")
"""Names of which a folder has at least one if it is a cache of digest."""


def check_settings(config: Config, root: Path, file: TomlFile) -> None:
    """Report settings of the site at `root` that cannot be meant as they are."""
    _check_site(config.site, file)
    _check_styles(config.theme, file)
    _check_missing_parts(config, file)
    _check_codes(config.check.rules, ("check", "rules"), file)
    for folder, rules in config.check.sections.items():
        _check_codes(rules, ("check", "sections", folder), file)
    _check_days(config, file)
    _check_patterns(config.permalinks, file)
    for key, path in find_path_faults(config):
        hint = 'write it from the root, as "/posts/"'
        _refuse(file, key, path, "is no path below the site", hint)
    _check_folders(config, root, file)


def drop_unsafe_addresses(config: Config, file: TomlFile) -> Config:
    """Return the configuration without addresses that may not be linked; report those."""
    site, theme, links = config.site, config.theme, config.permalinks
    menu = tuple(
        entry
        if file.check_address(entry.url, ("site", "menu", index, "url"))
        else replace(entry, url="")
        for index, entry in enumerate(site.menu)
    )
    if menu != site.menu:
        config = replace(config, site=replace(site, menu=menu))
    if not file.check_address(theme.logo, ("theme", "logo"), is_image=True):
        config = replace(config, theme=replace(theme, logo=""))
    redirects = {
        old: target
        for old, target in links.redirects.items()
        if file.check_address(target, ("permalinks", "redirects", old))
    }
    if len(redirects) < len(links.redirects):
        config = replace(config, permalinks=replace(links, redirects=redirects))
    return config


def _refuse(file: TomlFile, key: tuple[str, ...], value: str, fault: str, hint: str) -> None:
    file.report(Code.BAD_CONFIG_VALUE, key, f'{".".join(key)} "{value}" {fault}', hint)


def _check_site(site: SiteTable, file: TomlFile) -> None:
    """Report an address, zone, language, date or domain that is none."""
    if not site.base_url.startswith(("http://", "https://")):
        hint = f'write "https://{site.base_url}"'
        _refuse(file, ("site", "base_url"), site.base_url, "has no scheme", hint)
    elif not _BASE_URL.match(site.base_url):
        hint = 'for example "https://digest.example"'
        _refuse(file, ("site", "base_url"), site.base_url, "is not the address of a site", hint)
    try:
        ZoneInfo(site.timezone)
    except (KeyError, ValueError, OSError):
        hint = 'for example "Europe/Stockholm" or "UTC"'
        _refuse(file, ("site", "timezone"), site.timezone, "is no IANA time zone", hint)
    if not _LANGUAGE.fullmatch(site.language):
        hint = 'for example "en", "pt-BR" or "zh-Hans"'
        _refuse(file, ("site", "language"), site.language, "is no language code", hint)
    if not _ID_DOMAIN.fullmatch(site.id_domain):
        hint = 'write it as in "digest.example"'
        _refuse(file, ("site", "id_domain"), site.id_domain, "is no domain", hint)
    if not (_ID_DATE.fullmatch(site.id_date) and _is_day((site.id_date + "-01-01")[:10])):
        hint = 'write "2026" or "2026-09-30"'
        _refuse(file, ("site", "id_date"), site.id_date, "is no date", hint)


def _check_styles(theme: ThemeTable, file: TomlFile) -> None:
    """Report styles of code that Pygments does not have."""
    for key, default in (("code_style", "xcode"), ("code_style_dark", "lightbulb")):
        name: str = getattr(theme, key)
        if name != default and (near := _find_style(name)) != name:
            hint = f'did you mean "{near}"?' if near else "see https://pygments.org/styles/"
            _refuse(file, ("theme", key), name, "is no style of Pygments", hint)


def _check_missing_parts(config: Config, file: TomlFile) -> None:
    """Report what is switched on and not part of this version."""
    parts = {
        "cards": config.cards.enabled,
        "search": config.search.enabled,
        "email": config.email.enabled,
    }
    for name, is_enabled in parts.items():
        if is_enabled:
            message = f"this version of digest has no {name}: the setting has no effect"
            file.report(Code.IDLE_SETTING, (name, "enabled"), message)


def _check_codes(rules: Mapping[str, Any], key: KeyPath, file: TomlFile) -> None:
    for rule in rules:
        if rule not in frozenset(Code):
            near = suggest(rule, [code.value for code in Code])
            hint = f'did you mean "{near}"?' if near else "see docs/diagnostics.md"
            message = f'there is no diagnostic "{rule}"'
            file.report(Code.UNKNOWN_CONFIG_KEY, (*key, rule), message, hint)


def _check_days(config: Config, file: TomlFile) -> None:
    before, since = config.feeds.former_ids_before, config.expect.since
    hint = 'write "2026-09-30"'
    if before and not _is_day(before):
        _refuse(file, ("feeds", "former_ids_before"), before, "is no day", hint)
    if since and parse_date(since) is None:
        _refuse(file, ("expect", "since"), since, "is no day", hint)


def _check_patterns(table: PermalinksTable, file: TomlFile) -> None:
    """Report placeholders of address patterns that digest does not know."""
    patterns: dict[tuple[str, ...], str] = {("posts",): table.posts, ("pages",): table.pages}
    patterns |= {("sections", name): pattern for name, pattern in table.sections.items()}
    for key, pattern in patterns.items():
        for placeholder in _PLACEHOLDER.findall(pattern):
            if placeholder not in _PLACEHOLDERS:
                near = suggest(placeholder, _PLACEHOLDERS)
                known = ", ".join(sorted(_PLACEHOLDERS))
                hint = f'did you mean ":{near}"?' if near else f"known: {known}"
                where = ".".join(("permalinks", *key))
                message = f'{where} has an unknown placeholder ":{placeholder}"'
                file.report(Code.BAD_CONFIG_VALUE, ("permalinks", *key), message, hint)


def _check_folders(config: Config, root: Path, file: TomlFile) -> None:
    """Report folders of digest that hold what is the author's: `digest clean` empties them."""
    build, here = config.build, root.resolve()
    keys = ("content", "static", "templates")
    own = {f"[build] {key}": (root / getattr(build, key)).resolve() for key in keys}
    output, cache = (root / build.output).resolve(), (root / build.cache).resolve()
    inside = {"the site itself": here, **own, "the output": output}
    held = next((name for name, folder in inside.items() if folder.is_relative_to(cache)), "")
    if not held and build.cache != BuildTable().cache:
        held = _find_foreign_file(cache)
    if held:
        hint = 'give the cache a folder of its own, as ".digest"'
        _refuse(file, ("build", "cache"), build.cache, f"holds {held}", hint)
    if build.content != BuildTable().content and not (root / build.content).is_dir():
        hint = "write the folder of your posts, relative to site.toml"
        _refuse(file, ("build", "content"), build.content, "is no folder", hint)
    fault = "" if held else find_output_fault(root, config, root / build.output)
    # A file in the place of the default folder is no fault of the settings: doctor tells of it.
    if fault and not (build.output == BuildTable().output and output.is_file()):
        hint = 'give the output a folder of its own, as "public"'
        _refuse(file, ("build", "output"), build.output, fault, hint)


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _find_foreign_file(cache: Path) -> str:
    """Return the quoted name of a file in a folder that was never a cache, or ""."""
    if not cache.is_dir() or any((cache / name).exists() for name in _CACHE_MARKS):
        return ""
    return next((f'"{path.name}"' for path in sorted(cache.iterdir())), "")


def _find_style(name: str) -> str | None:
    """Return the Pygments style of this name, else the one that is most likely meant, or None."""
    from pygments.styles import get_all_styles

    known = tuple(get_all_styles())
    return name if name in known else suggest(name, known)
