"""What a new site's CI installs: this very digest, from where others can get it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from digest.cli.requirement import Requirement, require, share_address


def git(folder: Path, *arguments: str) -> str:
    author = ("-c", "user.name=A", "-c", "user.email=a@b.example")
    command = ["git", *author, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_from_an_index_it_is_the_version() -> None:
    assert require("1.2.3", {}) == Requirement("digest==1.2.3\n", complete=True)


def test_from_a_repository_it_is_the_commit() -> None:
    origin = {
        "url": "https://git.example/a/digest.git",
        "vcs_info": {"vcs": "git", "commit_id": "0a1b"},
    }
    line = "digest @ git+https://git.example/a/digest.git@0a1b\n"
    assert require("1.2.3", origin) == Requirement(line, complete=True)


def test_from_a_file_on_the_web_it_is_the_file() -> None:
    origin = {"url": "https://x.example/digest-1.2.3-py3-none-any.whl", "archive_info": {}}
    line = "digest @ https://x.example/digest-1.2.3-py3-none-any.whl\n"
    assert require("1.2.3", origin) == Requirement(line, complete=True)


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        ("git@github.com:someone/digest.git", "https://github.com/someone/digest.git"),
        ("ssh://git@gitlab.com/someone/digest", "https://gitlab.com/someone/digest"),
        ("https://someone:secret@git.example/digest", "https://git.example/digest"),
        ("https://git.example:8443/digest", "https://git.example:8443/digest"),
        ("ssh://git@git.example:2222/digest", ""),
        ("/srv/digest.git", ""),
        ("file:///srv/digest.git", ""),
        ("", ""),
    ],
)
def test_addresses_are_shared_without_passwords_or_not_at_all(address: str, shared: str) -> None:
    assert share_address(address) == shared


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_from_a_checkout_it_is_the_commit_once_that_is_pushed(tmp_path: Path) -> None:
    folder = tmp_path / "with space"
    folder.mkdir()
    origin = {"url": folder.as_uri(), "dir_info": {"editable": True}}
    git(folder, "init", "-q", "-b", "main")
    (folder / "code.py").write_text("1")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Begin")
    git(folder, "remote", "add", "origin", "git@git.example:a/digest.git")
    assert not require("1.2.3", origin).complete
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    commit = git(folder, "rev-parse", "HEAD").strip()
    line = f"digest @ git+https://git.example/a/digest.git@{commit}\n"
    assert require("1.2.3", origin) == Requirement(line, complete=True)
    (folder / "code.py").write_text("2")
    assert not require("1.2.3", origin).complete


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_repository_around_a_folder_is_not_taken_for_its_own(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/a.py").write_text("1")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Begin")
    git(tmp_path, "remote", "add", "origin", "https://git.example/site.git")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    assert not require("1.2.3", {"url": (tmp_path / "vendor").as_uri(), "dir_info": {}}).complete


@pytest.mark.parametrize("url", ["file:///home/me/digest", "file:///tmp/digest-1.2.3.whl"])
def test_from_anywhere_else_it_fails_until_somebody_says_where(url: str) -> None:
    found = require("1.2.3", {"url": url, "dir_info": {}})
    assert not found.complete
    # Nobody else can own that name, and nothing of this machine is told.
    assert found.text.endswith("\ndigest @ git+https://repository.invalid/digest.git\n")
    assert "home" not in found.text
