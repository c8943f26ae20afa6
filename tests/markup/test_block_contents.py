"""Ids of headings, and what a document offers to others."""

from __future__ import annotations

from digest.core.model import LinkKind
from digest.markup.block_contents import (
    collect_headings,
    collect_images,
    collect_links,
    first_heading,
    plain_text,
)
from support.markup_samples import diagnostics, parse


def ids(body: str) -> list[str]:
    return [heading.id for heading in collect_headings(parse(body))]


RECURRING = "# 1. Gemini\n\n## What\n\n## Why\n\n# 2. Gemma\n\n## What\n\n## Why\n"


def test_ids_are_made_from_the_plain_text() -> None:
    assert ids("# **Bold** [link](x) `code`\n\n# Über *uns*!\n\n# 模型 发布\n") == [
        "bold-link-code", "über-uns", "模型-发布",
    ]  # fmt: skip


def test_emoji_are_not_part_of_an_id() -> None:
    assert ids("# :rocket: Launch\n\n# 🚀 Lift-off 🎯\n\n# 🎯\n") == [
        "launch", "lift-off", "section",
    ]  # fmt: skip


def test_repeated_headings_are_told_apart_by_their_parents() -> None:
    assert ids(RECURRING) == [
        "1-gemini", "1-gemini-what", "1-gemini-why", "2-gemma", "2-gemma-what", "2-gemma-why",
    ]  # fmt: skip


def test_a_new_section_leaves_the_other_ids_alone() -> None:
    for place in ("# 1. Gemini", "# 2. Gemma"):
        changed = RECURRING.replace(place, f"# 0. Opus\n\n## What\n\n## Why\n\n{place}")
        assert set(ids(RECURRING)) < set(ids(changed))


def test_twins_under_one_parent_are_numbered() -> None:
    assert ids("## A\n\n## A\n\n## A\n\n## A 2\n") == ["a", "a-3", "a-4", "a-2"]


def test_ids_of_authors_win_and_are_never_taken() -> None:
    assert ids("## A\n\n## B {#a}\n") == ["a-2", "a"]
    assert diagnostics("## A {#x}\n\n## B {#x}\n") == ["3:0 duplicate-anchor"]


def test_ids_are_unique_whatever_the_headings() -> None:
    body = "# a\n\n## b\n\n# c\n\n## b\n\n# a-b\n\n# c-b\n\n# a\n\n## b\n\n> ## b\n\n- # b\n"
    found = ids(body)
    assert len(found) == len(set(found)) == 10


def test_headings_are_collected_in_reading_order() -> None:
    document = parse("# T\n\n## A\n\n#### C\n\n### B\n")
    assert [(h.level, h.text, h.id) for h in collect_headings(document)] == [
        (1, "T", "t"), (2, "A", "a"), (4, "C", "c"), (3, "B", "b"),
    ]  # fmt: skip
    heading = first_heading(document)
    assert heading is not None
    assert heading.text == "T"
    assert first_heading(document, 6) is None


def test_links_and_images_are_collected_in_reading_order() -> None:
    def classify(url: str, text: str) -> LinkKind:
        return "paper" if text == "paper" and url else "article"

    document = parse(
        "a [x\ny](/1)\n\n| [paper](/2) |\n|---|\n\n![i](/3 'T')\n\n:::note[[t](/4)]\nb\n:::\n\nc[^1]\n\n"
        "[^1]: <https://five.x>\n"
    )
    found = collect_links(document.blocks, classify)
    assert [(link.url, link.text, link.kind, link.line) for link in found] == [
        ("/1", "x y", "article", 1), ("/2", "paper", "paper", 4), ("/4", "t", "article", 9),
        ("https://five.x", "https://five.x", "article", 15),
    ]  # fmt: skip
    [image] = collect_images(document.blocks)
    assert (image.url, image.alt, image.title, image.line) == ("/3", "i", "T", 7)


def test_plain_text_leaves_code_out_and_keeps_cells_in_their_row() -> None:
    document = parse("# A\n\nb *c*\n\n```\nd\n```\n\n| e | f |\n|---|---|\n\n- g\n")
    assert plain_text(document.blocks) == "A\nb c\ne f\ng"
