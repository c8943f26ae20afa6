"""The pages on moving, CI and new issues say what the program does."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml

from authoring import lay_out, run
from conftest import ROOT
from digest.cli.main import group
from digest.config import Config, FormerIds
from digest.configfile import load_config
from digest.diagnostics import Report
from digest.drafting import Cadence, NewTable, SeriesTable
from digest.scaffold.brief import Wishes, begin_draft, list_fields
from digest.scaffold.migration import Generator
from digest.scaffold.series import Series

PAGES = ("migration.md", "ci.md", "issues.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def blocks(name: str, language: str) -> list[str]:
    return [text for found, text in BLOCK.findall(read(name)) if found == language]


@pytest.mark.parametrize("name", PAGES)
def test_settings_in_the_examples_are_valid(name: str, tmp_path: Path) -> None:
    for number, text in enumerate(blocks(name, "toml")):
        report = Report()
        load_config(lay_out(tmp_path / str(number), {"site.toml": text}), report)
        assert report.diagnostics == ()
        assert tomllib.loads(text)


@pytest.mark.parametrize("name", PAGES)
def test_commands_and_options_in_the_pages_exist(name: str) -> None:
    import click

    context = click.Context(group)
    for line in re.findall(
        r"digest (?:-C \S+ )?([a-z]+(?: [^`\n]*)?)", "\n".join(blocks(name, "console"))
    ):
        word, *rest = line.split()
        command = group.get_command(context, word)
        assert command is not None, word
        known = {name for each in command.params for name in each.opts}
        assert {each for each in rest if each.startswith("--")} <= known


def test_every_generator_is_described() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", read("migration.md"), re.MULTILINE)
    assert rows == list(get_args(Generator))


def test_every_way_of_former_ids_is_described() -> None:
    text = read("migration.md")
    assert all(f'"{way}"' in text for way in get_args(FormerIds) if way)


def test_every_placeholder_and_setting_of_new_issues_is_described() -> None:
    text = read("issues.md")
    series = Series(name="x", title="X", table=SeriesTable(), issues=())
    draft = begin_draft(series, (), Wishes(today=date(2026, 1, 1)), Config())
    assert set(re.findall(r"`\{\{ (\w+) \}\}`", text)) == set(list_fields(draft, ""))
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
