"""The title and the file of a new issue, after those of the issues before it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from digest.authoring.advancing import Step, advance
from digest.authoring.brief import Draft, fill_template, is_regular, list_fields, spell_day
from digest.core.text import match_key, slugify

_MOST = 0.5
_TAIL = re.compile(r"\s*[:–—|-]+\s+.*$|\s*：.*$")


def make_title(draft: Draft) -> str:
    """Give the title: by the series' pattern, or the last one moved on, or series and number."""
    if draft.series.table.issue:
        return fill_template(draft.series.table.issue, list_fields(draft, "")).strip()
    name = draft.series.title or draft.config.site.title
    plain = (
        f"{name} {draft.number}" if draft.number is not None else f"{name}, {spell_day(draft.day)}"
    )
    if draft.step is None:
        return plain
    newest = draft.last[0].post.title
    moved = advance(newest, draft.step)
    if not moved.end:
        return plain
    if len(draft.last) > 1 and is_regular(draft, newest, draft.last[1].post.title):
        return moved.text.strip()
    head, rest = moved.text[: moved.end], moved.text[moved.end :]
    return (
        head if _TAIL.fullmatch(rest) else moved.text if not rest.strip() else head + _short(rest)
    )


def _short(rest: str) -> str:
    """Give the end of a title without the headline in it, which is the last issue's."""
    return _TAIL.sub("", rest)


def make_path(draft: Draft, title: str, fields: Mapping[str, str]) -> str:
    """Give the path of the file: by the series' pattern, or the last one moved on."""
    if draft.series.table.path:
        path = fill_template(draft.series.table.path, fields)
        return path if "." in path.rpartition("/")[2] else f"{path}.md"
    content = draft.config.build.content.strip("/")
    own = slugify(draft.wishes.title or title)
    if not draft.last or draft.step is None:
        return f"{content}/{own}.md"
    old = draft.last[0].post.path
    folder, _, name = old.rpartition("/")
    stem, _, ending = name.rpartition(".")
    ending = ending if ending in {"md", "markdown", "mdx"} else "md"
    is_bundle = stem.lower() == "index"
    if is_bundle:
        folder, _, stem = folder.rpartition("/")
    base = advance(folder, draft.step).text if folder != content else folder
    new = _next_stem(draft, stem, own)
    return f"{base}/{new}/{name}" if is_bundle else f"{base}/{new}.{ending}"


def _next_stem(draft: Draft, stem: str, own: str) -> str:
    """Give the name of the new file: the last one's, moved on; headlines in it are replaced."""
    assert draft.step is not None  # noqa: S101 - for the type checker
    moved = advance(stem, draft.step)
    if not moved.end:
        return own
    rest = moved.text[moved.end :]
    if not rest.strip("-_ "):
        return moved.text
    if len(draft.last) > 1:
        older = draft.last[1].post.path.rpartition("/")
        name = older[2].rpartition(".")[0]
        name = older[0].rpartition("/")[2] if name.lower() == "index" else name
        if is_regular(draft, stem, name):
            return moved.text
    elif not _is_headline(rest, draft.last[0].post.title, draft.step):
        return moved.text
    head = moved.text[: moved.end]
    return f"{head}-{slugify(draft.wishes.title)}" if draft.wishes.title else head


def _is_headline(rest: str, title: str, step: Step) -> bool:
    """Tell whether the end of a file's name is what its issue was about, and not its kind."""
    moved = advance(title, step)
    headline = match_key(moved.text[moved.end :])
    key = match_key(rest)
    return key in headline and len(key) > _MOST * len(headline)
