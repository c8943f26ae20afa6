"""`digest check --since REF`: only what this change brought; others' problems never block."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli.main import group
from support.sites import write_file

BAD = "---\ntitel: Old\ndate: 2024-02-24\n---\nText with [nothing]().\n"


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(
        ["git", "-C", str(folder), *settings, *arguments], check=True, capture_output=True
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_file(tmp_path / "digests/content/old.md", BAD)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path / "digests"


def check(site: Path, *arguments: str) -> Result:
    return CliRunner().invoke(group, ["-C", str(site), "check", *arguments], prog_name="digest")


def test_what_was_wrong_before_is_not_told_again(site: Path) -> None:
    assert "unknown-key" in check(site).stderr
    result = check(site, "--since", "main", "--strict")
    assert result.exit_code == 0, result.output
    assert "no problems" in result.stderr


def test_what_only_moved_in_its_file_was_there_before(site: Path) -> None:
    write_file(site / "content/old.md", BAD.replace("---\nText", "---\nA new paragraph.\n\nText"))
    assert check(site, "--since", "main", "--strict").exit_code == 0


def test_a_renamed_file_keeps_its_history(site: Path) -> None:
    git(site, "mv", "content/old.md", "content/new.md")
    assert check(site, "--since", "main", "--strict").exit_code == 0


def test_a_file_renamed_before_git_is_told_keeps_its_history(site: Path) -> None:
    (site / "content/old.md").rename(site / "content/nü.md")
    assert check(site, "--since", "main", "--strict").exit_code == 0
    status = subprocess.run(
        ["git", "-C", str(site), "status", "--porcelain"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert sorted(line[:2] for line in status.splitlines()) == [" D", "??"]


def test_what_this_change_brings_is_told_at_its_place(site: Path) -> None:
    git(site, "checkout", "-q", "-b", "mine")
    write_file(site / "content/mine.md", "---\ntitel: Mine\ndate: 2024-02-25\n---\nText.\n")
    git(site, "add", ".")
    git(site, "commit", "-q", "-m", "two")
    result = check(site, "--since", "main", "--strict")
    assert result.exit_code == 1
    assert "content/mine.md:2:1: warning[unknown-key]" in result.stderr
    assert "content/old.md" not in result.stderr


def test_only_files_that_this_change_touched_are_mended(site: Path) -> None:
    text = "---\ntitle: A\ndate: 2024-02-25\n---\n[a](https://e.org/?utm_source=x)   \n"
    for name in ("theirs", "mine"):
        write_file(site / f"content/{name}.md", text)
    git(site, "add", ".")
    git(site, "commit", "-q", "-m", "two")
    write_file(site / "content/mine.md", text + "More.  \n")
    write_file(site / "content/new.md", text)
    check(site, "--since", "HEAD", "--fix")
    assert (site / "content/theirs.md").read_text() == text
    assert (site / "content/mine.md").read_text().endswith("utm_source=x)   \nMore.\n")
    assert (site / "content/new.md").read_text().endswith("[a](https://e.org/)\n")


def test_a_state_that_is_not_there_is_wrong_use_and_says_so(site: Path) -> None:
    result = check(site, "--since", "nowhere")
    assert 'the repository has no commit "nowhere"' in str(result.exception)


def test_a_shallow_clone_says_how_to_get_what_it_lacks(site: Path, tmp_path: Path) -> None:
    top = site.parent
    git(top, "checkout", "-q", "-b", "mine")
    git(top, "commit", "-q", "--allow-empty", "-m", "two")
    clone = tmp_path / "clone"
    git(top, "clone", "-q", "--depth=1", f"file://{top}", str(clone))
    told = str(check(clone / "digests", "--since", "origin/main").exception)
    command = told.partition("(")[2].partition(")")[0]
    assert command == "git fetch --depth=1 origin main:refs/remotes/origin/main"
    git(clone, *command.split()[1:])
    assert check(clone / "digests", "--since", "origin/main", "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("form", "place"),
    [("github", "file=digests/content/old.md,"), ("sarif", '"digests/content/old.md"')],
)
def test_annotations_name_files_from_the_top_of_the_repository(
    site: Path, form: str, place: str
) -> None:
    assert place in check(site, "--format", form).stdout


def test_problems_become_a_comment_in_which_nothing_is_markup(site: Path) -> None:
    write_file(
        site / "content/mine.md", "---\ntitle: Mine\ndate: 2024-02-25\nsumary: x\n---\n[*a*]()\n"
    )
    result = check(site, "--since", "main", "--format", "markdown")
    assert "**content/mine.md**" in result.stdout
    assert "- line 4: warning `unknown-key`: " in result.stdout
