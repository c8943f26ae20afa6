"""A Markdown text as a sequence of sections, which can be taken from one issue to the next."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from digest.config.tables import Config
from digest.core.diagnostics import Report
from digest.core.text import match_key
from digest.markup.engine import parse_markup


class IssueSection(msgspec.Struct, frozen=True, kw_only=True):
    """A heading with the text up to the next one; text before the first heading has level 0.

    `text` includes the heading as it is written.
    """

    level: int
    title: str
    text: str


def split_sections(text: str, config: Config) -> tuple[IssueSection, ...]:
    """Split a Markdown text at its headings, those in code or comments excepted."""
    lines = text.splitlines(keepends=True)
    document = parse_markup(text, path="", first_line=1, config=config, report=Report())
    headings = [block for block in document.blocks if block.kind == "heading"]
    bounds = [*(heading.line - 1 for heading in headings), len(lines)]
    before = "".join(lines[: bounds[0]])
    found = [IssueSection(level=0, title="", text=before)] if before.strip() or not headings else []
    for heading, start, end in zip(headings, bounds, bounds[1:], strict=False):
        section = "".join(lines[start:end])
        found.append(IssueSection(level=heading.level, title=heading.text, text=section))
    return tuple(found)


def join_sections(sections: Sequence[IssueSection]) -> str:
    """Return the text of sections, with one empty line between them."""
    texts = (section.text.strip("\n") for section in sections)
    return "".join(f"{text}\n\n" for text in texts if text.strip()).removesuffix("\n")


def find_section(sections: Sequence[IssueSection], title: str) -> int | None:
    """Return the index of the section of that title; case and punctuation do not count."""
    key = match_key(title)
    return next((n for n, each in enumerate(sections) if match_key(each.title) == key), None)


def select_section(sections: Sequence[IssueSection], title: str) -> tuple[IssueSection, ...]:
    """Return a section and those below it; () where there is none of that title."""
    start = find_section(sections, title)
    if start is None:
        return ()
    end = start + 1
    while end < len(sections) and sections[end].level > sections[start].level:
        end += 1
    return tuple(sections[start:end])


def replace_section(
    sections: Sequence[IssueSection], title: str, new: Sequence[IssueSection]
) -> tuple[IssueSection, ...]:
    """Return sections with `new` in the place of the one of that title, else at the end."""
    start = find_section(sections, title)
    if start is None:
        return (*sections, *new)
    old = select_section(sections, title)
    return (*sections[:start], *new, *sections[start + len(old) :])


def append_to_section(
    sections: Sequence[IssueSection], title: str, text: str
) -> tuple[IssueSection, ...]:
    """Return sections with text added to the one of that title, which is made if missing."""
    index = find_section(sections, title)
    if index is None:
        levels = [section.level for section in sections if section.level]
        level = min(levels, default=2)
        made = IssueSection(level=level, title=title, text=f"{'#' * level} {title}\n\n{text}")
        return (*sections, made)
    old = sections[index]
    whole = f"{old.text.rstrip()}{_separator(old.text, text)}{text}"
    new = msgspec.structs.replace(old, text=whole)
    return (*sections[:index], new, *sections[index + 1 :])


def _separator(before: str, after: str) -> str:
    """Return one line break between two entries of a list, else an empty line."""
    last = before.rstrip().rpartition("\n")[2].lstrip()
    bullets = ("- ", "* ", "+ ")
    return "\n" if last.startswith(bullets) and after.startswith(last[:2]) else "\n\n"
