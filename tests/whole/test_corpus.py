"""Real digests, counted by hand: how many items, and the first and last of each."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from bench.recognition import measure_fit, read_texts
from bench.samples import Finding, parse_file, read_samples

LEAST_RIGHT = 45
"""Samples of which every labelled field is right; `python -m bench.recognition` prints them."""
LEAST_CUT = 48
"""Samples in which every entry begins where it should."""
ENDS_RIGHT = 0.85


@lru_cache
def findings(shared: Path) -> tuple[Finding, ...]:
    samples = read_samples(shared)
    return measure_fit(samples, read_texts(samples))


def test_most_samples_are_right_in_every_field(shared: Path) -> None:
    wrong = [(f.sample.file, f.sample.section) for f in findings(shared) if not f.is_right]
    assert len(findings(shared)) - len(wrong) >= LEAST_RIGHT, wrong


def test_entries_begin_where_they_should(shared: Path) -> None:
    cut = [f for f in findings(shared) if set(f.lines) == set(f.found_lines)]
    assert len(cut) >= LEAST_CUT
    wanted = sum(len(f.lines) for f in findings(shared))
    common = sum(len(set(f.lines) & set(f.found_lines)) for f in findings(shared))
    assert common >= 0.98 * wanted
    assert common >= 0.98 * sum(len(f.found_lines) for f in findings(shared))


@pytest.mark.parametrize("part", ["first", "last"])
def test_the_ends_of_samples_are_right(shared: Path, part: str) -> None:
    ends = [end for f in findings(shared) for end in f.ends if end.where == part]
    assert sum(end.title_agrees for end in ends) >= ENDS_RIGHT * len(ends)
    assert sum(end.url_agrees for end in ends) >= ENDS_RIGHT * len(ends)
    assert sum(end.line_agrees for end in ends) >= ENDS_RIGHT * len(ends)


def test_every_post_names_its_items_apart(shared: Path) -> None:
    for path in sorted((shared / "corpus").rglob("*.md"))[:12]:
        items = parse_file(path, path.name).post.items
        anchors = [item.anchor for item in items]
        assert len(set(anchors)) == len(anchors)
        assert [item.position for item in items] == list(range(1, len(items) + 1))
        assert all(item.title for item in items)
        assert all(len(item.title) <= 160 for item in items)
        assert all(len(item.anchor) <= 100 for item in items)
