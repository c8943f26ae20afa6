"""`digest check`: everything a build would find, and what only authors want to hear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from msgspec.structs import replace

from digest.cli import session as cli
from digest.cli.completing import complete_codes
from digest.cli.options import jobs_option, known_codes, no_cache_option, quiet_option
from digest.cli.progress import TerminalProgress, wants_bar

if TYPE_CHECKING:
    from digest.build.options import BuildOptions, CheckResult
    from digest.config.tables import Config
    from digest.core.diagnostics import Diagnostic, Report

_MANY = 20
"""Problems beyond which the summary says how many there are of each code."""


@click.command(
    epilog="""\b
Examples:
  digest check                      everything
  digest check --since main         only what this branch brought
  digest check --fix --dry-run      what could be mended, and how
  digest check --format markdown    for a comment on a pull request
  digest check --external           ask which links are dead or have moved
  digest check --external --budget 50 --archive
  digest check --fix --use-archived    copies in place of dead pages"""
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--since", metavar="REF", help="Only what this change brought: compare with REF.")
@click.option("--fix", is_flag=True, help="Mend what is safe to mend, and show how.")
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
    callback=known_codes,
    shell_complete=complete_codes,
    help="Show this code only; may be given again.",
)
@cli.drafts_option
@cli.future_option
@cli.expired_option
@cli.now_option
@jobs_option
@no_cache_option
@quiet_option
@cli.format_option
@click.pass_obj
def command(session: cli.Session, /, form: str, now: str | None, **given: Any) -> None:
    """Find problems: all that a build reports, and advice for the author.

    Addresses out there are only asked for with --external; what came of it stays in links.lock,
    and every later check reports it. [external] in site.toml says how politely.
    """
    from digest.build.options import BuildOptions, cache_folder

    _check_use(given)
    overrides = {name: given[name] for name in ("drafts", "future", "expired")}
    switches = {"build": cli.switched_on(**overrides)}
    config, report = session.load(form, switches, thorough=True)
    options = BuildOptions(
        now=cli.read_now(now, config), jobs=given["jobs"], remember=not given["no_cache"]
    )
    options = replace(options, cache=cache_folder(session.root, config, options))
    result = _check(session, config, options, report, quiet=given["quiet"])
    if given["external"]:
        from digest.cli.external import ask_outside

        ask_outside(session.root, config, result, options.now, given)
        fresh = session.load(form, switches, thorough=True)[1]
        result = _check(session, config, options, fresh, quiet=given["quiet"])
    past = _check_past(given["since"], session, switches, options)
    found = _select(result.report, past, given["codes"])
    paths = [path for path in result.posts if past.changed is None or path in past.changed]
    if given["fix"] and _mend(session, config, paths, found, given, form=form):
        fresh = session.load(form, switches, thorough=True)[1]
        result = _check(session, config, options, fresh, quiet=given["quiet"])
        found = _select(result.report, past, given["codes"])
    cli.show_problems(found, form, session.root)
    if form == "text" and not given["quiet"]:
        click.echo(_summary(found, len(result.posts), given["since"]), err=True)
    raise SystemExit(cli.exit_code(found, strict=given["strict"]))


def _check_use(given: Mapping[str, Any]) -> None:
    """Refuse options that mean nothing without another one."""
    needed = {
        "external": ("budget", "timeout", "archive", "allow_private"),
        "fix": ("dry_run", "use_archived"),
    }
    for switch, options in needed.items():
        for name in options:
            if given[name] and not given[switch]:
                raise click.UsageError(f"--{name.replace('_', '-')} needs --{switch}")


def _mend(
    session: cli.Session,
    config: Config,
    paths: Iterable[str],
    found: Report,
    given: Mapping[str, Any],
    *,
    form: str,
) -> bool:
    """Show what can be mended of the problems found, and mend it; say whether a file changed.

    What machines read of the problems goes where the changes would stand otherwise. Who asks for
    some codes only wants nothing else to be touched, spaces neither.
    """
    from digest.build.library import read_resources
    from digest.checks.external import load_lock
    from digest.checks.fixes import list_replacements, mend_files, show_mend, write_mend

    replacements = list_replacements(load_lock(session.root), archived=given["use_archived"])
    mends = mend_files(
        session.root,
        paths,
        found.diagnostics,
        config,
        resources=read_resources(session.root, config),
        replacements=replacements,
        tidy=not given["codes"],
    )
    changed = False
    for mend in mends:
        click.echo(show_mend(mend), err=form != "text")
        if not given["dry_run"]:
            write_mend(session.root, mend)
            changed = True
    return changed


class _Past(NamedTuple):
    """What was wrong where this change began, and the files that it renamed and touched.

    Without a beginning nothing was wrong, and every file is meant (`changed` is None).
    """

    problems: tuple[Diagnostic, ...] = ()
    renamed: Mapping[str, str] = {}
    changed: frozenset[str] | None = None


def _check_past(
    ref: str | None,
    session: cli.Session,
    switches: Mapping[str, Mapping[str, Any]],
    options: BuildOptions,
) -> _Past:
    """Look at the site as it was where this change began."""
    if ref is None:
        return _Past()
    from digest.build.pipeline import check_site
    from digest.checks.external import load_lock, write_lock
    from digest.checks.since import visit_past
    from digest.cli.session import new_report
    from digest.config.reading import load_config
    from digest.core.diagnostics import Report

    with visit_past(session.root, ref) as past:
        # What has died meanwhile was not brought by this change: judge by today's knowledge.
        write_lock(past.root, load_lock(session.root))
        faults = Report()
        config = load_config(past.root, faults, switches)
        report = new_report(config, thorough=True)
        found = check_site(past.root, config, options, report).report.diagnostics
        return _Past((*faults.diagnostics, *found), past.renamed, past.changed)


def _select(report: Report, past: _Past, codes: tuple[str, ...]) -> Report:
    """Give a report of those problems that are news, and of the codes that were asked for."""
    from digest.checks.since import find_news

    selected = type(report)()
    news = find_news(report.diagnostics, past.problems, past.renamed)
    selected.extend(found for found in news if not codes or found.code in codes)
    return selected


def _summary(report: Report, posts: int, ref: str | None) -> str:
    grades = ((report.count(grade), grade) for grade in ("error", "warning", "info"))
    counted = ", ".join(f"{count} {grade}{'s' * (count != 1)}" for count, grade in grades if count)
    where = f" since {ref}" if ref else ""
    told = f"{posts} post{'s' * (posts != 1)} checked{where}: {counted or 'no problems'}"
    codes = Counter(found.code for found in report.diagnostics)
    if codes.total() <= _MANY:
        return told
    listed = ", ".join(f"{count} {code}" for code, count in codes.most_common())
    return f"{told}\n{listed} (--code CODE shows one)"


def _check(
    session: cli.Session, config: Config, options: BuildOptions, report: Report, *, quiet: bool
) -> CheckResult:
    from digest.build.pipeline import check_site

    if not wants_bar(quiet=quiet):
        return check_site(session.root, config, options, report)
    with TerminalProgress() as progress:
        return check_site(session.root, config, options, report, progress)
