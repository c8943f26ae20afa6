"""The next issue of a series: its front matter and body, with what waits for it, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from digest.authoring.advancing import advance
from digest.authoring.brief import (
    Draft,
    Predecessor,
    Wishes,
    begin_draft,
    fill_template,
    list_fields,
)
from digest.authoring.files import NewFile
from digest.authoring.inbox import Entry, write_entry
from digest.authoring.issue_header import make_header
from digest.authoring.issue_names import make_path, make_title
from digest.authoring.sections import (
    Section,
    extend_section,
    find_section,
    join_sections,
    replace_section,
    split_sections,
    take_section,
)
from digest.authoring.series import Series
from digest.config.tables import Config
from digest.content.front_matter import read_header
from digest.core.diagnostics import Report
from digest.core.text import match_key


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """A new issue: its file, and what was decided."""

    file: NewFile
    title: str
    day: date
    number: int | None
    carried: tuple[str, ...]


def plan_issue(
    series: Series,
    last: Sequence[Predecessor],
    wishes: Wishes,
    config: Config,
    *,
    template: str | None = None,
    entries: Sequence[Entry] = (),
) -> Issue:
    """Plan the next issue after `last` (newest first), with the waiting entries in it."""
    draft = begin_draft(series, tuple(last[:2]), wishes, config)
    title = wishes.title or make_title(draft)
    fields = list_fields(draft, title)
    header, body = (
        _split_template(fill_template(template, fields)) if template is not None else ("", None)
    )
    sections = split_sections(_skeleton(draft) if body is None else body, config)
    sections, carried = _carry(draft, sections)
    sections = _put_entries(draft, sections, entries)
    if not header:
        header, own_heading = make_header(draft, title)
        if own_heading:
            sections = (Section(level=1, title=title, text=f"# {title}"), *sections)
    text = f"{header.rstrip()}\n\n" if header.strip() else ""
    return Issue(
        file=NewFile(path=make_path(draft, title, fields), text=text + join_sections(sections)),
        title=title,
        day=draft.day,
        number=draft.number,
        carried=carried,
    )


def _skeleton(draft: Draft) -> str:
    """Give the headings that the last issues share, for an issue that has no template."""
    if not draft.last:
        return "\n"
    split = [_sections_of(each, draft.config) for each in draft.last]
    starts = {item.line for item in draft.last[0].post.items}
    shared = {match_key(each.title) for each in split[1]} if len(split) > 1 else None
    lead = min((each.level for each in split[0] if each.level > 1), default=2)
    lines: list[str] = []
    at = read_header(draft.last[0].text, "", Report()).body_line
    for section in split[0]:
        is_shared = (
            match_key(section.title) in shared if shared is not None else section.level == lead
        )
        if section.level > 1 and is_shared and at not in starts and section.title.strip():
            heading = section.text.lstrip("# ").splitlines()[0].strip()
            moved = advance(heading, draft.step).text if draft.step else heading
            lines += [f"{'#' * section.level} {moved}", ""]
        at += section.text.count("\n")
    return "\n".join(lines) + "\n"


def _sections_of(issue: Predecessor, config: Config) -> tuple[Section, ...]:
    return split_sections(read_header(issue.text, issue.post.path, Report()).body, config)


def _carry(
    draft: Draft, sections: tuple[Section, ...]
) -> tuple[tuple[Section, ...], tuple[str, ...]]:
    """Take over the sections that the series carries from its last issue."""
    carried = []
    last = _sections_of(draft.last[0], draft.config) if draft.last else ()
    for title in draft.series.table.carry:
        taken = take_section(last, title)
        if taken:
            sections = replace_section(sections, title, taken)
            carried.append(taken[0].title)
    return sections, tuple(carried)


def _put_entries(
    draft: Draft, sections: tuple[Section, ...], entries: Sequence[Entry]
) -> tuple[Section, ...]:
    """Write every waiting entry into its section, in order."""
    table = draft.config.new
    for entry in entries:
        text = write_entry(entry, table.entry)
        title = entry.section or table.section
        at = find_section(sections, title)
        sections = extend_section(sections, sections[at].title if at is not None else title, text)
    return sections


def _split_template(text: str) -> tuple[str, str]:
    """Give a template's own front matter as it is written, and its body."""
    header = read_header(text, "", Report())
    lines = text.splitlines(keepends=True)
    if header.form == "none":
        return "", text
    return "".join(lines[: header.body_line - 1]), header.body
