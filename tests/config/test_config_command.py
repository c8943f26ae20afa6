"""`digest config`: every value in effect, where it comes from, in a form that reads back."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.site_file import load_config
from digest.config.tables import Config
from digest.config.toml_writer import write_toml
from digest.core.diagnostics import Report
from support.commands import run
from support.paths import ROOT
from support.sites import write_files

SITE = """\
[site]
title = 'A "quoted" title'

[[site.menu]]
name = "One"
url = "/one/"

[taxonomies.models]
title = "Models"

[check]
rules = { duplicate-url = "off" }

[permalinks.pinned]
"content/a b.md" = "/c/"

[theme.params]
"odd key" = 3
"""


def settings(root: Path) -> Any:
    return msgspec.to_builtins(load_config(root, Report()))


def plain(values: Any) -> Any:
    return json.loads(json.dumps(values))


@pytest.mark.parametrize("text", ["", SITE, (ROOT / "site.toml").read_text()])
def test_both_forms_read_back_as_the_values_in_effect(tmp_path: Path, text: str) -> None:
    site = write_files(tmp_path, {"site.toml": text})
    expected = plain(settings(site))
    assert plain(tomllib.loads(run(site, "config").stdout)) == expected
    assert json.loads(run(site, "config", "--format", "json").stdout) == expected


def test_what_is_printed_is_a_site_toml_of_the_same_meaning(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"site.toml": SITE})
    printed = run(site, "config").stdout
    again = write_files(tmp_path / "again", {"site.toml": printed})
    report = Report()
    assert load_config(again, report) == load_config(site, Report())
    assert report.diagnostics == ()


def test_every_value_says_where_it_comes_from(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"site.toml": SITE})
    lines = run(site, "config", "--drafts", "--base-url", "https://x.example/").stdout.splitlines()
    for line in (
        'title = "A \\"quoted\\" title" # site.toml:2',
        'language = "en" # default',
        'base_url = "https://x.example" # option --base-url',
        "drafts = true # option --drafts",
        "[[site.menu]] # site.toml:4",
        'title = "Models" # site.toml:9',
        'duplicate-url = "off" # site.toml:12',
        '"content/a b.md" = "/c/" # site.toml:15',
        '"odd key" = 3 # site.toml:18',
    ):
        assert line in lines, line


def test_json_says_it_too_when_asked(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"site.toml": SITE})
    found = json.loads(run(site, "config", "--format", "json", "--origins", "--future").stdout)
    assert found["site.title"] == {"value": 'A "quoted" title', "origin": "site.toml:2"}
    assert found["build.future"] == {"value": True, "origin": "option --future"}
    assert found["feeds.limit"] == {"value": 20, "origin": "default"}
    assert found["taxonomies.models.title"]["origin"] == "site.toml:9"
    values = settings(site)
    for name in values:
        assert values[name] == {} or any(key.startswith(f"{name}.") for key in found)


def test_one_key_or_table_can_be_asked_for(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"site.toml": SITE})
    assert run(site, "config", "site.title").stdout == 'A "quoted" title\n'
    assert run(site, "config", "feeds.limit").stdout == "20\n"
    assert run(site, "config", "taxonomies.models.title").stdout == "Models\n"
    assert set(tomllib.loads(run(site, "config", "feeds").stdout)) == {"feeds"}
    assert json.loads(run(site, "config", "site.menu", "--format", "json").stdout) == [
        {"name": "One", "url": "/one/"}
    ]
    slip = run(site, "config", "site.titel")
    assert slip.exit_code == 2
    assert 'did you mean "site.title"?' in slip.stderr


def test_a_faulty_file_is_reported_and_nothing_shown(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"site.toml": "[site]\ntitel = 1\n"})
    result = run(site, "config")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "site.toml:2:1" in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[feeds]\nformer_ids_before = "soon"', 'feeds.former_ids_before "soon" is no day'),
        ('[permalinks.sections]\n"a.b" = "/:yeer/"', 'unknown placeholder ":yeer"'),
        ("[new]\ndraft = 1", "new.draft"),
        ('[site]\nbase_url = "https://"', 'site.base_url "https://" is not the address of a site'),
        ('[site]\nbase_url = "https://x y"', "is not the address of a site"),
        ('[site]\nid_date = "soon"', 'site.id_date "soon" is no date'),
        ('[site]\nid_date = "2024-02-30"', "is no date"),
        ('[site]\nid_domain = "https://x.example"', "is no domain"),
        ('[site]\nlanguage = "in English"', "is no language code"),
        ('[theme]\ncode_style = "monokay"', "is no style of Pygments"),
        ('[expect]\nsince = "never"', 'expect.since "never" is no day'),
        ('[build]\ncache = ""', 'build.cache "" holds the site itself'),
        ('[build]\ncache = ".."', "holds the site itself"),
        ('[build]\ncache = "content/."', "holds [build] content"),
        ('[build]\ncache = "public"', "holds the output"),
        ('[build]\ncache = "photos"', 'holds "cat.jpg"'),
        ('[build]\ncontent = "contents"', 'build.content "contents" is no folder'),
        ('[build]\noutput = "content"', "is [build] content, too"),
    ],
)
def test_values_that_cannot_be_meant_are_reported_at_their_line(
    tmp_path: Path, text: str, message: str
) -> None:
    report = Report()
    files = {"site.toml": text, "content/a.md": "# A\n", "photos/cat.jpg": "a cat"}
    load_config(write_files(tmp_path, files), report)
    (found,) = report.diagnostics
    assert message in found.message
    assert found.line == 2


@pytest.mark.parametrize("folder", ["", "..", "content", "photos"])
def test_nothing_of_the_authors_is_taken_for_a_cache_and_cleaned_away(
    tmp_path: Path, folder: str
) -> None:
    files = {"content/a.md": "# A\n", "photos/cat.jpg": "a cat"}
    site = write_files(tmp_path / "site", {**files, "site.toml": f'[build]\ncache = "{folder}"\n'})
    assert run(site, "build").exit_code == 2
    assert run(site, "clean").exit_code == 2
    assert all((site / name).is_file() for name in files)


@pytest.mark.parametrize("option", [(), ("--no-cache",)])
def test_a_cache_of_any_name_is_a_cache_the_second_time(
    tmp_path: Path, option: tuple[str, ...]
) -> None:
    files = {"content/a.md": "# A\n", "site.toml": '[build]\ncache = "remembered"\n'}
    site = write_files(tmp_path, files)
    assert [run(site, "build", *option).exit_code for _ in range(2)] == [0, 0]
    assert run(site, "clean").exit_code == 0
    assert not (site / "remembered").exists()


scalars = st.text() | st.booleans() | st.integers(-(2**62), 2**62)
tables = st.dictionaries(
    st.text(min_size=1),
    scalars | st.lists(scalars) | st.dictionaries(st.text(), scalars),
    max_size=5,
)


@given(st.dictionaries(st.text(min_size=1), tables, max_size=4))
def test_any_values_read_back(values: dict[str, Any]) -> None:
    def is_text(value: Any) -> bool:
        return "\\ud" not in json.dumps(value)

    if is_text(values):
        assert tomllib.loads(write_toml(values, lambda path: "remark" * (len(path) % 2))) == values


def test_a_slash_at_the_end_of_the_address_makes_no_difference(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"site.toml": '[site]\nbase_url = "https://x.example/blog/"\n'})
    assert settings(site)["site"]["base_url"] == "https://x.example/blog"
    write_files(site, {"content/a.md": "# A\n"})
    assert run(site, "build").exit_code == 0
    assert 'href="https://x.example/blog/a/"' in (site / "public/a/index.html").read_text()


def test_the_defaults_are_the_structs() -> None:
    assert settings(ROOT / "nowhere") == msgspec.to_builtins(Config())


def test_one_key_can_say_where_its_value_comes_from(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"site.toml": '[site]\ntitle = "T"\n'})
    assert run(site, "config", "site.title", "--origins").stdout == '"T" # site.toml:2\n'
    asked = ("config", "--origins", "--format", "json")
    assert json.loads(run(site, *asked, "feeds.limit").stdout) == {"value": 20, "origin": "default"}
    assert json.loads(run(site, *asked, "site").stdout)["site.title"]["origin"] == "site.toml:2"


def test_text_in_a_string_never_takes_the_place_of_a_key(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(
        '[site]\nbase_url = "example.org"\ncopyright = """\nOne.\n[site]\n\nbase_url = 1\n"""\n'
    )
    report = Report()
    load_config(tmp_path, report)
    (problem,) = report.diagnostics
    assert (problem.line, problem.column) == (2, 1)


def test_a_fault_of_one_of_several_tables_is_placed_in_it(tmp_path: Path) -> None:
    menu = '[[site.menu]]\nname = "One"\nurl = "/one/"\nlink = "x"\n\n[[site.menu]]\nname = "Two"\n'
    (tmp_path / "site.toml").write_text(menu)
    report = Report()
    load_config(tmp_path, report)
    assert [(d.line, d.column) for d in report.diagnostics] == [(4, 1), (6, 3)]
