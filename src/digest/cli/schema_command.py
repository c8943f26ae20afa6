"""`digest schema`: JSON Schemas for editors."""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli.command_context import CommandContext

_NAMES = ("front-matter", "site", "entities")


@click.command(
    epilog="""\b
Examples:
  digest schema site
  digest schema --output .schemas
    then, as the first line of site.toml:
    #:schema ./.schemas/site.schema.json"""
)
@click.argument("name", required=False, type=click.Choice(_NAMES))
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write NAME.schema.json into DIR: of all three where no name is given.",
)
@click.pass_obj
def command(context: CommandContext, /, name: str | None, output: Path | None) -> None:
    """Print the JSON Schema of front matter, of site.toml or of entities.toml.

    Editors that understand JSON Schema complete keys and underline faults with it. Front matter
    has the terms of this site's own taxonomies.
    """
    from digest.authoring.json_schemas import SCHEMAS, write_schema

    config, _ = context.load()
    if output is None:
        if name is None:
            raise click.UsageError(f"which one? {', '.join(_NAMES)}, or all of them: --output DIR")
        click.echo(write_schema(SCHEMAS[name](config)), nl=False)
        return
    output.mkdir(parents=True, exist_ok=True)
    for each in (name,) if name else _NAMES:
        path = output / f"{each}.schema.json"
        path.write_text(write_schema(SCHEMAS[each](config)), encoding="utf-8")
        click.echo(f"wrote {path}")
