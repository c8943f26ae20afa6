"""`digest items`: every recognised item, or why a post was read the way it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from digest.cli.command_context import (
    WRONG_USE,
    CommandContext,
    exit_code,
    read_now,
)
from digest.cli.diagnostic_output import show_problems
from digest.cli.shared_options import (
    complete_files,
    jobs_option,
    print_records,
    read_selection,
    records_option,
    selection_options,
)
from digest.core.diagnostics import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.build.options import BuildOptions
    from digest.core.model import Item, Post
    from digest.items.records import Choice


@click.command(
    epilog="""\b
Examples:
  digest items                       everything that was recognised
  digest items issue-1.md --explain  how it was read, and why
  digest items --format ndjson       one JSON record a line"""
)
@click.argument("posts", nargs=-1, metavar="[POST]...", shell_complete=complete_files)
@records_option
@click.option("--explain", is_flag=True, help="Say which layout was chosen where, and why.")
@selection_options
@jobs_option
@click.pass_obj
def command(
    context: CommandContext,
    /,
    posts: tuple[str, ...],
    form: str,
    now: str | None,
    jobs: int | None,
    *,
    explain: bool,
    **given: Any,
) -> None:
    """List the items of the whole site, newest post first, or of each POST.

    POST is the path of a post's file, or the end of one; its ending may be left out.
    """
    from digest.build.options import BuildOptions
    from digest.build.pipeline import read_posts

    config, report = context.load(overrides={"build": read_selection(given)})
    options = BuildOptions(now=read_now(now, config), jobs=jobs)
    if explain:
        _explain(context, posts, options)
        return
    found = read_posts(context.root, config, options, report)
    wanted = [post for post in found if not posts or _is_wanted(post.path, posts)]
    _refuse_unknown(posts, [post.path for post in wanted])
    items = [item for post in wanted for item in post.items]
    if form == "text":
        _show_items(items)
    else:
        print_records(items, form)
    shown = _without_others(report, wanted, found) if posts else report
    show_problems(shown, "text")
    raise SystemExit(exit_code(shown, strict=False))


def _without_others(report: Report, wanted: Sequence[Post], posts: Sequence[Post]) -> Report:
    """Return a report without what is wrong with posts that nobody asked for."""
    others = {post.path for post in posts} - {post.path for post in wanted}
    shown = Report()
    shown.extend(found for found in report.diagnostics if found.path not in others)
    return shown


def _is_wanted(path: str, names: tuple[str, ...]) -> bool:
    return any(f"/{spelling}".endswith(f"/{name}") for spelling in _spell(path) for name in names)


def _spell(path: str) -> tuple[str, ...]:
    """Return what a post may be called: its path, that without the ending, a bundle's folder."""
    stem = path.rpartition(".")[0]
    return path, stem, stem.removesuffix("/index")


def _refuse_unknown(names: tuple[str, ...], paths: Sequence[str]) -> None:
    """Exit with 2 where a name is that of no post."""
    unknown = [name for name in names if not any(_is_wanted(path, (name,)) for path in paths)]
    if unknown:
        click.echo(f"no post is called {', '.join(unknown)}", err=True)
        click.echo("drafts and posts of the future are found with --drafts --future", err=True)
        raise SystemExit(WRONG_USE)


def _show_items(items: list[Item]) -> None:
    post = ""
    for item in items:
        if item.post != post:
            post = item.post
            click.echo(click.style(f"\n{post}", bold=True))
        facts = [item.kind, *item.sources, *([item.date.isoformat()] if item.date else [])]
        click.echo(f"{item.position:4}  {item.title}  {click.style(' · '.join(facts), dim=True)}")
        if item.url:
            click.echo(f"      {click.style(item.url, fg='blue')}")
    click.echo(f"\n{len(items)} item{'s'[: len(items) != 1]}", err=True)


def _explain(context: CommandContext, posts: tuple[str, ...], options: BuildOptions) -> None:
    from digest.build.pipeline import explain_items

    config, report = context.load()
    found = [
        (path, count, choices)
        for path, count, choices in explain_items(context.root, config, options, report)
        if not posts or _is_wanted(path, posts)
    ]
    _refuse_unknown(posts, [path for path, _, _ in found])
    for path, count, choices in found:
        _show_choices(path, count, choices)


def _show_choices(path: str, count: int, choices: Sequence[Choice]) -> None:
    click.echo(click.style(f"\n{path}: {count} items", bold=True))
    for choice in choices:
        where = " › ".join(choice.section) or "(before the first heading)"
        click.echo(f"  line {choice.line}  {where}")
        click.echo(f"    {choice.layout}, {choice.count} items: {choice.reason}")
