"""`digest check --fix`: mends what is safe at its exact place, shows how, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli.main import group
from support.sites import write_file

HEAD = "---\ntitle: A\ndate: 2024-02-24\n---\n"


def fix(site: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        group, ["-C", str(site), "check", "--fix", *arguments], prog_name="digest"
    )


def mend(tmp_path: Path, body: str | bytes) -> bytes:
    path = tmp_path / "content/a.md"
    data = body if isinstance(body, bytes) else body.encode()
    write_file(path, HEAD.encode() + data)
    result = fix(tmp_path)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return path.read_bytes().removeprefix(HEAD.encode())


def test_tracking_parameters_go_and_the_rest_of_the_address_stays(tmp_path: Path) -> None:
    body = "- [A](https://example.org/a?id=7&utm_source=x) and text.\n"
    assert mend(tmp_path, body) == b"- [A](https://example.org/a?id=7) and text.\n"


def test_code_that_shows_such_an_address_is_left_alone(tmp_path: Path) -> None:
    body = (
        "`https://example.org/?utm_source=x`\n\n```text\nhttps://example.org/?utm_source=x\n```\n"
    )
    assert mend(tmp_path, body) == body.encode()


def test_a_redirect_wrapper_gives_way_to_what_it_wraps(tmp_path: Path) -> None:
    body = "[A](https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa&sa=D) is meant.\n"
    assert mend(tmp_path, body) == b"[A](https://example.org/a) is meant.\n"


def test_the_changes_do_not_get_into_what_a_machine_reads(tmp_path: Path) -> None:
    write_file(tmp_path / "content/a.md", f"{HEAD}- [A](https://e.org/a?utm_source=x) and [b]().\n")
    result = fix(tmp_path, "--format", "json")
    assert [found["code"] for found in json.loads(result.stdout)] == ["empty-link"]
    assert "+- [A](https://e.org/a) and" in result.stderr


def test_who_asks_for_some_codes_keeps_everything_else(tmp_path: Path) -> None:
    body = "[a](https://e.org/?utm_source=x)   \n"
    write_file(tmp_path / "content/a.md", HEAD + body)
    write_file(tmp_path / "content/b.md", HEAD + "Spaces.   \r\n")
    fix(tmp_path, "--code", "tracking-parameter")
    assert (tmp_path / "content/a.md").read_text() == HEAD + "[a](https://e.org/)   \n"
    assert (tmp_path / "content/b.md").read_bytes() == (HEAD + "Spaces.   \r\n").encode()


@pytest.mark.parametrize(
    "url",
    [
        "https://gnusha.org/url/https://lists.example.org/pipermail/dev/2022-September/1.html",
        "https://via.hypothes.is/https://example.org/a",
        "https://web.archive.org/web/2024/https://example.org/a",
        "https://www.nytimes.com/2026/01/02/a.html?unlocked_article_code=1.a.b",
    ],
)
def test_archives_readers_and_gifts_are_linked_for_their_own_sake(tmp_path: Path, url: str) -> None:
    body = f"- [A]({url}) and text.\n"
    assert mend(tmp_path, body) == body.encode()


def test_trailing_spaces_go_where_they_mean_nothing(tmp_path: Path) -> None:
    assert mend(tmp_path, "A line \nwith two  \nlines.   \n") == b"A line\nwith two  \nlines.\n"


def test_windows_line_ends_become_unix_ones(tmp_path: Path) -> None:
    assert mend(tmp_path, b"One.\r\n\r\nTwo.\r\n") == b"One.\n\nTwo.\n"


def test_damaged_text_is_written_as_it_was_meant(tmp_path: Path) -> None:
    damaged = "It‚Äôs so, and that‚Äôs it.\n"
    assert mend(tmp_path, damaged) == "It’s so, and that’s it.\n".encode()


def test_a_dry_run_shows_the_change_and_writes_nothing(tmp_path: Path) -> None:
    text = HEAD + "[A](https://example.org/a?utm_source=x) here.\n"
    write_file(tmp_path / "content/a.md", text)
    result = fix(tmp_path, "--dry-run")
    assert "-[A](https://example.org/a?utm_source=x) here." in result.stdout
    assert "+[A](https://example.org/a) here." in result.stdout
    assert (tmp_path / "content/a.md").read_text() == text


@pytest.mark.parametrize("body", ["Good text, nothing to mend.\n", "    indented code  \n"])
def test_what_is_good_stays_byte_for_byte(tmp_path: Path, body: str) -> None:
    assert mend(tmp_path, body) == body.encode()
