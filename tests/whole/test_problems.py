"""Every diagnostic code has a fixture: files in, exact messages out; `--accept` rewrites them.

A fixture is Markdown: `~~~~ NAME` opens a file of the site (`public/…` one of the output folder),
`~~~~ expected` what is reported. A word may follow the NAME: `escaped` for text with Python's
backslash escapes (`\\x00`), `link` for a symbolic link to the text, `later` for a file that is
written after a first build, so that the second one is reported.
"""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest

from conftest import Build, write_file
from digest.core.codes import Code

PROBLEMS = Path(__file__).parents[1] / "problems"
BLOCK = re.compile(
    r"^~~~~ (?P<name>\S+)(?: (?P<way>\w+))?\n(?P<text>.*?)^~~~~$", re.DOTALL | re.MULTILINE
)


def test_every_code_has_a_fixture() -> None:
    assert {p.stem for p in PROBLEMS.glob("*.md")} == {code.value for code in Code}


def lay_down(tmp_path: Path, block: re.Match[str]) -> None:
    """Write one file of a fixture."""
    in_output = block["name"].startswith("public/")
    path = (tmp_path if in_output else tmp_path / "site") / block["name"]
    content = block["text"].encode()
    if block["way"] == "link":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(block["text"].strip())
        return
    if block["way"] == "escaped":
        content = content.decode("unicode_escape").encode("latin-1")
    write_file(path, content)


def fail_to_parse(*_: object) -> None:
    raise ZeroDivisionError("division by zero")


def die_while_parsing(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("fixture", sorted(PROBLEMS.glob("*.md")), ids=lambda p: p.stem)
def test_problem_is_reported_with_its_place_and_hint(
    fixture: Path,
    tmp_path: Path,
    build: Build,
    accept: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = fixture.read_text()
    blocks = [block for block in BLOCK.finditer(text) if block["name"] != "expected"]
    for block in blocks:
        if block["way"] != "later":
            lay_down(tmp_path, block)
    if fixture.stem == "internal-error":
        monkeypatch.setattr("digest.build.library.parse_post", fail_to_parse)
    jobs = 1
    if fixture.stem == "worker-lost":
        monkeypatch.setattr("digest.build.library.parse_post", die_while_parsing)
        monkeypatch.setattr("digest.build.library._CHUNK_BYTES", 1)  # else one chunk, and no worker
        jobs = 2
    result = build(tmp_path / "site", thorough=True, jobs=jobs)
    later = [block for block in blocks if block["way"] == "later"]
    if later:
        for block in later:
            lay_down(tmp_path, block)
        result = build(tmp_path / "site", thorough=True)
    found = "".join(f"{d}\n" for d in result.report.diagnostics if d.code == fixture.stem)
    found = re.sub(r", at work on .*", "", found)  # which it was depends on who was faster
    expected = next(block for block in BLOCK.finditer(text) if block["name"] == "expected")
    if accept and found:
        fixture.write_text(text[: expected.start("text")] + found + text[expected.end("text") :])
        return
    assert found == expected["text"]
