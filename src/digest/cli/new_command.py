"""`digest new`: the next issue of a series, or one entry into the inbox."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from digest.cli.command_context import (
    CONTENT_PROBLEMS,
    WRONG_USE,
    CommandContext,
    read_all_posts,
    read_now,
)
from digest.cli.diagnostic_output import show_problems
from digest.cli.shared_options import complete_series, now_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.authoring.inbox import InboxEntry
    from digest.authoring.issue_context import NewIssueRequest, PreviousIssue
    from digest.authoring.issue_series import Series
    from digest.authoring.link_history import LinkHistory
    from digest.authoring.new_issue import NewIssue
    from digest.config.tables import Config
    from digest.core.model import Post

_LAST = 2


@click.command(
    epilog="""\b
Examples:
  digest new                     the next issue of the only series
  digest new weekly --edit       … of that series, in your editor
  digest new "A new beginning"   with a title of its own
  digest new --dry-run           show it, write nothing
  digest new --link https://arxiv.org/abs/2501.12948 --section Papers \\
             --note "Reasoning learned from rewards alone."
"""
)
@click.argument("series", required=False, shell_complete=complete_series)
@click.option("--title", help="Title of the issue, or of the link.")
@click.option("--date", "day", metavar="DATE", help="Its day (default: the series' next one).")
@click.option(
    "--number", type=click.IntRange(min=0), metavar="N", help="Its number (default: the next one)."
)
@click.option("--draft/--publish", default=None, help="As a draft, or not ([new] draft decides).")
@click.option("--keep", is_flag=True, help="Leave the entries that were used in the inbox.")
@click.option("--again", is_flag=True, help="Take what was linked before all the same.")
@click.option("--edit", is_flag=True, help="Open the new file in $EDITOR.")
@click.option("--dry-run", is_flag=True, help="Print the issue, write nothing.")
@click.option("--link", metavar="URL", help="Put URL into the inbox, as a file of its own.")
@click.option("--section", default="", help="With --link: the heading it belongs under.")
@click.option("--note", default="", help="With --link: what to say about it.")
@click.option("--by", default="", help="With --link: who found it.")
@now_option
@click.pass_obj
def command(context: CommandContext, /, series: str | None, **given: Any) -> None:
    """Begin the next issue of SERIES: its day, number, name, sections, and what waits for it.

    Its file, title and front matter follow the last issues'; its body follows
    templates/new/SERIES.md (or default.md, or Hugo's archetypes/), else the headings of the last
    issues. Entries of the inbox are written under their headings, in the order of their files'
    names, and their files are removed; what was linked before stays in the inbox and is reported.
    """
    _check_options(given)
    config, report = context.load()
    now = read_now(given["now"], config)
    posts = read_all_posts(context, config, now, report)
    if given["link"]:
        if series:
            raise click.UsageError("a link goes to the inbox, not to a series: leave SERIES out")
        _add_link(context, config, posts, now.date(), given)
        return
    _begin_issue(context, config, posts, _find_series(series, posts, config, given), given)


def _check_options(given: dict[str, Any]) -> None:
    """Raise `UsageError` for options that would be ignored."""
    about_links = [name for name in ("section", "note", "by") if given[name]]
    about_issues = [name for name in ("keep", "dry_run") if given[name]]
    about_issues += ["number"] if given["number"] is not None else []
    if given["link"] and about_issues:
        name = about_issues[0].replace("_", "-")
        raise click.UsageError(f"--{name} is for an issue and says nothing about a link")
    if about_links and not given["link"]:
        raise click.UsageError(f"--{about_links[0]} needs --link URL")


def _find_series(
    name: str | None, posts: Sequence[Post], config: Config, given: dict[str, Any]
) -> Series:
    """Return the series of a name; what can be no name but a title is taken as that."""
    from digest.authoring.issue_series import find_series
    from digest.core.diagnostics import DigestError

    try:
        return find_series(name, posts, config)
    except DigestError as error:
        if not name or given["title"]:
            raise
        if len(name.split()) > 1:
            given["title"] = name
            return find_series(None, posts, config)
        raise DigestError(f'{error}\n  hint: a title is --title "{name}"') from error


def _begin_issue(
    context: CommandContext,
    config: Config,
    posts: Sequence[Post],
    series: Series,
    given: dict[str, Any],
) -> None:
    from digest.authoring.inbox import read_inbox
    from digest.authoring.new_files import find_existing, write_files
    from digest.authoring.new_issue import plan_issue
    from digest.core.diagnostics import Report

    report = Report(config.check.rules)
    waiting = read_inbox(context.root, config, report)
    fresh, old = _sort_entries(waiting, posts, config, again=given["again"])
    last = _read_last(context, series)
    template = _read_template(context, config, series)
    issue = plan_issue(
        series, last, _read_request(given, config), config, template=template, entries=fresh
    )
    show_problems(report, "text")
    _describe_skipped(old)
    if given["dry_run"]:
        click.echo(f"would write {issue.file.path}:\n", err=True)
        click.echo(issue.file.text, nl=False)
        return
    if find_existing(context.root, (issue.file,)):
        click.echo(f"nothing written: {issue.file.path} is there already", err=True)
        click.echo("give the issue another --title, --date or --number", err=True)
        raise SystemExit(WRONG_USE)
    write_files(context.root, (issue.file,))
    if not given["keep"]:
        for entry in fresh:
            (context.root / entry.path).unlink()
    _describe_issue(issue, series, len(fresh))
    if given["edit"]:
        click.edit(filename=str(context.root / issue.file.path))


def _read_request(given: dict[str, Any], config: Config) -> NewIssueRequest:
    from digest.authoring.issue_context import NewIssueRequest

    draft = config.new.draft if given["draft"] is None else given["draft"]
    day = read_now(given["day"], config, "--date").date() if given["day"] else None
    today = read_now(given["now"], config).date()
    return NewIssueRequest(
        today=today, title=given["title"], day=day, number=given["number"], draft=draft
    )


def _read_last(context: CommandContext, series: Series) -> list[PreviousIssue]:
    """Read the files of the last issues, newest first."""
    from digest.authoring.issue_context import PreviousIssue
    from digest.content.decoding import clean_text
    from digest.core.diagnostics import Report

    found = []
    for post in series.issues[:_LAST]:
        data = (context.root / post.path).read_bytes()
        found.append(PreviousIssue(post=post, text=clean_text(data, post.path, Report())))
    return found


def _read_template(context: CommandContext, config: Config, series: Series) -> str | None:
    """Return the template of a series: its own, the site's, an archetype, or None."""
    folders = (config.new.templates, "archetypes")
    for folder in folders:
        for name in (series.name, "default"):
            path = context.root / folder / f"{name}.md"
            if path.is_file():
                return path.read_text("utf-8-sig")
    return None


def _sort_entries(
    waiting: Sequence[InboxEntry], posts: Sequence[Post], config: Config, *, again: bool
) -> tuple[list[InboxEntry], list[tuple[InboxEntry, LinkHistory]]]:
    """Return the entries that are new, and those that were linked before, with where."""
    from digest.authoring.link_history import find_link_history
    from digest.core.addresses import canonicalise

    if again or not waiting:
        return list(waiting), []
    sightings = {seen.url: seen for seen in find_link_history([e.url for e in waiting], posts)}
    allowed = config.check.allow_repeats
    fresh: list[InboxEntry] = []
    old: list[tuple[InboxEntry, LinkHistory]] = []
    for entry in waiting:
        seen = sightings[entry.url]
        spellings = (entry.url, canonicalise(entry.url))
        free = any(text.startswith(prefix) for prefix in allowed for text in spellings)
        if seen.items and not free:
            old.append((entry, seen))
        else:
            fresh.append(entry)
    return fresh, old


def _describe_skipped(old: Sequence[tuple[InboxEntry, LinkHistory]]) -> None:
    for entry, seen in old:
        place = seen.items[0]
        click.echo(
            f'skipped {entry.path}: "{entry.title}" was linked in {place.post}:{place.line}'
            + (f" on {place.date}" if place.date else ""),
            err=True,
        )
    if old:
        click.echo("delete these files, or take them with --again", err=True)


def _describe_issue(issue: NewIssue, series: Series, used: int) -> None:
    facts = [f"{issue.day:%A} {issue.day.isoformat()}"]
    facts += [f"number {issue.number}"] if issue.number is not None else []
    facts += [f"carried over: {', '.join(issue.carried)}"] if issue.carried else []
    facts += [f"{used} from the inbox"] if used else []
    facts += [] if series.issues else ["the first of its series"]
    click.echo(f"wrote {issue.file.path} ({'; '.join(facts)})")


def _add_link(
    context: CommandContext,
    config: Config,
    posts: Sequence[Post],
    today: date,
    given: dict[str, Any],
) -> None:
    from digest.authoring.inbox import (
        InboxEntry,
        clean_address,
        find_queued,
        plan_entry_file,
        read_inbox,
        title_from_url,
    )
    from digest.authoring.link_history import find_link_history
    from digest.authoring.new_files import write_files
    from digest.core.addresses import is_outward
    from digest.core.diagnostics import DigestError, Report

    url = given["link"].strip()
    if not config.new.inbox:
        raise DigestError("there is no inbox: [new] inbox is empty in site.toml")
    if not is_outward(url):
        raise click.BadParameter(f'"{url}" is no address of the web', param_hint="--link")
    url = clean_address(url)
    (seen,) = find_link_history([url], posts)
    waiting = read_inbox(context.root, config, Report())
    twin = find_queued(url, waiting)
    if not given["again"] and (seen.items or twin):
        for place in seen.items:
            click.echo(f"{place.post}:{place.line}: {place.title} ({place.date})", err=True)
        if twin:
            click.echo(f"{twin.path}: {twin.title} (waits already)", err=True)
        click.echo(
            "nothing written: this was linked before; --again takes it all the same", err=True
        )
        raise SystemExit(CONTENT_PROBLEMS)
    folder = context.root / config.new.inbox
    taken = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    day = read_now(given["day"], config).date() if given["day"] else today
    entry = InboxEntry(
        path=config.new.inbox.strip("/"),
        title=given["title"] or title_from_url(url),
        url=url,
        section=given["section"],
        note=given["note"],
        added=day,
        by=given["by"],
    )
    file = plan_entry_file(entry, taken)
    write_files(context.root, (file,))
    click.echo(f"wrote {file.path}")
    if given["edit"]:
        click.edit(filename=str(context.root / file.path))
