"""The next issue of a series: its front matter and body, with the inbox's entries, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from digest.authoring.dated_names import advance_name
from digest.authoring.inbox import InboxEntry, format_entry
from digest.authoring.issue_context import (
    IssueContext,
    NewIssueRequest,
    PreviousIssue,
    fill_template,
    prepare_context,
    template_fields,
)
from digest.authoring.issue_fields import make_front_matter, make_path, make_title
from digest.authoring.issue_sections import (
    IssueSection,
    append_to_section,
    find_section,
    join_sections,
    replace_section,
    select_section,
    split_sections,
)
from digest.authoring.issue_series import Series
from digest.authoring.new_files import NewFile
from digest.config.tables import Config
from digest.content.front_matter import read_front_matter
from digest.core.diagnostics import Report
from digest.core.text import match_key


class NewIssue(msgspec.Struct, frozen=True, kw_only=True):
    """A new issue: its file and what was decided; `carried` are titles of repeated sections."""

    file: NewFile
    title: str
    day: date
    number: int | None
    carried: tuple[str, ...]


def plan_issue(
    series: Series,
    last: Sequence[PreviousIssue],
    request: NewIssueRequest,
    config: Config,
    *,
    template: str | None = None,
    entries: Sequence[InboxEntry] = (),
) -> NewIssue:
    """Return the issue after `last` (newest first), with the entries under their headings."""
    context = prepare_context(series, tuple(last[:2]), request, config)
    title = request.title or make_title(context)
    fields = template_fields(context, title)
    header, body = "", _outline_last(context)
    if template is not None:
        header, body = _split_template(fill_template(template, fields))
    sections, carried = _carry_sections(context, split_sections(body, config))
    for entry in entries:
        sections = _add_entry(sections, entry, config)
    if not header:
        header, needs_heading = make_front_matter(context, title)
        if needs_heading:
            sections = (IssueSection(level=1, title=title, text=f"# {title}"), *sections)
    text = f"{header.rstrip()}\n\n" if header.strip() else ""
    return NewIssue(
        file=NewFile(path=make_path(context, title, fields), text=text + join_sections(sections)),
        title=title,
        day=context.day,
        number=context.number,
        carried=carried,
    )


def _outline_last(context: IssueContext) -> str:
    """Return the headings that the last issues share, without the titles of items."""
    if not context.last:
        return "\n"
    newest, *older = (_sections_of(each, context.config) for each in context.last)
    shared = {match_key(each.title) for each in older[0]} if older else None
    first_level = min((each.level for each in newest if each.level > 1), default=2)
    item_lines = {item.line for item in context.last[0].post.items}
    line = read_front_matter(context.last[0].text, "", Report()).body_line
    outline: list[str] = []
    for section in newest:
        recurs = section.level == first_level
        if shared is not None:
            recurs = match_key(section.title) in shared
        if recurs and section.level > 1 and line not in item_lines and section.title.strip():
            heading = section.text.lstrip("# ").splitlines()[0].strip()
            new = advance_name(heading, context.step).text if context.step else heading
            outline += [f"{'#' * section.level} {new}", ""]
        line += section.text.count("\n")
    return "\n".join(outline) + "\n"


def _sections_of(issue: PreviousIssue, config: Config) -> tuple[IssueSection, ...]:
    return split_sections(read_front_matter(issue.text, issue.post.path, Report()).body, config)


def _carry_sections(
    context: IssueContext, sections: tuple[IssueSection, ...]
) -> tuple[tuple[IssueSection, ...], tuple[str, ...]]:
    """Return sections with those that the series repeats from its last issue, and their titles."""
    carried = []
    last = _sections_of(context.last[0], context.config) if context.last else ()
    for title in context.series.table.carry:
        repeated = select_section(last, title)
        if repeated:
            sections = replace_section(sections, title, repeated)
            carried.append(repeated[0].title)
    return sections, tuple(carried)


def _add_entry(
    sections: tuple[IssueSection, ...], entry: InboxEntry, config: Config
) -> tuple[IssueSection, ...]:
    """Return sections with an inbox entry in its own section, or else in the default one."""
    text = format_entry(entry, config.new.entry)
    title = entry.section or config.new.section
    index = find_section(sections, title)
    return append_to_section(sections, sections[index].title if index is not None else title, text)


def _split_template(text: str) -> tuple[str, str]:
    """Return a template's own front matter as it is written, and its body."""
    header = read_front_matter(text, "", Report())
    if header.form == "none":
        return "", text
    lines = text.splitlines(keepends=True)
    return "".join(lines[: header.body_line - 1]), header.body
