"""Recognition of a few lines of Markdown, for the tests of items."""

from __future__ import annotations

from digest.config.tables import Config, ItemsTable
from digest.core.diagnostics import Diagnostic, Report
from digest.core.model import Item
from digest.items.recognise import recognise_items
from digest.items.records import ItemContext, Recognition
from digest.markup.engine import parse_markup

PATH = "content/post.md"


def recognise(text: str, **context: object) -> Recognition:
    return recognise_with_report(text, **context)[0]


def recognise_with_report(
    text: str, **context: object
) -> tuple[Recognition, tuple[Diagnostic, ...]]:
    report = Report()
    document = parse_markup(text, path=PATH, first_line=1, config=Config(), report=report)
    known = ItemContext(**{"path": PATH, "table": ItemsTable(), **context})  # type: ignore[arg-type]
    recognition = recognise_items(document, known, report)
    ours = tuple(d for d in report.diagnostics if d.code in {"duplicate-url", "bad-pin"})
    return recognition, ours


def items_of(text: str, **context: object) -> tuple[Item, ...]:
    return recognise(text, **context).items


def titles_of(text: str, **context: object) -> list[str]:
    return [item.title for item in items_of(text, **context)]


def places_of(text: str, **context: object) -> list[tuple[str, str]]:
    return [(" / ".join(item.section), item.title) for item in items_of(text, **context)]
