"""`build -o`, `[build] output` and `clean`: where a site is never written to."""

from __future__ import annotations

import shutil
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


def test_a_place_that_cannot_be_written_to_is_blamed_itself(tmp_path: Path) -> None:
    site, locked = tmp_path / "site", tmp_path / "locked"
    write_file(site / "a.md", "Text.\n")
    write_file(tmp_path / "file", "Text.\n")
    locked.mkdir(mode=0o555)
    for output, place in {"locked/www": "locked", "locked": "locked", "file/x/y": "file"}.items():
        stop = run(site, "build", "-o", str(tmp_path / output)).exception
        assert isinstance(stop, DigestError)
        assert str(stop) == (
            f"cannot build into {tmp_path / output}: {tmp_path / place} cannot be written to"
        )


def test_a_folder_with_files_of_others_is_taken_over_once_if_asked(tmp_path: Path) -> None:
    site, output = tmp_path / "site", tmp_path / "www"
    write_file(site / "a.md", "Text.\n")
    write_file(output / "CNAME", "news.example.org\n")
    write_file(output / "css/site.css", "a {}\n")
    before = list_tree(output)
    stop = run(site, "build", "-o", str(output)).exception
    assert isinstance(stop, DigestError)
    assert "it holds files that digest did not write (CNAME, css/site.css)" in str(stop)
    assert "--adopt-output" in str(stop)
    assert list_tree(output) == before
    assert run(site, "build", "-o", str(output), "--adopt-output").exit_code == 0
    assert run(site, "build", "-o", str(output)).exit_code == 0
    assert (output / "CNAME").read_text() == "news.example.org\n"


def test_hidden_files_may_be_where_a_site_is_built(tmp_path: Path) -> None:
    write_file(tmp_path / "a.md", "Text.\n")
    for name in (".git/HEAD", ".nojekyll", ".gitkeep"):
        write_file(tmp_path / "public" / name, "")
    assert run(tmp_path, "build").exit_code == 0


def test_what_a_build_wrote_is_known_without_the_cache(tmp_path: Path) -> None:
    write_file(tmp_path / "a.md", "Text.\n")
    assert run(tmp_path, "build").exit_code == 0
    shutil.rmtree(tmp_path / ".digest")
    assert run(tmp_path, "build").exit_code == 0
