"""`digest completion`: the script by which a shell completes commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_HOW = {
    "bash": 'eval "$(digest completion bash)"',
    "zsh": 'eval "$(digest completion zsh)"',
    "fish": "digest completion fish | source",
}


@click.command(
    epilog="""\b
Examples, each for the start-up file of the shell:
  eval "$(digest completion bash)"       ~/.bashrc
  eval "$(digest completion zsh)"        ~/.zshrc
  digest completion fish | source        ~/.config/fish/config.fish"""
)
@click.argument("shell", type=click.Choice(list(_HOW)))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell."""
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"there is no completion for {shell}")
    root = context.find_root().command
    made = found(root, {}, "digest", "_DIGEST_COMPLETE")
    click.echo(made.source_template % made.source_vars())
