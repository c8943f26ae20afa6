"""`docs/commands.md` is made from the command line itself, and `--help` teaches by example."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from digest.cli.main import group
from support.commands import find_command
from support.documents import PAGES, check_page, read_page

NAMES = group.list_commands(click.Context(group))
INTRODUCTION = """\
`digest --help` lists the commands and `digest COMMAND --help` explains one, as here. All of them
work on the site in the current folder, or in the one that `-C` names.
"""
EXIT_CODES = """\
## Exit codes

| code | |
|:--|---|
| 0 | Done. |
| 1 | Problems in the content: errors, with `--strict` also warnings. Nothing was published, except with `--keep-going`. |
| 2 | Wrong use of a command, or a faulty `site.toml`. |
| 130 | Stopped with Ctrl-C. |
"""


def plain_paragraphs(text: str | None) -> Iterator[tuple[str, bool]]:
    """Give each paragraph of a help text, and whether its lines stand as they are."""
    for part in re.split(r"\n{2,}", (text or "").strip()):
        as_is = part.startswith("\b\n")
        yield (part.removeprefix("\b\n"), True) if as_is else (" ".join(part.split()), False)


def describe_text(text: str | None) -> Iterator[str]:
    for paragraph, as_is in plain_paragraphs(text):
        if not as_is:
            yield mark_code(paragraph)
            continue
        lines = paragraph.split("\n")
        if lines[0].endswith(":"):
            yield lines.pop(0)
        indent = min(len(line) - len(line.lstrip()) for line in lines)
        yield "```text\n" + "\n".join(line[indent:].rstrip() for line in lines) + "\n```"


def mark_code(text: str) -> str:
    """Mark options, paths and names of settings in a help text as code."""
    return re.sub(r"(?<![\w`/-])(--[a-z][a-z-]*|\S+\.(?:toml|md|lock)\b|\w+/\*\.md|\w+/(?=[ .,]))",
                  r"`\1`", text)  # fmt: skip


def describe_option(option: click.Option, context: click.Context) -> str:
    names = " ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    takes = "" if option.is_flag else f" `{option.make_metavar(context)}`"
    default = f" Default: `{option.default}`." if option.show_default else ""
    cells = (names + takes, mark_code(option.help or "") + default)
    return "".join(f"| {cell.replace('|', chr(92) + '|')} " for cell in cells) + "|"


def describe_options(command: click.Command, context: click.Context) -> str:
    rows = [
        describe_option(option, context)
        for option in command.params
        if isinstance(option, click.Option)
    ]
    return "\n".join(["| option | |", "|---|---|", *rows])


def describe_command(name: str) -> str:
    command = find_command(name)
    context = click.Context(command, info_name=f"digest {name}")
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [f"## digest {name}", f"```text\ndigest {name} {usage}\n```"]
    parts += [*describe_text(command.help)]
    if any(isinstance(option, click.Option) for option in command.params):
        parts += [describe_options(command, context)]
    parts += [*describe_text(command.epilog)] if command.epilog else []
    return "\n\n".join(parts) + "\n"


def commands_page() -> str:
    options = describe_options(group, click.Context(group))
    head = f"# Commands\n\n{INTRODUCTION}\n{options}\n"
    return "\n".join([head, EXIT_CODES, *map(describe_command, NAMES)])


def test_the_page_of_commands_is_what_the_command_line_says(accept: bool) -> None:
    check_page("commands.md", commands_page(), accept)


def examples_of(command: click.Command) -> list[str]:
    texts = [*plain_paragraphs(command.help), *plain_paragraphs(command.epilog)]
    joined = "\n".join(text for text, as_is in texts if as_is).replace("\\\n", " ")
    return re.findall(r"(?m)^ *(digest .*)$", joined)


@pytest.mark.parametrize("name", NAMES)
def test_help_fits_a_terminal_and_shows_examples_with_options_that_exist(name: str) -> None:
    command = find_command(name)
    with click.Context(command, info_name=f"digest {name}", terminal_width=80) as context:
        assert max(map(len, command.get_help(context).split("\n"))) <= 80
    examples = examples_of(command)
    assert examples
    for example in examples:
        words = shlex.split(re.split(r" {3,}|\s[<|&]", example)[0], posix=True)
        used = find_command(words[1])
        known = {each for option in used.params for each in (*option.opts, *option.secondary_opts)}
        assert {word for word in words if word.startswith("-") and word != "-"} <= known


@pytest.mark.parametrize("name", NAMES)
def test_every_option_and_argument_says_what_it_is_for(name: str) -> None:
    command = find_command(name)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.help.endswith("."), parameter.help
        elif not isinstance(parameter.type, click.Choice):
            named = parameter.make_metavar(click.Context(command)).strip("[].")
            assert named.removesuffix("]...") in (command.help or "")


MENTION = re.compile(r"(?:\$ |`)digest (?:-C \S+ )?([a-z]+)([^`\n|]*)")


@pytest.mark.parametrize("name", [*PAGES, "README.md"])
def test_commands_and_options_in_the_pages_exist(name: str) -> None:
    for word, rest in MENTION.findall(read_page(name)):
        known = {each for option in find_command(word).params for each in option.opts}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest.partition(" # ")[0])) <= known, word
