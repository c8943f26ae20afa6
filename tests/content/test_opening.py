"""The text that stands for a post in lists: what its author chose, and never the names of pictures."""

from __future__ import annotations

import pytest

from digest.config.tables import Config
from digest.content.inventory import Source
from digest.content.parse import parse_post

OPENING = "The opening that the author chose."
REST = "Words below the line that belong to nobody's list of posts."


def summary(body: str, front_matter: str = "title: A") -> str:
    data = f"---\n{front_matter}\n---\n{body}\n".encode()
    return parse_post(Source(path="content/a.md", data=data), Config()).post.summary


@pytest.mark.parametrize(
    "mark",
    [
        "<!--more-->",
        "<!-- more -->",
        "<!--more Read on …-->",
        "<!-- truncate -->",
        "<!--truncate-->",
        "{/* truncate */}",
        "<!-- TEASER_END -->",
        "<!-- TEASER_END: the rest -->",
        "<!-- PELICAN_END_SUMMARY -->",
        "<!-- excerpt -->",
        "<!-- end excerpt -->",
        "<!-- READ MORE -->",
    ],
)
def test_a_summary_stops_where_the_author_says(mark: str) -> None:
    assert summary(f"{OPENING}\n\n{mark}\n\n{REST}") == OPENING
    assert summary(f"{OPENING} {mark} {REST}") == OPENING
    assert summary(f"One.\n\n{OPENING}\n{mark}\n{REST}") == f"One. {OPENING}"


def test_links_and_lists_before_the_mark_count() -> None:
    body = f"See [this][r]:\n\n- one\n- two\n\n<!--more-->\n\n{REST}\n\n[r]: https://x.org\n"
    assert summary(body) == "See this: one two"
    assert summary(f"# A\n\n{OPENING}\n\n<!--more-->\n\n{REST}") == OPENING


def test_the_marker_may_be_named_in_front_matter() -> None:
    text = f"{OPENING}\n\n<!-- cut -->\n\n{REST}"
    assert summary(text, "title: A\nexcerpt_separator: <!-- cut -->") == OPENING
    assert summary(text) == f"{OPENING} {REST}"


@pytest.mark.parametrize(
    "body",
    [
        f"<!--more-->\n\n{OPENING}",
        f"{OPENING}\n\n```html\nx\n<!--more-->\n```\n",
        f"<!-- more about this later -->\n\n{OPENING}",
    ],
)
def test_what_is_no_mark_or_stands_before_everything_cuts_nothing(body: str) -> None:
    assert summary(body) == OPENING


def test_a_mark_in_code_is_code() -> None:
    assert summary(f"Write `<!--more-->` there.\n\n{OPENING}") == (
        f"Write <!--more--> there. {OPENING}"
    )


def test_a_summary_of_the_front_matter_comes_first() -> None:
    assert summary(f"{OPENING}\n\n<!--more-->\n\n{REST}", "summary: Mine.") == "Mine."


@pytest.mark.parametrize(
    "pictures",
    [
        "![A boat at sea](https://x.example/b.jpg)",
        "[![A boat](https://x.example/b.jpg)](https://x.example/big.jpg)",
        "![Build](https://x.example/b.svg) | ![Licence](https://x.example/c.svg)",
        '<a href="https://x.example"><img src="https://x.example/b.jpg" alt="A boat"></a>',
        '![A boat](b.jpg "A caption")',
        "![One](a.jpg)\n![Two](b.jpg)",
    ],
)
def test_a_paragraph_of_pictures_is_no_opening(pictures: str) -> None:
    assert summary(f"{pictures}\n\nThe opening sentence.") == "The opening sentence."
    assert summary(f"{pictures}\n\nThe opening.\n\n<!--more-->\n\nNot this.") == "The opening."


def test_a_picture_within_a_sentence_is_part_of_it() -> None:
    body = "The opening ![wave](https://x.example/w.png) sentence."
    assert summary(body) == "The opening wave sentence."
