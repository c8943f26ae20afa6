"""`build -o`, `[build] output` and `clean`: where a site is never written to."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli.main import group
from digest.core.diagnostics import DigestError
from support.sites import write_file


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "above/site"
    for name in ("content/a.md", "static/a.css", "templates/new/default.md", "www/mine.txt"):
        write_file(site / name, "Text.\n")
    (site / "link").symlink_to(site / "content")
    return site


def run(site: Path, *arguments: str) -> Result:
    return CliRunner().invoke(group, ["-C", str(site), *arguments], prog_name="digest")


def list_tree(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*"))


REFUSED = {
    ".": "is the site itself",
    "..": "holds the site itself",
    "../..": "holds the site itself",
    "content": "is [build] content, too",
    "content/../content/": "is [build] content, too",
    "content/posts": "lies in [build] content",
    "link": "is [build] content, too",
    "static": "is [build] static, too",
    "templates": "is [build] templates, too",
    "templates/new": "lies in [build] templates",
    ".git": "is the repository, too",
    ".digest": "is [build] cache, too",
    "www/mine.txt": "is a file",
}


@pytest.mark.parametrize(("folder", "fault"), REFUSED.items())
def test_an_output_that_is_the_site_or_a_source_is_refused(
    site: Path, folder: str, fault: str
) -> None:
    before = list_tree(site.parent.parent)
    stop = run(site, "build", "-o", str(site / folder)).exception
    assert isinstance(stop, DigestError)
    assert f"it {fault}\n  hint: give the output a folder of its own" in str(stop)
    assert list_tree(site.parent.parent) == before


@pytest.mark.parametrize("command", ["build", "clean", "check"])
@pytest.mark.parametrize(
    ("folder", "fault"), [case for case in REFUSED.items() if case[0] != ".digest"]
)
def test_so_is_one_that_the_settings_name(
    site: Path, folder: str, fault: str, command: str
) -> None:
    write_file(site / "site.toml", f'[build]\noutput = "{folder}"\n')
    before = list_tree(site.parent.parent)
    result = run(site, command)
    assert result.exit_code == 2
    assert f'site.toml:2:1: error[bad-config-value] build.output "{folder}" {fault}' in (
        result.stderr
    )
    assert list_tree(site.parent.parent) == before


def test_the_root_and_the_home_are_refused(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = site.parent.parent / "people/ada"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(site)
    for folder, fault in {
        "/": "is the root of the file system",
        str(home): "is your home folder",
        str(home.parent): "holds your home folder",
    }.items():
        stop = run(site, "build", "-o", folder).exception
        assert isinstance(stop, DigestError)
        assert f"cannot build into {folder}: it {fault}" in str(stop)
    assert list_tree(home.parent) == [str(home)]


def test_other_folders_are_written_to(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_file(site / "a.md", "Text.\n")
    for folder in (site / "public", site / "site/public", tmp_path / "public"):
        assert run(site, "build", "-o", str(folder)).exit_code == 0
        assert (folder / "404.html").is_file()
