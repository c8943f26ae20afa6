"""`site.toml` → `Config`: every fault at once, each with its line and column."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import msgspec

from digest.config.destination import find_output_fault
from digest.config.tables import BuildTable, Config, SiteTable, ThemeTable
from digest.core.addresses import check_address
from digest.core.codes import Code
from digest.core.dates import parse_date
from digest.core.diagnostics import Report
from digest.core.text import suggest

FILE_NAME = "site.toml"

_TABLE = re.compile(r"\s*\[\[?\s*(?P<name>[^\]]+?)\s*\]\]?")
_KEY = re.compile(
    r"\s*(?P<key>(?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*="
)
_PART = re.compile(r"\"[^\"]*\"|'[^']*'|[\w-]+")
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_PLACEHOLDER = re.compile(r":(\w+)")
_PLACEHOLDERS = frozenset(
    ("year", "month", "day", "yearday", "slug", "title", "number", "section", "path", "filename",
     "categories")
)  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ID_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_ID_DOMAIN = re.compile(r"[\w.@+-]*")
_HOST = re.compile(r"https?://[^/?#\s]+(?:/[^?#\s]*)?$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")

_CACHE_MARKS = ("CACHEDIR.TAG", "packs", "sites", "templates")

KeyPath = tuple[str, ...]


def load_config(
    root: Path, report: Report, overrides: Mapping[str, Mapping[str, Any]] | None = None
) -> Config:
    """Read `root`/site.toml; without the file every value is its default.

    `overrides` (the command line's) win over the file: table name → key → value. Faults are
    reported and the faulty key keeps its default, so that all of them are seen in one run.
    """
    path = root / FILE_NAME
    text = path.read_text("utf-8-sig", errors="replace") if path.is_file() else ""
    reader = _Reader(report, dict(_key_places(text)))
    config: Config = reader.read_table(_read_toml(text, report), Config, ())
    reader.check_meaning(config)
    reader.check_folders(config, root)
    config = reader.drop_unsafe_addresses(config)
    given = {"site": {"base_url": config.site.base_url.rstrip("/")}}
    for table, values in (*given.items(), *(overrides or {}).items()):
        changed = msgspec.structs.replace(getattr(config, table), **values)
        config = msgspec.structs.replace(config, **{table: changed})
    return config


def _read_toml(text: str, report: Report) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place["line"]) if place and place["line"] else text.count("\n") + 1
        column = int(place["column"]) if place and place["column"] else 1
        message = _PLACE.sub("", str(error))
        report.add(
            Code.CONFIG_SYNTAX, FILE_NAME, message[:1].lower() + message[1:],
            line=line, column=column, hint="strings need quotes; see https://toml.io",
        )  # fmt: skip
        return {}


def locate_keys(root: Path) -> dict[KeyPath, int]:
    """Give the line of `root`/site.toml on which each key that it sets stands, by its path."""
    path = root / FILE_NAME
    text = path.read_text("utf-8-sig", errors="replace") if path.is_file() else ""
    return {key: line for key, (line, _) in _key_places(text)}


def _key_places(text: str) -> Iterator[tuple[KeyPath, tuple[int, int]]]:
    """Yield each key's path and the line and column of its first character (1-based)."""
    table: KeyPath = ()
    for number, line in enumerate(text.splitlines(), 1):
        if match := _TABLE.match(line):
            table = _split_key(match["name"])
            yield table, (number, match.start("name") + 1)
        elif match := _KEY.match(line):
            yield table + _split_key(match["key"]), (number, match.start("key") + 1)


def _split_key(dotted: str) -> KeyPath:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


class _Reader:
    """Converts tables to structs key by key, so that one bad value does not hide the next."""

    def __init__(self, report: Report, places: dict[KeyPath, tuple[int, int]]) -> None:
        self._report = report
        self._places = places

    def read_table(self, data: Mapping[str, Any], kind: type[Any], path: KeyPath) -> Any:
        types = get_type_hints(kind, include_extras=True)
        good: dict[str, Any] = {}
        for key, value in data.items():
            here = (*path, key)
            if key not in types:
                near = suggest(key, types)
                known = f'did you mean "{near}"?' if near else f"known: {', '.join(types)}"
                where = f"[{'.'.join(path)}]" if path else "site.toml"
                self._fault(Code.UNKNOWN_CONFIG_KEY, here, f'{where} has no key "{key}"', known)
            else:
                self._read_value(good, here, value, types[key])
        return self._make(kind, good, path)

    def _make(self, kind: type[Any], good: dict[str, Any], path: KeyPath) -> Any:
        missing = [
            f.name for f in msgspec.structs.fields(kind) if f.required and f.name not in good
        ]
        for name in missing:
            self._fault(Code.BAD_CONFIG_VALUE, path, f'[{".".join(path)}] needs "{name}"', "")
            good[name] = ""
        return kind(**good)

    def _read_value(self, good: dict[str, Any], path: KeyPath, value: Any, kind: Any) -> None:
        key = path[-1]
        table, is_mapping = _table_type(kind)
        if table and is_mapping and isinstance(value, dict):
            good[key] = {
                name: self.read_table(_as_table(inner), table, (*path, name))
                for name, inner in value.items()
            }
        elif table and isinstance(value, list):
            good[key] = tuple(self.read_table(_as_table(inner), table, path) for inner in value)
        elif table and isinstance(value, dict):
            good[key] = self.read_table(value, table, path)
        else:
            try:
                good[key] = msgspec.convert(value, kind)
            except msgspec.ValidationError as error:
                message = re.sub(r" - at `.*`$", "", str(error)).replace("`", "")
                name = ".".join(path)
                told = f"{name}: {message[:1].lower()}{message[1:]}"
                self._fault(Code.BAD_CONFIG_VALUE, path, told, f"it is {value!r} here")

    def _fault(self, code: Code, path: KeyPath, message: str, hint: str) -> None:
        line, column = self._place_of(path)
        self._report.add(code, FILE_NAME, message, line=line, column=column, hint=hint)

    def _place_of(self, path: KeyPath) -> tuple[int, int]:
        """Return line and column of a key, or of the innermost table around it that is written."""
        return next(
            (self._places[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self._places),
            (0, 0),
        )

    def check_meaning(self, config: Config) -> None:
        """Report values of the right type that cannot be meant."""
        self._check_site(config.site)
        self._check_styles(config.theme)
        self._check_parts(config)
        self._check_codes(config.check.rules, ("check", "rules"))
        for folder, rules in config.check.sections.items():
            self._check_codes(rules, ("check", "sections", folder))
        self._check_days(config)
        table = config.permalinks
        patterns: dict[KeyPath, str] = {("posts",): table.posts, ("pages",): table.pages}
        patterns |= {("sections", name): pattern for name, pattern in table.sections.items()}
        for name, pattern in patterns.items():
            for placeholder in _PLACEHOLDER.findall(pattern):
                if placeholder not in _PLACEHOLDERS:
                    near = suggest(placeholder, _PLACEHOLDERS)
                    where = ".".join(name)
                    self._fault(Code.BAD_CONFIG_VALUE, ("permalinks", *name),
                                f'permalinks.{where} has an unknown placeholder ":{placeholder}"',
                                f'did you mean ":{near}"?' if near else
                                f"known: {', '.join(sorted(_PLACEHOLDERS))}")  # fmt: skip

    def _check_codes(self, rules: Mapping[str, Any], path: KeyPath) -> None:
        for rule in rules:
            if rule not in frozenset(Code):
                near = suggest(rule, [code.value for code in Code])
                self._fault(Code.UNKNOWN_CONFIG_KEY, (*path, rule),
                            f'there is no diagnostic "{rule}"',
                            f'did you mean "{near}"?' if near
                            else "see docs/diagnostics.md")  # fmt: skip

    def _check_site(self, site: SiteTable) -> None:
        """Report an address, zone, language, date or domain that is none."""
        if not site.base_url.startswith(("http://", "https://")):
            self._refuse(("site", "base_url"), site.base_url, "has no scheme",
                         f'write "https://{site.base_url}"')  # fmt: skip
        elif not _HOST.match(site.base_url):
            self._refuse(("site", "base_url"), site.base_url, "is not the address of a site",
                         'for example "https://digest.example"')  # fmt: skip
        try:
            ZoneInfo(site.timezone)
        except (KeyError, ValueError, OSError):
            self._refuse(("site", "timezone"), site.timezone, "is no IANA time zone",
                         'for example "Europe/Stockholm" or "UTC"')  # fmt: skip
        if not _LANGUAGE.fullmatch(site.language):
            self._refuse(("site", "language"), site.language, "is no language code",
                         'for example "en", "pt-BR" or "zh-Hans"')  # fmt: skip
        if not _ID_DOMAIN.fullmatch(site.id_domain):
            self._refuse(("site", "id_domain"), site.id_domain, "is no domain",
                         'write it as in "digest.example"')  # fmt: skip
        if not (_ID_DATE.fullmatch(site.id_date) and _is_day((site.id_date + "-01-01")[:10])):
            self._refuse(("site", "id_date"), site.id_date, "is no date",
                         'write "2026" or "2026-09-30"')  # fmt: skip

    def _check_parts(self, config: Config) -> None:
        """Tell of what is switched on and not there."""
        for name, table in (("cards", config.cards), ("search", config.search),
                            ("email", config.email)):  # fmt: skip
            if table.enabled:
                self._fault(Code.IDLE_SETTING, (name, "enabled"),
                            f"this version of digest has no {name}: the setting has no effect",
                            "")  # fmt: skip

    def _check_styles(self, theme: ThemeTable) -> None:
        """Report styles of code that nobody knows."""
        for key, default in (("code_style", "xcode"), ("code_style_dark", "lightbulb")):
            name: str = getattr(theme, key)
            if name != default and (near := _find_style(name)) != name:
                self._refuse(("theme", key), name, "is no style of Pygments",
                             f'did you mean "{near}"?' if near else
                             "see https://pygments.org/styles/")  # fmt: skip

    def _check_days(self, config: Config) -> None:
        """Report days that are none."""
        before, since = config.feeds.former_ids_before, config.expect.since
        if before and not _is_day(before):
            self._refuse(("feeds", "former_ids_before"), before, "is no day", 'write "2026-09-30"')
        if since and parse_date(since) is None:
            self._refuse(("expect", "since"), since, "is no day", 'write "2026-09-30"')

    def check_folders(self, config: Config, root: Path) -> None:
        """Report folders of digest that hold what is the author's: `digest clean` empties them."""
        build, here = config.build, root.resolve()
        keys = ("content", "static", "templates")
        own = {f"[build] {key}": (root / getattr(build, key)).resolve() for key in keys}
        output, cache = (root / build.output).resolve(), (root / build.cache).resolve()
        inside = {"the site itself": here, **own, "the output": output}
        held = next((name for name, folder in inside.items() if folder.is_relative_to(cache)), "")
        if not held and build.cache != BuildTable().cache:
            held = _find_stranger(cache)
        if held:
            self._refuse(("build", "cache"), build.cache, f"holds {held}",
                         'give the cache a folder of its own, as ".digest"')  # fmt: skip
        if build.content != BuildTable().content and not (root / build.content).is_dir():
            self._refuse(("build", "content"), build.content, "is no folder",
                         "write the folder of your posts, relative to site.toml")  # fmt: skip
        fault = "" if held else find_output_fault(root, config, root / build.output)
        # A file in the place of the default folder is no fault of the settings: doctor tells of it.
        if fault and not (build.output == BuildTable().output and output.is_file()):
            hint = 'give the output a folder of its own, as "public"'
            self._refuse(("build", "output"), build.output, fault, hint)

    def drop_unsafe_addresses(self, config: Config) -> Config:
        """Return the configuration without addresses that may not be linked; report those."""
        site, theme, links = config.site, config.theme, config.permalinks
        replace = msgspec.structs.replace
        menu = tuple(
            entry
            if self._check_address(entry.url, ("site", "menu", "url"))
            else replace(entry, url="")
            for entry in site.menu
        )
        if menu != site.menu:
            config = replace(config, site=replace(site, menu=menu))
        if not self._check_address(theme.logo, ("theme", "logo"), is_image=True):
            config = replace(config, theme=replace(theme, logo=""))
        redirects = {
            old: target
            for old, target in links.redirects.items()
            if self._check_address(target, ("permalinks", "redirects", old))
        }
        if len(redirects) < len(links.redirects):
            config = replace(config, permalinks=replace(links, redirects=redirects))
        return config

    def _check_address(self, url: str, path: KeyPath, *, is_image: bool = False) -> bool:
        line, column = self._place_of(path)
        return check_address(
            url, self._report, FILE_NAME, line=line, column=column, is_image=is_image
        )

    def _refuse(self, path: KeyPath, value: str, fault: str, hint: str) -> None:
        self._fault(Code.BAD_CONFIG_VALUE, path, f'{".".join(path)} "{value}" {fault}', hint)


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _find_stranger(cache: Path) -> str:
    """Give what a folder that was never a cache holds, or ""."""
    if not cache.is_dir() or any((cache / name).exists() for name in _CACHE_MARKS):
        return ""
    return next((f'"{path.name}"' for path in sorted(cache.iterdir())), "")


def _find_style(name: str) -> str | None:
    """Give the style of Pygments that has this name, else one that is probably meant."""
    from pygments.styles import get_all_styles

    known = tuple(get_all_styles())
    return name if name in known else suggest(name, known)


def _as_table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _table_type(kind: Any) -> tuple[type[msgspec.Struct] | None, bool]:
    """Give the struct inside a key's type, and whether the key maps names to such structs."""
    for candidate in (kind, *get_args(kind)):
        if isinstance(candidate, type) and issubclass(candidate, msgspec.Struct):
            return candidate, get_origin(kind) is dict
        for inner in get_args(candidate):
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
                return inner, get_origin(candidate) is dict
    return None, False
