"""Every diagnostic code has a fixture in tests/problems; `--accept` rewrites what it expects."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest

from digest.core.codes import Code
from support.problems import problem_codes, read_problem
from support.sites import SiteDriver


def test_every_code_has_a_fixture() -> None:
    assert set(problem_codes()) == {code.value for code in Code}


def fail_to_parse(*_: object) -> None:
    raise ZeroDivisionError("division by zero")


def die_while_parsing(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("code", problem_codes())
def test_problem_is_reported_with_its_place_and_hint(
    code: str, tmp_path: Path, site: SiteDriver, accept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = read_problem(code)
    later = [file for file in problem.files if file.way == "later"]
    for file in problem.files:
        if file not in later:
            file.write(tmp_path)
    if code == "internal-error":
        monkeypatch.setattr("digest.build.library.parse_post", fail_to_parse)
    jobs = 1
    if code == "worker-lost":
        monkeypatch.setattr("digest.build.library.parse_post", die_while_parsing)
        monkeypatch.setattr("digest.build.library._CHUNK_BYTES", 1)  # else one chunk, and no worker
        jobs = 2
    built = site.build(thorough=True, jobs=jobs)
    if later:
        for file in later:
            file.write(tmp_path)
        built = site.build(thorough=True)
    found = "".join(f"{d}\n" for d in built.result.report.diagnostics if d.code == code)
    found = re.sub(r", at work on .*", "", found)  # which it was depends on who was faster
    if accept and found:
        problem.accept(found)
        return
    assert found == problem.expected
