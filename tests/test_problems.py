"""Every diagnostic code has a fixture: files in, exact messages out; `--accept` rewrites them.

A fixture is Markdown: `~~~~ NAME` opens a file of the site, `~~~~ expected` what is reported.
A NAME followed by `escaped` has Python's backslash escapes (`\\x00`) in its text.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Build, write_file

from digest.codes import Code

PROBLEMS = Path(__file__).parent / "problems"
BLOCK = re.compile(
    r"^~~~~ (?P<name>\S+)(?P<escaped> escaped)?\n(?P<text>.*?)^~~~~$", re.DOTALL | re.MULTILINE
)


def test_every_code_has_a_fixture() -> None:
    assert {p.stem for p in PROBLEMS.glob("*.md")} == {code.value for code in Code}


@pytest.mark.parametrize("fixture", sorted(PROBLEMS.glob("*.md")), ids=lambda p: p.stem)
def test_problem_is_reported_with_its_place_and_hint(
    fixture: Path, tmp_path: Path, build: Build, accept: bool
) -> None:
    text = fixture.read_text()
    blocks = list(BLOCK.finditer(text))
    for block in blocks:
        if block["name"] != "expected":
            content = block["text"].encode()
            if block["escaped"]:
                content = content.decode("unicode_escape").encode("latin-1")
            write_file(tmp_path / "site" / block["name"], content)
    result = build(tmp_path / "site")
    found = "".join(f"{d}\n" for d in result.report.diagnostics if d.code == fixture.stem)
    expected = next(block for block in blocks if block["name"] == "expected")
    if accept and found:
        fixture.write_text(text[: expected.start("text")] + found + text[expected.end("text") :])
        return
    assert found == expected["text"]
