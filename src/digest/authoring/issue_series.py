"""The series that a new issue belongs to, with its earlier issues and their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from digest.authoring.dated_names import find_issue_number
from digest.config.command_tables import SeriesTable
from digest.config.tables import Config
from digest.core.diagnostics import DigestError
from digest.core.model import Post
from digest.core.text import match_key, suggest


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """A series and its issues, newest first; `title` is "" where posts name no series."""

    name: str
    title: str
    table: SeriesTable
    issues: tuple[Post, ...]


def find_series(name: str | None, posts: Iterable[Post], config: Config) -> Series:
    """Return the series of that name, or the only one; without any, all posts are one series.

    Raise DigestError if there is no such series, or if several could be meant.
    """
    dated = sorted(
        (post for post in posts if post.kind == "post" and post.date),
        key=lambda post: (post.date.timestamp() if post.date else 0, post.path),
        reverse=True,
    )
    known = _list_series(dated, config)
    name = name or config.new.series
    if name:
        found = known.get(match_key(name))
        if found is None:
            raise DigestError(_explain_unknown(name, known))
        return found
    if len(known) > 1:
        names = ", ".join(series.name for series in known.values())
        raise DigestError(f"which series? There are {names}: `digest new NAME`")
    if known:
        return next(iter(known.values()))
    return Series(name="default", title="", table=SeriesTable(), issues=tuple(dated))


def next_number(series: Series) -> int | None:
    """Return the number after the last issue's, or None where issues have no numbers."""
    if not series.issues:
        return 1 if series.title else None
    last = issue_number(series.issues[0])
    return None if last is None else last + 1


def issue_number(post: Post) -> int | None:
    """Return an issue's number: its own, else that in its title, else that in its file's name."""
    if post.number is not None:
        return post.number
    day = post.date.date() if post.date else None
    stem = post.path.rpartition("/")[2].rpartition(".")[0]
    if stem in {"index", "_index"}:
        stem = post.path.split("/")[-2]
    found = find_issue_number(post.title, day)
    return found if found is not None else find_issue_number(stem, day)


def _list_series(posts: Sequence[Post], config: Config) -> dict[str, Series]:
    """Return the series that `site.toml` declares or that posts name, by the key of their names."""
    titles: dict[str, str] = {}
    issues: dict[str, list[Post]] = {}
    for post in posts:
        for title in post.series:
            key = match_key(title)
            titles.setdefault(key, title)
            issues.setdefault(key, []).append(post)
    found: dict[str, Series] = {}
    for name, table in config.series.items():
        title = table.title or titles.get(match_key(name), name)
        own = issues.pop(match_key(title), [])
        if not own and len(config.series) == 1 and not issues:
            own, title = list(posts), table.title or title
        found[match_key(name)] = Series(name=name, title=title, table=table, issues=tuple(own))
    for key, own in issues.items():
        series = Series(name=titles[key], title=titles[key], table=SeriesTable(), issues=tuple(own))
        found.setdefault(key, series)
    return found


def _explain_unknown(name: str, known: dict[str, Series]) -> str:
    names = [series.name for series in known.values()]
    near = suggest(name, names)
    if near:
        return f'there is no series "{name}": did you mean "{near}"?'
    listed = (
        f"known: {', '.join(names)}" if names else f"declare it as [series.{name}] in site.toml"
    )
    return f'there is no series "{name}" ({listed})'
