"""Made-up digests in the shapes people publish: which entries are found, and their fields."""

from __future__ import annotations

import pytest
from bench.fixtures import Fixture, read_fixtures

from digest.core.diagnostics import Report
from digest.core.model import Item
from digest.items.recognise import recognise_items
from digest.items.records import Recognition

FIXTURES = read_fixtures()


def recognise(fixture: Fixture) -> Recognition:
    return recognise_items(*fixture.as_text(), Report())


def facts_of(item: Item) -> list[str]:
    """Give all that a fixture may say of an item, as it says it."""
    facts = [f"{item.title} | {item.url or '-'}", item.kind]
    facts += [f"in {' / '.join(item.section)}"] if item.section else []
    facts += [item.date.isoformat()] if item.date else []
    facts += [f"no. {item.number}"] if item.number is not None else []
    facts += [f"by {', '.join(item.sources)}"] if item.sources else []
    return facts


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda f: f"{f.file}: {f.name}")
def test_entries_are_found_with_their_fields(fixture: Fixture) -> None:
    items = recognise(fixture).items
    found = [item.line for item in items if item.anchor != "top"]
    assert (tuple(found), len(items)) == (fixture.lines, len(fixture.wanted))
    for item, wanted in zip(items, fixture.wanted, strict=True):
        title, url, *more = wanted.split(" | ")
        missing = {f"{title} | {url}", *more} - set(facts_of(item))
        assert missing == set(), facts_of(item)


def test_names_of_cases_are_told_apart() -> None:
    names = [(fixture.file, fixture.name) for fixture in FIXTURES]
    assert len(set(names)) == len(names) > 40
