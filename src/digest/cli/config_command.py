"""`digest config`: the effective configuration, and where each value comes from."""

from __future__ import annotations

from typing import Any

import click
import msgspec

from digest.cli.command_context import CommandContext
from digest.cli.shared_options import (
    complete_keys,
    drafts_option,
    expired_option,
    future_option,
    read_selection,
)
from digest.config.site_file import SITE_FILE, SettingPath, locate_settings
from digest.config.tables import Config

_Values = dict[str, Any]


@click.command(
    epilog="""\b
Examples:
  digest config
  digest config feeds
  digest config site.base_url --origins
  digest config --format json --origins"""
)
@click.argument("key", required=False, shell_complete=complete_keys)
@click.option(
    "--format",
    "form",
    type=click.Choice(["toml", "json"]),
    default="toml",
    show_default=True,
    help="As a site.toml with every key, or as JSON.",
)
@click.option(
    "--origins", is_flag=True, help="Say in JSON and for one KEY, too, where it comes from."
)
@click.option("--base-url", metavar="URL", help="As for `digest build`.")
@drafts_option
@future_option
@expired_option
@click.pass_obj
def command(
    context: CommandContext, /, key: str | None, form: str, *, origins: bool, **given: Any
) -> None:
    """Show the values in effect: all of them, one table, or one KEY ("feeds.limit").

    Behind each value stands where it comes from: the line of site.toml, an option, or "default".
    What is printed is itself a valid site.toml.
    """
    overrides = _overrides(given)
    config, _ = context.load(overrides=overrides)
    values: _Values = msgspec.to_builtins(config)
    origin = _Origins(context, overrides)
    if key is not None:
        _show_one(values, key, form, origin, with_origin=origins)
    elif form == "json":
        _show_json(dict(_flatten(values, origin)) if origins else values)
    else:
        _show_toml(values, origin)


class _Origins:
    """Where each value in effect comes from."""

    def __init__(self, context: CommandContext, overrides: dict[str, _Values]) -> None:
        self._lines = locate_settings(context.root)
        self._options = {
            (table, key): f"option --{key.replace('_', '-')}"
            for table, changed in overrides.items()
            for key in changed
        }

    def __call__(self, path: SettingPath) -> str:
        """Return "default", "site.toml:LINE" or "option --NAME"."""
        if path in self._options:
            return self._options[path]
        if path in self._lines:
            return f"{SITE_FILE}:{self._lines[path]}"
        # A value of an inline table, or a table that is one value, stands where its owner does.
        owner = next((path[:n] for n in range(len(path) - 1, 1, -1) if path[:n] in self._lines), ())
        return f"{SITE_FILE}:{self._lines[owner]}" if owner else "default"


def _overrides(given: _Values) -> dict[str, _Values]:
    site = {"base_url": given["base_url"].rstrip("/")} if given["base_url"] else {}
    return {"build": read_selection(given), "site": site}


def _show_one(values: _Values, key: str, form: str, origin: _Origins, *, with_origin: bool) -> None:
    from digest.config.toml_writer import write_value

    found: Any = values
    path: SettingPath = ()
    for part in key.split("."):
        if not isinstance(found, dict) or part not in found:
            raise click.BadParameter(_explain(values, key), param_hint="KEY")
        found, path = found[part], (*path, part)
    is_table = len(path) == 1 and isinstance(found, dict)
    if is_table and form == "toml":
        _show_toml({key: found}, origin)
    elif is_table and with_origin:
        _show_json(dict(_flatten({key: found}, origin)))
    elif form == "json":
        _show_json({"value": found, "origin": origin(path)} if with_origin else found)
    elif with_origin:
        click.echo(f"{write_value(found)} # {origin(path)}")
    else:
        click.echo(found if isinstance(found, str) else write_value(found))


def _show_json(value: Any) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(value)).decode())


def _explain(values: _Values, key: str) -> str:
    from digest.core.text import suggest

    known = [f"{table}.{name}" for table, inner in values.items() for name in inner]
    within = [name for name in known if name.endswith(f".{key}")]
    near = suggest(key, [*values, *known]) or next(iter(within), None)
    hint = f'did you mean "{near}"?' if near else f"tables: {', '.join(values)}"
    return f'there is no key "{key}": {hint}'


def _show_toml(values: _Values, origin: _Origins) -> None:
    from digest.config.toml_writer import write_toml

    click.echo(write_toml(values, origin), nl=False)


def _flatten(values: _Values, origin: _Origins) -> list[tuple[str, _Values]]:
    """Return every value by its dotted key, with where it comes from."""
    free = {field.name for field in msgspec.structs.fields(Config) if field.default_factory is dict}
    found = []
    for table, inner in values.items():
        for key, value in inner.items():
            if table in free and isinstance(value, dict):
                found += [
                    (f"{table}.{key}.{name}", {"value": each, "origin": origin((table, key, name))})
                    for name, each in value.items()
                ]
            else:
                found.append((f"{table}.{key}", {"value": value, "origin": origin((table, key))}))
    return found
