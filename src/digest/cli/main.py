"""`digest [-C DIR] COMMAND`: the group; each command is a module, imported when it is used."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import click

from digest.cli.command_context import INTERRUPTED, CommandContext, fail
from digest.core.diagnostics import DigestError

_COMMANDS = {
    "init": "Begin a site, or take one over from another generator.",
    "new": "Begin the next issue, or put a link into the inbox.",
    "inbox": "List the entries that wait for the next issue.",
    "seen": "Say where an address was linked before.",
    "serve": "Show the site while you write.",
    "build": "Build the site into the output folder.",
    "check": "Find problems; fix what is safe to fix.",
    "items": "List every recognised item.",
    "config": "Show the effective configuration, and where it comes from.",
    "schema": "Write JSON Schemas for editors.",
    "doctor": "Look whether everything digest needs is here.",
    "completion": "Print the completion script of a shell.",
    "clean": "Remove the output and the cache.",
}


class LazyGroup(click.Group):
    """Imports a command's module when the command is used: `build` never pays for `serve`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order in which a newcomer meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command, or None where there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"digest.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; explain unknown options, and exit with 130 after Ctrl-C, not 1."""
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as error:
            raise _explain_option(error) from error
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            sys.exit(INTERRUPTED)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Add "did you mean" to click's message about an unknown command; understand `help`."""
        from digest.cli.suggestions import suggest_command
        from digest.core.text import suggest

        if args and args[0] == "help":
            args = [*args[1:2], "--help"]
        if args[0] == "--help":
            click.echo(ctx.get_help())
            ctx.exit()
        near = suggest_command(args[0]) or suggest(args[0], _COMMANDS)
        if args[0] not in _COMMANDS and near:
            ctx.fail(f'No such command "{args[0]}". Did you mean "{near}"?')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
A first site:
  digest init my-digest
  cd my-digest
  digest serve --open

`digest COMMAND --help` explains a command, with examples.

Exit code: 0 done, 1 problems in the content, 2 wrong use or a faulty site.toml.""",
)
@click.option(
    "-C",
    "root",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Folder of the site (default: here).",
)
@click.version_option(None, "-V", "--version", package_name="digest")
@click.pass_context
def group(ctx: click.Context, root: Path) -> None:
    """Turn a folder of Markdown issues into a site, feeds and a record of every item.

    A folder with only content/*.md builds with the defaults: run `digest build` in it.
    """
    ctx.obj = CommandContext(root)


def _explain_option(error: click.NoSuchOption) -> click.UsageError:
    """Return the error with what the option is called here, where that is known."""
    from digest.cli.suggestions import explain_option

    command = error.ctx.info_name if error.ctx else None
    answer = explain_option(command or "", error.option_name)
    if not answer:
        return error
    return click.UsageError(f"No such option '{error.option_name}': {answer}.", error.ctx)


def main() -> None:
    """Run the command line; end the process with its exit code."""
    try:
        group(prog_name="digest")
    except DigestError as error:
        fail(error)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        fail(DigestError(f"cannot go on: {error.strerror or error}{where}"))
