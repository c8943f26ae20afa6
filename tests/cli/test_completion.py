"""Completion, in the shells themselves: what is offered after a few letters and a tab."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.commands import run
from support.sites import write_files

BASH = """
eval "$(digest completion bash)"
compopt() { echo "$*"; }
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_digest_completion "$1"
printf '%s\\n' "${COMPREPLY[@]}"
"""
FILES = {"site.toml": '[series.weekly]\ntitle = "Weekly"\n[series.letters]\n'}


def in_shell(shell: str, script: str, *words: str) -> list[str]:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not here")
    where = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        [shell, "-c", script, shell, *words],
        env={**os.environ, "PATH": where, "COMP_TYPE": "9"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("bu",), ["build"]),
        (("build", "--dr"), ["--drafts"]),
        (("build", "--format", "s"), ["sarif"]),
        (("schema", "f"), ["front-matter"]),
        (("config", "fe"), ["feeds"]),
        (("config", "feeds.l"), ["feeds.limit"]),
        (("check", "--code", "dead-a"), ["dead-anchor"]),
        (("items", "content/"), ["-o", "default", ""]),
    ],
)
def test_bash_completes(words: tuple[str, ...], offered: list[str]) -> None:
    assert in_shell("bash", BASH, "digest", *words) == offered


def test_the_series_of_a_site_are_completed(tmp_path: Path) -> None:
    site = write_files(tmp_path, FILES)
    found = in_shell("bash", BASH, "digest", "-C", str(site), "new", "")
    assert found == ["weekly", "letters"]


def test_fish_completes() -> None:
    script = 'digest completion fish | source; complete -C "digest check --code dead-a"'
    assert [line.split("\t")[0] for line in in_shell("fish", script)] == ["dead-anchor"]


def test_zsh_takes_the_script() -> None:
    script = """
    autoload -Uz compinit; compinit -u -D
    eval "$(digest completion zsh)"
    print -r -- $_comps[digest]
    """
    assert in_shell("zsh", script) == ["_digest_completion"]


def test_the_shell_in_use_is_the_one_that_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert "_DIGEST_COMPLETE=fish_complete" in run(tmp_path, "completion").stdout
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    answer = run(tmp_path, "completion")
    assert answer.exit_code == 2
    assert "which shell? bash, zsh, fish" in answer.stderr
