"""`digest completion`: the script by which a shell completes commands and options."""

from __future__ import annotations

import os
from pathlib import PurePath

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")


@click.command(
    epilog="""\b
Examples, each for the start-up file of the shell:
  eval "$(digest completion bash)"       ~/.bashrc
  eval "$(digest completion zsh)"        ~/.zshrc, below compinit
  digest completion fish | source        ~/.config/fish/config.fish"""
)
@click.argument("shell", required=False, type=click.Choice(_SHELLS))
@click.pass_context
def command(context: click.Context, shell: str | None) -> None:
    """Print the completion script of a shell: of the one you use, where none is named.

    Commands and options are completed, and so are their values: formats, keys of site.toml, codes
    of diagnostics, series.
    """
    shell = shell or PurePath(os.environ.get("SHELL", "")).name
    found = get_completion_class(shell) if shell in _SHELLS else None
    if found is None:
        raise click.UsageError(f"which shell? {', '.join(_SHELLS)}")
    root = context.find_root().command
    made = found(root, {}, "digest", "_DIGEST_COMPLETE")
    click.echo(made.source_template % made.source_vars())
