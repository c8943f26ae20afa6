"""The pages on moving, CI and new issues say what the program does."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import get_args

import yaml

from digest.authoring.issue_context import NewIssueRequest, prepare_context, template_fields
from digest.authoring.issue_series import Series
from digest.authoring.migrate.detection import GENERATORS
from digest.config.command_tables import Cadence, NewTable, SeriesTable
from digest.config.tables import Config, FormerIds
from support.commands import run
from support.paths import ROOT

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def blocks(name: str, language: str) -> list[str]:
    return [text for found, text in BLOCK.findall(read(name)) if found == language]


def test_every_generator_is_described() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \|", read("migration.md"), re.MULTILINE)
    assert rows == list(GENERATORS)


def test_every_way_of_former_ids_is_described() -> None:
    text = read("migration.md")
    assert all(f'"{way}"' in text for way in get_args(FormerIds) if way)


def test_every_placeholder_and_setting_of_new_issues_is_described() -> None:
    text = read("issues.md")
    series = Series(name="x", title="X", table=SeriesTable(), issues=())
    draft = prepare_context(series, (), NewIssueRequest(today=date(2026, 1, 1)), Config())
    assert set(re.findall(r"`\{\{ (\w+) \}\}`", text)) == set(template_fields(draft, ""))
    assert all(each in text for each in get_args(Cadence))
    for table in (NewTable, SeriesTable):
        for key in table.__struct_fields__:
            assert (
                re.search(rf"(?m)^{key} = |`{key}`|\[new\] {key}|`\[new\] {key}`", text)
                or key == "templates"
            ), key


def test_the_workflow_excerpt_is_what_init_writes(tmp_path: Path) -> None:
    run(tmp_path, "init", "x")
    steps = yaml.safe_load((tmp_path / "x/.github/workflows/digest.yml").read_text())
    written = steps["jobs"]["publish"]["steps"]
    for step in yaml.safe_load(blocks("ci.md", "yaml")[0]):
        if "uses" in step:
            assert step in written
        else:
            assert any(each.get("run", "").startswith(step["run"]) for each in written)
