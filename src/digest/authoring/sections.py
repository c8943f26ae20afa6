"""A Markdown text as a sequence of sections, which can be taken from one issue to the next."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from digest.config.tables import Config
from digest.core.diagnostics import Report
from digest.core.text import match_key
from digest.markup.engine import parse_markup


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A heading with the text up to the next one; the first section of a text may have none.

    `text` holds the heading as it is written.
    """

    level: int
    title: str
    text: str


def split_sections(text: str, config: Config) -> tuple[Section, ...]:
    """Cut a Markdown text at its headings; what is no heading to a reader is none here."""
    lines = text.splitlines(keepends=True)
    document = parse_markup(text, path="", first_line=1, config=config, report=Report())
    heads = [block for block in document.blocks if block.kind == "heading"]
    starts = [head.line - 1 for head in heads]
    before = "".join(lines[: starts[0]] if starts else lines)
    found = [Section(level=0, title="", text=before)] if before.strip() or not heads else []
    ends = [*starts[1:], len(lines)][: len(heads)]
    for head, start, end in zip(heads, starts, ends, strict=True):
        found.append(Section(level=head.level, title=head.text, text="".join(lines[start:end])))
    return tuple(found)


def join_sections(sections: Sequence[Section]) -> str:
    """Put a text together again, one empty line between its sections."""
    texts = (section.text.strip("\n") for section in sections)
    return "".join(f"{text}\n\n" for text in texts if text.strip()).removesuffix("\n")


def find_section(sections: Sequence[Section], title: str) -> int | None:
    """Give the place of the section of that name; case and punctuation do not count."""
    key = match_key(title)
    return next((n for n, each in enumerate(sections) if match_key(each.title) == key), None)


def take_section(sections: Sequence[Section], title: str) -> tuple[Section, ...]:
    """Give a section and those below it; () where there is none of that name."""
    at = find_section(sections, title)
    if at is None:
        return ()
    end = at + 1
    while end < len(sections) and sections[end].level > sections[at].level:
        end += 1
    return tuple(sections[at:end])


def replace_section(
    sections: Sequence[Section], title: str, new: Sequence[Section]
) -> tuple[Section, ...]:
    """Put sections in the place of the one of that name, else at the end."""
    old = take_section(sections, title)
    at = find_section(sections, title)
    if at is None:
        return (*sections, *new)
    return (*sections[:at], *new, *sections[at + len(old) :])


def extend_section(sections: Sequence[Section], title: str, text: str) -> tuple[Section, ...]:
    """Add text at the end of the section of that name, which is made where there is none."""
    at = find_section(sections, title)
    if at is None:
        levels = [section.level for section in sections if section.level]
        level = min(levels, default=2)
        made = Section(level=level, title=title, text=f"{'#' * level} {title}\n\n{text}")
        return (*sections, made)
    old = sections[at]
    whole = f"{old.text.rstrip()}{_gap(old.text, text)}{text}"
    new = msgspec.structs.replace(old, text=whole)
    return (*sections[:at], new, *sections[at + 1 :])


def _gap(before: str, after: str) -> str:
    """Give one line break between two entries of a list, else an empty line."""
    last = before.rstrip().rpartition("\n")[2].lstrip()
    marks = ("- ", "* ", "+ ")
    return "\n" if last.startswith(marks) and after.startswith(last[:2]) else "\n\n"
