"""`digest build`: the whole way from content/ to public/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from digest.cli import session as cli


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--base-url", metavar="URL", help="Address of the site, instead of site.toml's.")
@cli.drafts_option
@cli.future_option
@cli.expired_option
@cli.now_option
@click.option("--jobs", type=click.IntRange(min=1), help="Worker processes (default: one a core).")
@click.option("--no-cache", is_flag=True, help="Remember nothing and use nothing remembered.")
@click.option("--strict", is_flag=True, help="Warnings fail the build too.")
@click.option("--keep-going", is_flag=True, help="Publish what can be published despite errors.")
@click.option("--quiet", is_flag=True, help="Print problems only.")
@cli.format_option
@click.pass_obj
def command(session: cli.Session, /, form: str, now: str | None, **given: Any) -> None:
    """Build the site. Nothing is published if the content has errors."""
    from digest.runs import BuildOptions
    from digest.standing import find_standing

    config, report = session.load(form, _overrides(given))
    options = BuildOptions(
        now=cli.read_now(now, config),
        jobs=given["jobs"],
        output=given["output"],
        remember=not given["no_cache"],
        strict=given["strict"],
        keep_going=given["keep_going"],
    )
    result = find_standing(session.root, config, options, report)
    if result is None:
        from digest.build import build_site

        result = build_site(session.root, config, options, report)
    cli.show_problems(result.report, form)
    if not given["quiet"]:
        click.echo(result.summary(), err=True)
    raise SystemExit(cli.exit_code(result.report, strict=options.strict))


def _overrides(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    switches = {name: given[name] for name in ("drafts", "future", "expired")}
    site = {"base_url": given["base_url"].rstrip("/")} if given["base_url"] else {}
    return {"build": cli.switched_on(**switches), "site": site}
