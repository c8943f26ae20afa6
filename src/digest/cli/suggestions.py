"""What people type who know other generators, and what digest calls it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from digest.authoring.migrate.detection import detect_generator

_COMMANDS = {
    "new": "add create post",
    "init": "quickstart migrate import",
    "serve": "dev live preview start watch server",
    "build": "deploy generate publish",
    "check": "lint linkcheck links test validate",
    "items": "list",
    "config": "settings",
    "--version": "version",
}
"""Our command → names of it in other generators."""

_WATCH = "`digest serve` builds at every change, and shows the site"
_PORT = "`digest serve --port N` shows the site"
_FOLDER = "the site's folder comes before the command: `digest -C DIR {command}`"
_SHOWN = "drafts, future and expired posts are shown anyway; --as-published leaves them out"
_OPTIONS = (
    ("build", "-w --watch --serve --live --livereload --incremental", _WATCH),
    ("build", "-p --port --host --bind --open", _PORT),
    ("build check items", "-D --buildDrafts --build-drafts --draft", "it is --drafts here"),
    ("build check items", "-F --buildFuture --build-future", "it is --future here"),
    ("build check items", "-E --buildExpired --build-expired", "it is --expired here"),
    ("build", "-d --destination --output-dir --outdir --out", "it is -o DIR here"),
    ("build serve", "-b --baseURL --baseurl --url", "it is --base-url URL here"),
    ("build", "--clean --cleanDestinationDir --force", "`digest clean` removes the output"),
    ("serve", "-D --buildDrafts -F --buildFuture -E --buildExpired", _SHOWN),
    ("serve", "-w --watch --livereload", "it does so anyway"),
    ("serve", "--bind --address", "it is --host ADDRESS here"),
    ("build serve check items new", "-C -s --source --root --directory --config", _FOLDER),
    ("build", "--debug", "it is -v here"),
    ("check", "-v --verbose", "`--all` shows everything"),
    ("check", "--links --external-links --remote", "it is --external here"),
)
"""Commands, options that they do not have, and what to do instead."""

_ALIASES = {
    "11ty": "eleventy",
    "folder": "readme",
    "jupyterbook": "jupyter-book",
    "markdown": "readme",
    "myst": "jupyter-book",
    "plain": "readme",
}
_UNREAD = (
    "gatsby next nextjs nuxt hexo vitepress vuepress ghost wordpress substack buttondown"
    " gitbook sphinx quarto nikola lektor middleman obsidian metalsmith bridgetown"
)


def suggest_command(name: str) -> str | None:
    """Return our name of a command of another generator, or None."""
    return next((ours for ours, others in _COMMANDS.items() if name in others.split()), None)


def explain_option(command: str, option: str) -> str:
    """Return what to type instead of an option that a command does not have; "" if unknown."""
    for commands, options, answer in _OPTIONS:
        if command in commands.split() and option in options.split():
            return answer.format(command=command)
    return ""


class GeneratorChoice(click.Choice[str]):
    """The generators that `init --from` reads, with their other names."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the generator; explain what to do for one that is not read."""
        name = re.sub(r"[^a-z0-9]", "", str(value).lower())
        if name in _UNREAD.split() and value not in self.choices:
            self.fail(
                f"{value} is not among the generators that are read ({', '.join(self.choices)}); "
                f'"readme" takes over any folder of Markdown: --from readme PATH',
                param,
                ctx,
            )
        return super().convert(_ALIASES.get(name, str(value).lower()), param, ctx)


def propose_takeover(root: Path) -> str:
    """Return the command that takes over another generator's site in a folder, in a sentence."""
    generator, file = detect_generator(root)
    if not generator:
        return ""
    return (
        f"this is a site of {generator} ({file}): `digest init NEW-DIR --from {generator} "
        f"{click.format_filename(root)}` makes one of digest's from it, with its addresses"
    )
