"""What `digest check` shows of much, and what `--fix` says of its work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.commands import run
from support.sites import write_file

OLD = "---\ntitle: Old\ndate: 2025-02-24\n---\n"
NEW = "---\ntitle: New\ndate: 2026-02-24\n---\n"
LINKS = """
- [A](https://example.org/a?utm_source=mail) does it.
- [B](http://example.org/b) too.
- [C](http://example.org/b) again.

## News

#### Deep

Text.
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_file(tmp_path / "content/old.md", OLD + LINKS)
    write_file(tmp_path / "content/new.md", NEW + LINKS.replace("example.org", "example.com"))
    return tmp_path


def codes_of(text: str) -> list[str]:
    return [line.split(": ")[1].split("]")[0] for line in text.splitlines() if line.startswith("c")]


def test_noise_in_older_posts_is_counted_and_shown_if_asked(site: Path) -> None:
    shown, everything = run(site, "check").stderr, run(site, "check", "--all").stderr
    last = shown.splitlines()[-1]
    assert last == "5 notes on older posts are not shown: --all shows them"
    assert "content/old.md:" not in shown
    assert len(codes_of(everything)) == 2 * len(codes_of(shown))
    assert "content/old.md:8:3: info[duplicate-url]" in everything
    assert "content/new.md:8:3: warning[duplicate-url]" in everything
    assert "not shown" not in everything
    assert "content/old.md" in run(site, "check", "--code", "insecure-link").stderr


def test_the_newest_post_and_what_is_not_out_yet_are_no_noise(site: Path) -> None:
    draft = OLD.replace("date", "draft: true\ndate").replace("2025", "2027")
    write_file(site / "content/draft.md", draft + LINKS)
    shown = run(site, "check", "--now", "2026-06-01").stderr
    paths = {line.partition(":")[0] for line in shown.splitlines()}
    assert {"content/draft.md", "content/new.md"} <= paths
    assert "content/old.md" not in paths


def test_programs_get_everything(site: Path) -> None:
    found = json.loads(run(site, "check", "--format", "json").stdout)
    old = [each for each in found if each["path"] == "content/old.md"]
    assert {each["severity"] for each in old} == {"info"}
    assert len(old) == 5


def test_a_grade_that_the_site_chose_stays(site: Path) -> None:
    write_file(site / "site.toml", '[check.rules]\nduplicate-url = "error"\n')
    result = run(site, "check")
    assert result.exit_code == 1
    assert "content/old.md:8:3: error[duplicate-url]" in result.stderr


def test_a_check_shows_some_of_each_code_and_all_if_asked(site: Path) -> None:
    links = "".join(f"- [Tool {n}](x{n}.md) does it.\n" for n in range(25))
    write_file(site / "content/new.md", NEW + links)
    folded = run(site, "check").stderr
    assert folded.count("warning[unresolved-reference]") == 20
    rest = "and 5 more unresolved-reference: digest check --code unresolved-reference"
    assert rest in folded.splitlines()
    for option in (("--all",), ("--code", "unresolved-reference")):
        assert run(site, "check", *option).stderr.count("[unresolved-reference]") == 25


def test_a_fix_says_what_it_did(site: Path) -> None:
    assert "would fix 2 files" in run(site, "check", "--fix", "--dry-run").stderr.splitlines()
    assert "fixed 2 files" in run(site, "check", "--fix").stderr.splitlines()
    again = run(site, "check", "--fix").stderr.splitlines()
    assert "nothing was fixed: what is left is for you to decide" in again
    for path in (site / "content").iterdir():
        write_file(path, NEW.replace("New", path.stem) + "Text.\n")
    assert "nothing to fix" in run(site, "check", "--fix").stderr.splitlines()


def test_repeats_in_one_post_that_are_a_habit_are_one_line(site: Path) -> None:
    lines = "".join(f"- [Tool {n}](https://example.com/a) does it.\n" for n in range(8))
    write_file(site / "content/new.md", NEW + lines)
    first = (
        "content/new.md:6:3: warning[duplicate-url] https://example.com/a is already the link of"
    )
    for command in ("build", "check"):
        folded = run(site, command).stderr
        assert folded.count("content/new.md:") == 1
        line = next(line for line in folded.splitlines() if line.startswith("content/new.md"))
        assert line.startswith(first)
        assert line.endswith("and 6 more items of this post are such repeats")
    assert run(site, "build", "-v").stderr.count("content/new.md:") == 7
    assert run(site, "check", "--all").stderr.count("content/new.md:") == 7
    assert len(json.loads(run(site, "build", "--format", "json").stdout)) == 8


def test_repeats_that_are_errors_are_all_shown(site: Path) -> None:
    write_file(site / "site.toml", '[check.rules]\nduplicate-url = "error"\n')
    lines = "".join(f"- [Tool {n}](https://example.com/a) does it.\n" for n in range(8))
    write_file(site / "content/new.md", NEW + lines)
    assert run(site, "build").stderr.count("content/new.md:") == 7


def test_repeats_of_other_posts_that_are_a_habit_are_one_line_a_post(site: Path) -> None:
    lines = "".join(f"- [Tool {n}](https://example.com/{n}) does it.\n" for n in range(8))
    for name, text in (("old", OLD), ("new", NEW)):
        write_file(site / f"content/{name}.md", text + lines)
    assert run(site, "check").stderr.count("[repeated-link]") == 1
    assert run(site, "check", "--all").stderr.count("[repeated-link]") == 8
