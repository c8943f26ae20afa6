"""`digest seen`: where an address was linked before, in whatever spelling."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.authoring.link_history import find_link_history
from digest.core.addresses import canonicalise
from support.commands import run
from support.factories import make_item, make_link, make_post
from support.sites import write_files

FILES = {
    "content/one.md": "---\ntitle: One\ndate: 2024-01-05\n---\n## Papers\n\n"
    "- [R1](https://arxiv.org/abs/2501.12948v1): thinks.\n- [Two](https://example.org/two)\n",
    "content/two.md": "---\ntitle: Two\ndate: 2024-02-02\ndraft: true\n---\n## Papers\n\n"
    "- [Again](http://www.arxiv.org/pdf/2501.12948): thinks still.\n",
    "content/about.md": "---\ntitle: About\n---\nWritten with [a tool](https://example.org/tool).\n",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_files(tmp_path, FILES)


def test_every_spelling_of_an_address_is_found_newest_first(site: Path) -> None:
    result = run(site, "seen", "https://arxiv.org/abs/2501.12948?utm_source=x", "--format", "json")
    (found,) = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["canonical"] == "https://arxiv.org/abs/2501.12948"
    assert [(place["post"], place["line"], place["date"]) for place in found["places"]] == [
        ("content/two.md", 8, "2024-02-02"),
        ("content/one.md", 7, "2024-01-05"),
    ]
    newest = found["places"][0]
    assert (newest["title"], newest["item"], newest["section"]) == ("Again", 1, ["Papers"])


def test_a_link_outside_items_is_a_mention(site: Path) -> None:
    (found,) = json.loads(run(site, "seen", "example.org/tool", "--format", "json").stdout)
    assert found["places"] == []
    (found,) = json.loads(run(site, "seen", "https://example.org/tool/", "--format", "json").stdout)
    assert [(p["post"], p["item"], p["date"]) for p in found["places"]] == [
        ("content/about.md", None, None)
    ]


def test_addresses_come_from_standard_input_too(site: Path) -> None:
    lines = "https://example.org/two\n\nhttps://example.org/new\n"
    result = run(site, "seen", "-", "--format", "ndjson", stdin=lines)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["url"], len(row["places"])) for row in rows] == [
        ("https://example.org/two", 1),
        ("https://example.org/new", 0),
    ]


def test_scripts_ask_for_an_exit_code(site: Path) -> None:
    assert run(site, "seen", "https://example.org/two").exit_code == 0
    assert run(site, "seen", "https://example.org/two", "--fail").exit_code == 1
    assert run(site, "seen", "https://example.org/three", "--fail").exit_code == 0


def test_the_text_names_file_and_line(site: Path) -> None:
    shown = run(site, "seen", "https://example.org/two", "https://example.org/three").stdout
    assert "content/one.md:8  Two (item 2)  Papers" in shown
    assert "https://example.org/three  not seen" in shown


def test_nothing_but_the_cache_is_written(site: Path) -> None:
    run(site, "seen", "https://example.org/two")
    assert {path.name for path in site.iterdir()} == {"content", ".digest"}


def test_an_item_without_a_link_of_its_own_is_found_by_its_address() -> None:
    item = make_item("A", url="https://example.org/a", links=(), line=3)
    post = make_post(date="2024-01-01", items=(item,), links=())
    (found,) = find_link_history(["https://example.org/a/"], [post])
    assert [(place.line, place.item) for place in found.places] == [(3, 1)]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://youtu.be/a-b_cdefghi", "https://www.youtube.com/watch?v=a-b_cdefghi"),
        ("https://twitter.com/a/status/123456", "https://x.com/b/status/123456"),
        ("https://doi.org/10.48550/arXiv.2501.12948", "https://arxiv.org/pdf/2501.12948v3"),
        ("https://www.google.com/url?q=https%3A%2F%2Fexample.org%2F%C3%A9t%C3%A9",
         "https://example.org/%c3%a9t%c3%a9"),
        ("https://example.org", "http://www.example.org/index.html"),
        ("https://web.archive.org/web/2024/https://example.org/x", "https://example.org/x"),
        ("https://github.com/Ada/Repo.git", "https://github.com/ada/repo"),
    ],
)  # fmt: skip
def test_the_short_cut_misses_no_spelling(written: str, asked: str) -> None:
    assert canonicalise(written) == canonicalise(asked)
    post = make_post(date="2024-01-01", items=(), links=(make_link(written, line=1),))
    (found,) = find_link_history([asked], [post])
    assert len(found.places) == 1


@given(
    st.from_regex(
        r"https?://(www\.)?[a-z]{1,9}\.(org|com)(/[\w%.~-]{0,12}){0,3}(\?[a-z]=\w{0,5})?",
        fullmatch=True,
    )
)
def test_an_address_is_always_its_own_spelling(url: str) -> None:
    post = make_post(date="2024-01-01", items=(), links=(make_link(url, line=1),))
    (found,) = find_link_history([canonicalise(url)], [post])
    assert len(found.places) == (canonicalise(canonicalise(url)) == canonicalise(url))
