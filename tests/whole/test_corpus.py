"""Real digests, counted by hand: how many items, and the first and last of each."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from bench.recognition import Sample, parse_file, read_samples

FREE_FORM = ("bitcoinops", "ipfs", "Hextra", "dair-ai.github.io")
ENDS_RIGHT = 0.9


@lru_cache
def samples(shared: Path) -> tuple[Sample, ...]:
    return tuple(read_samples(shared))


def test_every_sample_has_its_items(shared: Path) -> None:
    wrong = {}
    for sample in samples(shared):
        free = any(name in sample.corpus for name in FREE_FORM)
        allowed = max(2, 0.05 * sample.expected) if free else 0
        if abs(len(sample.items) - sample.expected) > allowed:
            wrong[sample.file, sample.section] = (sample.expected, len(sample.items))
    assert wrong == {}


def test_the_first_and_last_item_of_samples_are_right(shared: Path) -> None:
    ends = [end for sample in samples(shared) for end in sample.ends]
    assert sum(end.title_agrees for end in ends) >= ENDS_RIGHT * len(ends)
    assert sum(end.url_agrees for end in ends) >= ENDS_RIGHT * len(ends)


@pytest.mark.parametrize("part", ["first", "last"])
def test_lines_of_the_ends(shared: Path, part: str) -> None:
    ends = [end for sample in samples(shared) for end in sample.ends if end.where == part]
    right = sum(end.found is not None and end.found.line == end.expected["line"] for end in ends)
    assert right >= ENDS_RIGHT * len(ends)


def test_every_post_names_its_items_apart(shared: Path) -> None:
    for path in sorted((shared / "corpus").rglob("*.md"))[:12]:
        items = parse_file(path, path.name).post.items
        anchors = [item.anchor for item in items]
        assert len(set(anchors)) == len(anchors)
        assert [item.position for item in items] == list(range(1, len(items) + 1))
        assert all(item.title for item in items)
