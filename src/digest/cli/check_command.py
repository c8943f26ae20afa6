"""`digest check`: every problem that a build reports, and advice for authors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from msgspec.structs import replace

from digest.cli.command_context import (
    CommandContext,
    exit_code,
    new_report,
    read_now,
    require_content,
)
from digest.cli.diagnostic_output import MOST_SHOWN, fold_repeats, show_problems
from digest.cli.shared_options import (
    check_codes,
    complete_codes,
    drafts_option,
    expired_option,
    format_option,
    future_option,
    jobs_option,
    no_cache_option,
    now_option,
    quiet_option,
    read_selection,
)
from digest.cli.terminal_progress import show_progress
from digest.core.codes import Code

if TYPE_CHECKING:
    from digest.build.options import BuildOptions, CheckResult
    from digest.config.tables import Config
    from digest.core.diagnostics import Diagnostic, Report
    from digest.core.model import Post

_MANY = 20
"""Problems beyond which the summary says how many there are of each code."""

_NOTES = frozenset(
    {Code.DUPLICATE_URL, Code.INSECURE_LINK, Code.TRACKING_PARAMETER, Code.HEADING_JUMP}
)
"""Codes that are notes, shown with --all only, in posts older than the newest one."""


@click.command(
    epilog="""\b
Examples:
  digest check                      everything
  digest check --since main         only what this branch brought
  digest check --all                with what is noted on old posts
  digest check --fix --dry-run      what could be fixed, and how
  digest check --format markdown    for a comment on a pull request
  digest check --external           ask which links are dead or have moved
  digest check --external --budget 50 --archive
  digest check --fix --use-archived    copies in place of dead pages"""
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--since", metavar="REF", help="Only what this change brought: compare with REF.")
@click.option(
    "--all", "everything", is_flag=True, help="Show every problem, notes on old posts too."
)
@click.option("--fix", is_flag=True, help="Fix what is safe to fix, and show how.")
@click.option("--dry-run", is_flag=True, help="With --fix: show it only.")
@click.option("--use-archived", is_flag=True, help="With --fix: link the copies of dead pages.")
@click.option("--external", is_flag=True, help="Ask for the addresses out there, politely.")
@click.option(
    "--budget", type=click.IntRange(min=1), metavar="N", help="With --external: ask for N at most."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1, max=300),
    metavar="SECONDS",
    help="With --external: how long one request may take.",
)
@click.option("--archive", is_flag=True, help="With --external: look for copies of dead pages.")
@click.option(
    "--allow-private", is_flag=True, help="With --external: also ask this machine and its network."
)
@click.option(
    "--code",
    "codes",
    multiple=True,
    metavar="CODE",
    callback=check_codes,
    shell_complete=complete_codes,
    help="Show this code only; may be given again.",
)
@drafts_option
@future_option
@expired_option
@now_option
@jobs_option
@no_cache_option
@quiet_option
@format_option
@click.pass_obj
def command(context: CommandContext, /, form: str, now: str | None, **given: Any) -> None:
    """Find problems: all that a build reports, and advice for the author.

    Addresses out there are only asked for with --external; what came of it stays in links.lock,
    and every later check reports it. [external] in site.toml says how politely.
    """
    from digest.build.options import BuildOptions, cache_folder

    _check_options(given)
    switches = {"build": read_selection(given)}
    config, report = context.load(form, switches, thorough=True)
    require_content(context, config)
    options = BuildOptions(
        now=read_now(now, config), jobs=given["jobs"], remember=not given["no_cache"]
    )
    options = replace(options, cache=cache_folder(context.root, config, options))
    result = _check(context, config, options, report, quiet=given["quiet"])
    if given["external"]:
        from digest.cli.external_check import check_external

        check_external(context.root, config, result, options.now, given)
        fresh = context.load(form, switches, thorough=True)[1]
        result = _check(context, config, options, fresh, quiet=given["quiet"])
    comparison = _check_baseline(given["since"], context, switches, options)
    found = _select(result.report, comparison, given["codes"])
    changed = comparison.changed
    paths = [path for path in result.posts if changed is None or path in changed]
    if given["fix"] and _fix(context, config, paths, found, given, form=form):
        fresh = context.load(form, switches, thorough=True)[1]
        result = _check(context, config, options, fresh, quiet=given["quiet"])
        found = _select(result.report, comparison, given["codes"])
    selective = given["everything"] or given["codes"]
    if form != "json" and not selective:
        found = fold_repeats(found)
    found, notes = _grade_down(found, _list_old_posts(result.posts.values(), options.now), config)
    hides_notes = form == "text" and not selective and given["since"] is None
    shown = _without(found, notes) if hides_notes else found
    show_problems(shown, form, context.root, most=None if selective else MOST_SHOWN)
    if form == "text" and not given["quiet"]:
        click.echo(_summarize(found, len(result.posts), given["since"]), err=True)
        if hides_notes and notes:
            click.echo(_describe_notes(len(notes)), err=True)
    raise SystemExit(exit_code(found, strict=given["strict"]))


def _check_options(given: Mapping[str, Any]) -> None:
    """Raise `UsageError` for options that mean nothing without another one."""
    needed = {
        "external": ("budget", "timeout", "archive", "allow_private"),
        "fix": ("dry_run", "use_archived"),
    }
    for switch, options in needed.items():
        for name in options:
            if given[name] and not given[switch]:
                raise click.UsageError(f"--{name.replace('_', '-')} needs --{switch}")


def _check(
    context: CommandContext, config: Config, options: BuildOptions, report: Report, *, quiet: bool
) -> CheckResult:
    from digest.build.pipeline import check_site

    with show_progress(quiet=quiet) as progress:
        return check_site(context.root, config, options, report, progress)


def _fix(
    context: CommandContext,
    config: Config,
    paths: Iterable[str],
    found: Report,
    given: Mapping[str, Any],
    *,
    form: str,
) -> bool:
    """Show and write the fixes of the problems found; return whether a file changed.

    The diff goes to standard error where standard output is for machines. With --code nothing else
    is touched, trailing spaces neither.
    """
    from digest.build.library import read_resources
    from digest.checks.external import load_link_states
    from digest.checks.fixes import fix_files, format_diff, list_replacements, write_fix

    replacements = list_replacements(load_link_states(context.root), archived=given["use_archived"])
    fixes = fix_files(
        context.root,
        paths,
        found.diagnostics,
        config,
        resources=read_resources(context.root, config),
        replacements=replacements,
        tidy=not given["codes"],
    )
    count = 0
    for fix in fixes:
        click.echo(format_diff(fix), err=form != "text")
        if not given["dry_run"]:
            write_fix(context.root, fix)
        count += 1
    if not given["quiet"]:
        click.echo(_describe_fixes(count, len(found.diagnostics), given), err=True)
    return count > 0 and not given["dry_run"]


def _describe_fixes(files: int, problems: int, given: Mapping[str, Any]) -> str:
    if files:
        verb = "would fix" if given["dry_run"] else "fixed"
        return f"{verb} {files} file{'s' * (files != 1)}"
    if problems:
        return "nothing was fixed: what is left is for you to decide"
    return "nothing to fix"


class _Comparison(NamedTuple):
    """The problems of the baseline, and the files renamed and changed since.

    Without --since there were no problems, and all files count as changed (`changed` is None).
    """

    problems: tuple[Diagnostic, ...] = ()
    renamed: Mapping[str, str] = {}
    changed: frozenset[str] | None = None


def _check_baseline(
    ref: str | None,
    context: CommandContext,
    switches: Mapping[str, Mapping[str, Any]],
    options: BuildOptions,
) -> _Comparison:
    """Check the site as it was where this change began."""
    if ref is None:
        return _Comparison()
    from digest.build.pipeline import check_site
    from digest.checks.baseline import check_out_baseline
    from digest.checks.external import load_link_states, save_link_states
    from digest.config.site_file import load_config
    from digest.core.diagnostics import Report

    with check_out_baseline(context.root, ref) as baseline:
        # A link that died meanwhile is no fault of this change: judge by the present states.
        save_link_states(baseline.root, load_link_states(context.root))
        faults = Report()
        config = load_config(baseline.root, faults, switches)
        report = new_report(config, thorough=True)
        found = check_site(baseline.root, config, options, report).report.diagnostics
        return _Comparison((*faults.diagnostics, *found), baseline.renamed, baseline.changed)


def _select(report: Report, comparison: _Comparison, codes: tuple[str, ...]) -> Report:
    """Return a report of the problems that are new, and have one of `codes` if any is given."""
    from digest.checks.baseline import find_new_problems

    selected = type(report)()
    new = find_new_problems(report.diagnostics, comparison.problems, comparison.renamed)
    selected.extend(found for found in new if not codes or found.code in codes)
    return selected


def _list_old_posts(posts: Iterable[Post], now: datetime) -> frozenset[str]:
    """Return the paths of the dated posts that are older than the newest one published."""
    dated = [post for post in posts if post.kind == "post" and post.date]
    days = [post.date for post in dated if post.date and post.date <= now and not post.draft]
    newest = max(days, default=now).date()
    return frozenset(post.path for post in dated if post.date and post.date.date() < newest)


def _grade_down(
    report: Report, old: frozenset[str], config: Config
) -> tuple[Report, frozenset[Diagnostic]]:
    """Return the report with notes on old posts graded as info, and those notes.

    A grade that the site chose itself stays.
    """
    regraded, notes = type(report)(), set()
    for each in report.diagnostics:
        is_own = each.code in config.check.rules or each.severity != each.code.severity
        found = each
        if each.code in _NOTES and each.path in old and not is_own:
            found = replace(each, severity="info")
            notes.add(found)
        regraded.extend((found,))
    return regraded, frozenset(notes)


def _without(report: Report, notes: frozenset[Diagnostic]) -> Report:
    rest = type(report)()
    rest.extend(each for each in report.diagnostics if each not in notes)
    return rest


def _describe_notes(count: int) -> str:
    if count == 1:
        return "1 note on an older post is not shown: --all shows it"
    return f"{count:,} notes on older posts are not shown: --all shows them"


def _summarize(report: Report, posts: int, ref: str | None) -> str:
    grades = ((report.count(grade), grade) for grade in ("error", "warning", "info"))
    counted = ", ".join(f"{count} {grade}{'s' * (count != 1)}" for count, grade in grades if count)
    where = f" since {ref}" if ref else ""
    told = f"{posts} post{'s' * (posts != 1)} checked{where}: {counted or 'no problems'}"
    codes = Counter(found.code for found in report.diagnostics)
    if codes.total() <= _MANY:
        return told
    listed = ", ".join(f"{count} {code}" for code, count in codes.most_common())
    return f"{told}\n{listed} (--code CODE shows one)"
