"""`digest init`: a site that builds and checks clean, guessed where it can be, never overwriting."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from digest.authoring.starter_site import (
    StarterAnswers,
    cadence_from_name,
    pages_url,
    plan_ci,
    plan_starter,
    title_from_folder,
)
from digest.config.registry import load_registry
from digest.config.site_file import load_config
from digest.config.tables import Config
from digest.core.codes import Code
from digest.core.diagnostics import DigestError, Report
from support.commands import run

DAY = ("--now", "2026-11-20")
LATER = ("--now", "2026-11-21")


def begin(tmp_path: Path, *arguments: str, name: str = "three-things") -> Path:
    result = run(tmp_path, "init", name, *DAY, *arguments)
    assert result.exit_code == 0, result.output
    return tmp_path / name


@pytest.mark.parametrize("address", ["", "https://three.example"])
def test_a_new_site_builds_and_checks_without_a_word(tmp_path: Path, address: str) -> None:
    site = begin(tmp_path, *(("--base-url", address) if address else ()))
    built = run(site, "build", "--strict", "--jobs", "1", *LATER)
    assert (built.exit_code, built.stderr.count("warning")) == (0, 0), built.stderr
    assert (site / "public/issues/1/index.html").is_file()
    assert (site / "public/about/index.html").is_file()
    checked = run(site, "check", "--strict", "--jobs", "1", *LATER)
    assert checked.exit_code == 0, checked.output


def test_the_first_issue_shows_three_layouts(tmp_path: Path) -> None:
    site = begin(tmp_path)
    shown = run(site, "items", "--explain", "--jobs", "1").stdout
    assert {"bullets", "headings", "table"} <= set(re.findall(r"^    (\w+),", shown, re.MULTILINE))


def test_values_are_guessed_and_options_win(tmp_path: Path) -> None:
    site = begin(tmp_path, "--author", "Ada", "--language", "sv", "--timezone", "Europe/Stockholm",
                 "--base-url", "https://ting.example/")  # fmt: skip
    report = Report()
    config = load_config(site, report)
    assert report.diagnostics == ()
    assert config.site.title == "Three Things"
    assert config.site.base_url == "https://ting.example"
    assert (config.site.id_domain, config.site.id_date) == ("ting.example", "2026")
    assert (config.site.language, config.site.authors) == ("sv", ("Ada",))
    assert config.series["weekly"].cadence == "weekly"


def test_the_address_is_guessed_from_gits_remote(tmp_path: Path) -> None:
    site = tmp_path / "reader"
    site.mkdir()
    for command in (
        ["git", "init", "-q"],
        ["git", "remote", "add", "origin", "git@github.com:Ada/Reader.git"],
    ):
        subprocess.run(command, cwd=site, check=True)
    begin(tmp_path, name="reader")
    assert load_config(site, Report()).site.base_url == "https://ada.github.io/Reader"


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:ada/reader.git", "https://ada.github.io/reader"),
        ("https://github.com/ada/ada.github.io", "https://ada.github.io"),
        ("https://gitlab.com/ada/reader.git/", "https://ada.gitlab.io/reader"),
        ("ssh://git@example.org/x/y", ""),
        ("", ""),
    ],
)
def test_pages_have_an_address_at_known_hosts(remote: str, address: str) -> None:
    assert pages_url(remote) == address


@pytest.mark.parametrize(
    ("folder", "title"),
    [("three-things", "Three Things"), ("my_AI.digest", "My AI Digest"), ("...", "Digest")],
)
def test_a_title_comes_from_the_folder(folder: str, title: str) -> None:
    assert title_from_folder(folder) == title


def test_a_series_may_be_named_by_its_cadence(tmp_path: Path) -> None:
    assert cadence_from_name("Monthly") == "monthly"
    assert cadence_from_name("papers") == "weekly"
    site = begin(tmp_path, "--series", "monthly")
    assert load_config(site, Report()).series["monthly"].cadence == "monthly"
    assert (site / "templates/new/monthly.md").is_file()


@pytest.mark.parametrize("name", ["../x", "a b", 'x"y', ""])
def test_a_series_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    result = run(tmp_path, "init", "site", "--series", name)
    assert result.exit_code == 2
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    "arguments",
    [("--timezone", "Mars/Base"), ("--base-url", "three.example"), ("--timezone", "../etc")],
)
def test_answers_that_make_a_faulty_site_are_refused(
    tmp_path: Path, arguments: tuple[str, str]
) -> None:
    result = run(tmp_path, "init", "site", *arguments)
    assert result.exit_code == 2
    assert arguments[0] in result.stderr
    assert not (tmp_path / "site").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = run(tmp_path, "init", "file/site", *DAY)
    assert isinstance(result.exception, DigestError)
    assert "cannot be written" in str(result.exception)


def test_nothing_is_overwritten_and_what_is_there_is_listed(tmp_path: Path) -> None:
    site = begin(tmp_path)
    (site / "site.toml").write_text("mine")
    (site / "entities.toml").unlink()
    again = run(tmp_path, "init", "three-things", *DAY)
    assert again.exit_code == 2
    assert "site.toml" in again.stderr
    assert "entities.toml" not in again.stderr
    assert (site / "site.toml").read_text() == "mine"
    assert not (site / "entities.toml").exists()
    assert run(tmp_path, "init", "three-things", "--force", *DAY).exit_code == 0
    assert (site / "site.toml").read_text() != "mine"


def test_files_that_are_not_in_the_way_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "three-things").mkdir()
    (tmp_path / "three-things/notes.txt").write_text("mine")
    site = begin(tmp_path)
    assert (site / "notes.txt").read_text() == "mine"


def test_the_next_two_commands_are_told(tmp_path: Path) -> None:
    output = run(tmp_path, "init", "x", *DAY).stdout
    assert re.search(r"Next:\n  digest -C \S+x build\n  digest -C \S+x new\n", output)


def test_odd_answers_stay_values(tmp_path: Path) -> None:
    title = 'A "quoted" \\ title @year@ ñ'
    site = begin(tmp_path, "--title", title, "--author", 'O\'Neil "x"')
    config = load_config(site, Report())
    assert config.site.title == title
    assert config.site.authors == ('O\'Neil "x"',)


def test_the_registry_example_can_be_read(tmp_path: Path) -> None:
    report = Report()
    registry = load_registry(begin(tmp_path) / "entities.toml", report)
    assert report.diagnostics == ()
    assert registry.resolve("IETF") == "Internet Engineering Task Force"


def test_the_same_answers_give_the_same_files() -> None:
    answers = StarterAnswers(title="T", today=date(2026, 1, 2), requirement="digest==1")
    assert plan_starter(answers) == plan_starter(answers)


@pytest.mark.parametrize(
    ("host", "paths"),
    [
        ("github", {".github/workflows/digest.yml", "requirements.txt"}),
        ("gitlab", {".gitlab-ci.yml", "requirements.txt"}),
        ("none", set()),
    ],
)
def test_a_workflow_is_written_for_the_host(host: Any, paths: set[str]) -> None:
    assert {file.path for file in plan_ci(host, "digest==1")} == paths


def workflow(site: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((site / ".github/workflows/digest.yml").read_text())
    return loaded


def test_the_github_workflow_keeps_the_cache_and_checks_pull_requests(tmp_path: Path) -> None:
    jobs = workflow(begin(tmp_path))["jobs"]
    uses = [step.get("uses", "").partition("@")[0] for step in jobs["publish"]["steps"]]
    assert uses.index("actions/cache/restore") < uses.index("actions/cache/save")
    restore, save = (s for s in jobs["publish"]["steps"] if "actions/cache" in s.get("uses", ""))
    assert restore["with"]["path"] == save["with"]["path"] == Config().build.cache
    assert save["with"]["key"].startswith(restore["with"]["restore-keys"])
    assert "github.run_id" in save["with"]["key"]
    checks = [
        step["run"] for step in jobs["check"]["steps"] if "digest check" in step.get("run", "")
    ]
    assert "--format github" in checks[0]
    assert "--since" in checks[0]


def test_the_gitlab_workflow_keeps_the_cache(tmp_path: Path) -> None:
    site = begin(tmp_path, "--ci", "gitlab")
    loaded = yaml.safe_load((site / ".gitlab-ci.yml").read_text())
    assert f"{Config().build.cache}/" in loaded["default"]["cache"]["paths"]
    assert loaded["pages"]["artifacts"]["paths"] == [Config().build.output]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("job", ["check", "publish"])
def test_the_steps_of_the_github_workflow_run(tmp_path: Path, job: str) -> None:
    site = begin(tmp_path, "--base-url", "https://x.example")
    issue = site / "content/issues/issue-1.md"
    issue.write_text(issue.read_text().replace("2026-11-20", "2025-11-20"))
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@b.c")
    for command in (
        (*git, "init", "-q", "-b", "main"),
        (*git, "add", "."),
        (*git, "commit", "-q", "-m", "Begin"),
        (*git, "update-ref", "refs/remotes/origin/main", "HEAD"),
    ):
        subprocess.run(command, cwd=site, check=True)
    steps = [step["run"] for step in workflow(site)["jobs"][job]["steps"] if "run" in step]
    values = {"github.base_ref": "main", "steps.pages.outputs.base_url": "https://x.example"}
    ran = 0
    for step in steps:
        if not step.startswith("digest "):
            assert step == "pip install -r requirements.txt"
            continue
        line = re.sub(r"\$\{\{ (.*?) \}\}", lambda match: values[match[1]], step)
        words = [sys.executable, "-m", *shlex.split(line)]
        done = subprocess.run(words, cwd=site, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + done.stdout
        ran += 1
    assert ran
    assert (site / "public/issues/1/index.html").is_file()


def test_the_codes_in_the_comments_exist(tmp_path: Path) -> None:
    rules = load_config(begin(tmp_path), Report()).check.rules
    assert set(rules) <= {str(code) for code in Code}
