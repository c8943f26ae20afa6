"""`digest config`: the effective configuration."""

from __future__ import annotations

import click
import msgspec

from digest.cli.session import Session


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["toml", "json"]), default="toml", show_default=True
)
@click.pass_obj
def command(session: Session, /, form: str) -> None:
    """Show every value of site.toml in effect, defaults included."""
    config, _ = session.load()
    values = msgspec.to_builtins(config)
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(config)).decode())
        return
    for table, content in values.items():
        click.echo(f"[{table}]")
        for key, value in content.items():
            click.echo(f"{key} = {msgspec.json.encode(value).decode()}")
        click.echo()
