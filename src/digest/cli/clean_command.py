"""`digest clean`: remove what digest made."""

from __future__ import annotations

import shutil

import click

from digest.cli.command_context import CommandContext


@click.command(
    epilog="""\b
Examples:
  digest clean            before a move to another output folder
  digest clean --cache    the next build starts from nothing"""
)
@click.option("--cache", "only_cache", is_flag=True, help="Remove the cache, keep the site.")
@click.pass_obj
def command(context: CommandContext, /, *, only_cache: bool) -> None:
    """Remove the output and the cache. Files that digest did not write are kept."""
    from datetime import UTC, datetime

    from digest.build.options import BuildOptions, output_folder, publishing_state
    from digest.build.publish import Publisher

    config, report = context.load()
    cache = context.root / config.build.cache
    output = output_folder(context.root, config, BuildOptions(now=datetime.now(UTC)))
    if output.is_dir() and not only_cache:
        with Publisher(output, publishing_state(cache, context.root, output)) as publisher:
            changes = publisher.commit(report)
        removed = len(changes.removed) if changes else 0
        click.echo(f"removed {removed} files of {config.build.output}/", err=True)
    if cache.is_dir():
        shutil.rmtree(cache)
        click.echo(f"removed {config.build.cache}/", err=True)
