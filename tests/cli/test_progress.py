"""What a build tells while it runs and afterwards: on a terminal, in CI, and when it is asked."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli.main import group
from support.sites import write_file

POSTS = 60


def write_site(root: Path, posts: int = POSTS) -> None:
    write_file(root / "site.toml", '[site]\nbase_url = "https://news.example.org"\n')
    for n in range(posts):
        head = f"---\ntitle: Post {n}\ndate: 2025-01-{n % 28 + 1:02}\ntags: [x]\n---\n"
        write_file(root / f"content/post-{n}.md", f"{head}[A](https://example.org/{n}) does it.\n")


def build_on_terminal(root: Path, columns: int, **environment: str) -> tuple[str, str]:
    """Build with standard error on a terminal; give what came to standard output, and there."""
    if sys.platform == "win32":
        pytest.skip("there are no pseudo-terminals here")
    import fcntl
    import termios

    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    given = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "NO_COLOR", "CI"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", "-C", root, "build", "--jobs", "1", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=slave,
        env={**given, "TERM": "xterm-256color", **environment},
        text=True,
    )
    os.close(slave)
    shown = b""
    try:
        while more := os.read(master, 65536):
            shown += more
    except OSError:
        pass  # how Linux says that nobody has the other end any more
    output, _ = process.communicate()
    os.close(master)
    assert process.returncode == 0
    return output, shown.decode()


def test_the_bar_is_on_the_terminal_and_problems_where_machines_read_them(tmp_path: Path) -> None:
    write_site(tmp_path)
    output, shown = build_on_terminal(tmp_path, 80)
    assert output == "[]\n"
    assert f"{POSTS}/{POSTS}" in shown
    assert "parse" in shown
    assert "render" in shown
    # The bar has gone when the summary comes, on the last line.
    assert re.search(r"\x1b\[2K60 posts, 0 items: \d+ files written[^\r\n]*\r\n$", shown)


@pytest.mark.parametrize("columns", [24, 30, 40])
def test_a_narrow_window_keeps_the_counts(tmp_path: Path, columns: int) -> None:
    write_site(tmp_path)
    _, shown = build_on_terminal(tmp_path, columns, NO_COLOR="1")
    assert f"{POSTS}/{POSTS}" in shown
    assert "\x1b[3" not in shown


def test_a_terminal_that_cannot_write_a_line_anew_gets_the_last_one_only(tmp_path: Path) -> None:
    write_site(tmp_path)
    output, shown = build_on_terminal(tmp_path, 80, TERM="dumb")
    assert output == "[]\n"
    assert re.fullmatch(r"60 posts, 0 items: \d+ files written[^\r\n]*\r\n", shown)


def told(root: Path, *arguments: str) -> str:
    result = CliRunner().invoke(group, ["-C", str(root), "build", *arguments])
    assert result.exit_code == 0, result.output
    return result.stderr


def test_without_a_terminal_a_build_says_one_line(tmp_path: Path) -> None:
    write_site(tmp_path)
    assert len(told(tmp_path).splitlines()) == 1


def test_verbose_says_why_each_output_was_rendered(tmp_path: Path) -> None:
    write_site(tmp_path, 2)
    page = "rendered posts/post-1/index.html:"
    assert f"{page} new\n" in told(tmp_path, "-v")
    assert "rendered" not in told(tmp_path, "-v")
    write_file(tmp_path / "content/post-1.md", "---\ntitle: New\ndate: 2025-01-02\n---\nNew.\n")
    assert f"{page} content changed\n" in told(tmp_path, "-v")
    write_file(
        tmp_path / "site.toml", '[site]\nbase_url = "https://news.example.org"\ncopyright = "CC0"\n'
    )
    assert f"{page} settings changed\n" in told(tmp_path, "-v")
    write_file(tmp_path / "templates/partials/footer.html", "<footer></footer>")
    assert f"{page} templates changed\n" in told(tmp_path, "-v")
    (tmp_path / "public/posts/post-1/index.html").unlink()
    assert told(tmp_path, "-v").startswith(
        f"{page} the published file is missing or was changed\n2 posts"
    )


def test_the_profile_has_stages_posts_pages_and_templates(tmp_path: Path) -> None:
    write_site(tmp_path, 2)
    lines = told(tmp_path, "--profile").splitlines()
    timed = [match[1] for line in lines if (match := re.match(r" +\d+\.\d{3} s  (.*)", line))]
    assert timed[:3] == ["list", "parse", "plan"]
    assert {"content/post-0.md", "content/post-1.md", "post.html (2)"} <= {*timed}
    assert any(name.endswith("(post.html)") for name in timed)


def test_a_list_of_changes_is_never_older_than_its_build(tmp_path: Path) -> None:
    write_site(tmp_path, 1)
    changed = tmp_path / "changed.txt"
    told(tmp_path, "--changed-list", str(changed))
    assert "A\tposts/post-0/index.html\n" in changed.read_text()
    write_file(tmp_path / "content/bad.md", "---\ntitle: [\n---\n")
    failed = CliRunner().invoke(
        group, ["-C", str(tmp_path), "build", "--changed-list", str(changed)]
    )
    assert failed.exit_code == 1
    assert changed.read_text() == ""


def test_a_list_of_changes_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    write_site(tmp_path, 1)
    command = [sys.executable, "-m", "digest", "-C", str(tmp_path), "build", "--changed-list"]
    done = subprocess.run(
        [*command, str(tmp_path / "no/where")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert (
        done.stderr == f"error: cannot write {tmp_path / 'no/where'}: No such file or directory\n"
    )
