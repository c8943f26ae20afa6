"""The inbox: one file for each entry, no duplicates, never published."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from digest.authoring.inbox import (
    InboxEntry,
    format_entry,
    plan_entry_file,
    read_inbox,
    title_from_url,
)
from digest.config.tables import Config
from digest.core.diagnostics import Report
from support.commands import run
from support.sites import write_files

DAY = ("--now", "2026-11-20")
POST = (
    "---\ntitle: Weekly 1\ndate: 2026-11-13\nseries: Weekly\nnumber: 1\n---\n## Papers\n\n"
    "- [R1](https://arxiv.org/abs/2501.12948): thinks.\n"
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_files(tmp_path, {"content/weekly-1.md": POST})


def add(site: Path, url: str, *arguments: str) -> Path:
    result = run(site, "new", "--link", url, *DAY, *arguments)
    assert result.exit_code == 0, result.output
    return site / result.stdout.removeprefix("wrote ").strip()


def test_a_link_becomes_a_file_of_its_own(site: Path) -> None:
    path = add(site, "https://example.org/a", "--title", "A: b", "--section", "Papers", "--note",
               "Two words.", "--by", "ada")  # fmt: skip
    assert path.relative_to(site).as_posix() == "content/inbox/2026-11-20-a-b.md"
    (entry,) = read_inbox(site, Config(), Report())
    assert entry == InboxEntry(
        path="content/inbox/2026-11-20-a-b.md", title="A: b", url="https://example.org/a",
        section="Papers", note="Two words.", added=date(2026, 11, 20), by="ada",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("https://example.org/a?utm_source=x&id=3", "https://example.org/a?id=3"),
        ("https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"),
        ("https://web.archive.org/web/2020/https://example.org/a",
         "https://web.archive.org/web/2020/https://example.org/a"),
    ],
)  # fmt: skip
def test_what_only_tracks_is_left_out_of_a_new_link(site: Path, given: str, written: str) -> None:
    add(site, given)
    (entry,) = read_inbox(site, Config(), Report())
    assert entry.url == written


def test_two_entries_of_one_name_are_two_files(site: Path) -> None:
    first = add(site, "https://example.org/1", "--title", "Same")
    second = add(site, "https://example.org/2", "--title", "Same")
    assert (first.name, second.name) == ("2026-11-20-same.md", "2026-11-20-same-2.md")


def test_a_link_that_was_linked_before_is_refused_with_its_place(site: Path) -> None:
    result = run(site, "new", "--link", "http://arxiv.org/pdf/2501.12948v2", *DAY)
    assert result.exit_code == 1
    assert "content/weekly-1.md:9: R1 (2026-11-13)" in result.stderr
    assert not (site / "content/inbox").exists()
    add(site, "http://arxiv.org/pdf/2501.12948v2", "--again")


def test_a_link_that_waits_already_is_refused_in_any_spelling(site: Path) -> None:
    add(site, "https://example.org/a?utm_source=x")
    result = run(site, "new", "--link", "http://www.example.org/a/", *DAY)
    assert result.exit_code == 1
    assert "waits already" in result.stderr


def test_what_is_no_address_of_the_web_is_wrong_use(site: Path) -> None:
    assert run(site, "new", "--link", "javascript:x", *DAY).exit_code == 2
    assert run(site, "new", "--link", "notes.md", *DAY).exit_code == 2


def test_the_inbox_is_never_published(site: Path) -> None:
    add(site, "https://example.org/secret", "--title", "Secret")
    (site / "content/inbox/picture.png").write_bytes(b"x")
    assert run(site, "build", "--jobs", "1", *DAY).exit_code == 0
    published = [p.relative_to(site / "public").as_posix() for p in (site / "public").rglob("*")]
    assert not [name for name in published if "secret" in name or "inbox" in name]
    assert "picture.png" not in published


def test_a_site_may_have_its_inbox_elsewhere_or_none(tmp_path: Path) -> None:
    site = write_files(
        tmp_path, {"site.toml": '[new]\ninbox = "box"\n', "content/inbox/a.md": "# A\n"}
    )
    assert add(site, "https://example.org/a").parent == site / "box"
    assert run(site, "build", "--jobs", "1", *DAY).exit_code == 0
    assert (site / "public/a/index.html").is_file()
    (site / "site.toml").write_text('[new]\ninbox = ""\n')
    result = run(site, "new", "--link", "https://example.org/b", *DAY)
    assert "no inbox" in str(result.exception)


def test_the_list_goes_by_section_and_says_what_was_linked_before(site: Path) -> None:
    add(site, "https://example.org/b", "--title", "B", "--section", "Papers")
    add(site, "https://example.org/a", "--title", "A")
    add(site, "https://arxiv.org/abs/2501.12948", "--again", "--title", "R1 again")
    rows = json.loads(run(site, "inbox", "--format", "json").stdout)
    assert [(row["section"], row["title"], len(row["seen"])) for row in rows] == [
        ("Links", "A", 0), ("Papers", "B", 0), ("Links", "R1 again", 1)
    ]  # fmt: skip
    shown = run(site, "inbox")
    assert "linked before: content/weekly-1.md:9" in shown.stdout
    assert "3 waiting" in shown.stderr


def test_an_empty_inbox_is_said_to_be_empty(site: Path) -> None:
    assert "empty" in run(site, "inbox").stderr


def test_entries_written_by_hand_are_understood(site: Path) -> None:
    write_files(
        site,
        {
            "content/inbox/a.md": "- **[video]** [A talk](https://example.org/talk): long.\n",
            "content/inbox/README.md": "How to contribute.\n",
            "content/inbox/b.md": "+++\nlink = 'https://example.org/b'\n+++\n",
        },
    )
    first, second = read_inbox(site, Config(), Report())
    assert (first.url, first.title) == ("https://example.org/talk", "A talk")
    assert format_entry(first, "") == "- **[video]** [A talk](https://example.org/talk): long."
    assert (second.url, second.title) == ("https://example.org/b", "example.org/b")


def test_an_entry_without_a_link_is_reported_and_left(site: Path) -> None:
    write_files(site, {"content/inbox/a.md": "---\ntitle: A\n---\nNo link.\n"})
    result = run(site, "inbox")
    assert "content/inbox/a.md:1: warning[empty-link]" in result.stderr
    assert (site / "content/inbox/a.md").exists()


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://github.com/Ada/repo/tree/main", "Ada/repo"),
        ("https://example.org/2024/some-good_words.html", "Some good words"),
        ("https://arxiv.org/abs/2501.12948", "arxiv.org/abs/2501.12948"),
        ("https://example.org/", "example.org"),
        ("https://www.youtube.com/watch?v=abc", "youtube.com"),
        ("https://example.org/a-good-read?page=2", "A good read"),
    ],
)
def test_a_name_is_made_of_an_address_as_far_as_it_tells(url: str, title: str) -> None:
    assert title_from_url(url) == title


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"note": "Why."}, "- [T](https://e.org/): Why."),
        ({}, "- [T](https://e.org/)"),
        ({"note": "One.\n\nTwo."}, "- [T](https://e.org/): One.\n  \n  Two."),
        ({"title": "a [b]"}, "- [a \\[b\\]](https://e.org/)"),
        ({"url": "https://e.org/a (b)"}, "- [T](<https://e.org/a (b)>)"),
    ],
)
def test_an_entry_is_written_as_a_list_entry(fields: dict[str, str], text: str) -> None:
    values: dict[str, Any] = {"path": "", "title": "T", "url": "https://e.org/", **fields}
    entry = InboxEntry(**values)
    assert format_entry(entry, Config().new.entry) == text


def test_the_file_of_an_entry_reads_back(tmp_path: Path) -> None:
    entry = InboxEntry(path="", title='"q": #1 [x]', url="https://e.org/?a=b#c", note="x: y\n\n---\n\nz",
                  added=date(2026, 1, 2), section="A & B", by="@ada")  # fmt: skip
    file = plan_entry_file(entry, ())
    site = write_files(tmp_path, {f"content/inbox/{file.path}": file.text})
    (read,) = read_inbox(site, Config(), Report())
    assert (read.title, read.url, read.note, read.section, read.by) == (
        entry.title, entry.url, entry.note, entry.section, entry.by
    )  # fmt: skip
