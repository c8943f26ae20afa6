"""The five documents the project exists for: every item as expected by hand."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from digest.config.tables import Config
from digest.content.inventory import Source
from digest.content.parse import Parsed, parse_post
from digest.core.model import Item

SEEDS = (
    "ai-odyssey-february-24.md",
    "weekly-ai-news-2024-01.md",
    "weekly-digest-5.md",
    "models.md",
)

KINDS = {"paper": {"paper"}, "post": {"social", "article"}}
"""Kinds as a reader says them → digest's; anything else is an article."""

SAME_NAMES = {"stanforduni": "stanford"}


@pytest.fixture(scope="session")
def expected(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "expected" / "seeds.json").read_text())
    return found


@lru_cache
def parse_seed(path: Path) -> Parsed:
    source = Source(path=f"content/{path.name}", data=path.read_bytes())
    return parse_post(source, Config())


def wanted_items(seed: dict[str, Any]) -> list[dict[str, Any]]:
    if "items" in seed:
        items: list[dict[str, Any]] = seed["items"]
        return items
    return [item for group in seed["groups"] for item in group["items"]]


def accepted(seed: dict[str, Any], wanted: dict[str, Any], field: str) -> list[Any]:
    name = "primary" if field == "primary_url" else field
    listed = seed.get("accept", {}).get(f"line {wanted.get('line')} {field}", [])
    return [wanted[field], *listed, *wanted.get(f"accept_{name}", [])]


def plain(text: str) -> str:
    return text.replace("`", "").replace("’", "'").removesuffix(".")


def name_key(name: str) -> str:
    key = "".join(filter(str.isalnum, name)).casefold()
    return SAME_NAMES.get(key, key)


def pairs(shared: Path, expected: dict[str, Any], name: str) -> list[tuple[Item, dict[str, Any]]]:
    items = parse_seed(shared / "seeds" / "content" / name).post.items
    wanted = wanted_items(expected[name])
    assert len(items) == expected[name]["items_expected"] == len(wanted)
    return list(zip(items, wanted, strict=True))


@pytest.mark.parametrize("name", SEEDS)
def test_titles_and_addresses(shared: Path, expected: dict[str, Any], name: str) -> None:
    seed = expected[name]
    for item, wanted in pairs(shared, expected, name):
        assert plain(item.title) in map(plain, accepted(seed, wanted, "title"))
        assert item.url in accepted(seed, wanted, "primary_url")


@pytest.mark.parametrize("name", SEEDS)
def test_lines_and_numbers(shared: Path, expected: dict[str, Any], name: str) -> None:
    for item, wanted in pairs(shared, expected, name):
        assert item.line == wanted.get("line", item.line)
        assert item.number == wanted.get("number", item.number)
        marker = wanted.get("marker")
        assert marker is None or item.number in {None, int(marker[:-1])}


@pytest.mark.parametrize("name", SEEDS[:3])
def test_dates_kinds_and_organisations(shared: Path, expected: dict[str, Any], name: str) -> None:
    for item, wanted in pairs(shared, expected, name):
        assert (item.date and item.date.isoformat()) == wanted["date"]
        assert item.kind in KINDS.get(wanted["kind"], {"article"})
        assert [name_key(s) for s in item.sources] == [name_key(s) for s in wanted["organisations"]]


@pytest.mark.parametrize("name", SEEDS[:3])
def test_links(shared: Path, expected: dict[str, Any], name: str) -> None:
    for item, wanted in pairs(shared, expected, name):
        if "links" in wanted:
            found = [{"text": link.text, "url": link.url} for link in item.links]
            assert found == wanted["links"]
        else:
            empty = wanted.get("links_with_empty_href", 0)
            assert len(item.links) == wanted["links_total"] - empty
        if "links_distinct" in wanted:
            assert len({link.url for link in item.links}) == wanted["links_distinct"]


def test_the_weekly_list_has_its_groups_and_reports_its_one_repeat(
    shared: Path, expected: dict[str, Any]
) -> None:
    parsed = parse_seed(shared / "seeds" / "content" / "weekly-ai-news-2024-01.md")
    seed = expected["weekly-ai-news-2024-01.md"]
    groups = dict.fromkeys(item.section for item in parsed.post.items)
    assert list(groups) == [(group["heading"],) for group in seed["groups"]]
    repeats = [(d.line, d.message) for d in parsed.diagnostics if d.code == "duplicate-url"]
    assert repeats == [
        (92, f"{seed['duplicates'][0]['url']} is already the link of the item at line 90")
    ]
    assert parsed.post.date is not None
    assert parsed.post.date.date().isoformat() == seed["post_date"]


def test_anchors_and_ids_are_stable_and_anchors_unique(shared: Path) -> None:
    for name in SEEDS:
        items = parse_seed(shared / "seeds" / "content" / name).post.items
        anchors = [item.anchor for item in items]
        assert len(set(anchors)) == len(anchors)
    weekly = parse_seed(shared / "seeds" / "content" / "weekly-ai-news-2024-01.md").post.items
    one, other = (item for item in weekly if item.title.startswith("LLM Augmented LLMs"))
    assert one.id == other.id
    assert one.anchor != other.anchor


def test_the_json_document_is_one_item(shared: Path, expected: dict[str, Any]) -> None:
    seed = expected["llm-primer.json"]
    items = parse_seed(shared / "seeds" / "content" / "llm-primer.json").post.items
    assert len(items) in seed["accept_items_expected"]
    for item, wanted in zip(items, seed["items"], strict=False):
        assert (item.title, item.url, item.kind) == (
            wanted["title"], wanted["primary_url"], wanted["kind"],
        )  # fmt: skip
        assert list(item.sources) == wanted["organisations"]
        assert item.date is None
