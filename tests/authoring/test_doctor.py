"""`digest doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from digest.authoring import doctor
from digest.authoring.doctor import DoctorFinding
from support.commands import run
from support.sites import write_files

GOOD = '[site]\ntitle = "T"\ndescription = "D"\nbase_url = "https://real.site"\nid_domain = "real.site"\n'
FILES = {"site.toml": GOOD, "content/a.md": "# A\n", "content/b.md": "# B\n"}


def look(site: Path, *arguments: str) -> dict[str, DoctorFinding]:
    rows = json.loads(run(site, "doctor", "--format", "json", *arguments).stdout)
    return {row["name"]: DoctorFinding(**row) for row in rows}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_files(tmp_path, FILES)
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@b.c")
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Begin")):
        subprocess.run((*git, *command), cwd=tmp_path, check=True)
    return tmp_path


def test_all_is_well_on_a_good_site(site: Path) -> None:
    result = run(site, "doctor", "--strict")
    assert result.exit_code == 0, result.output
    found = look(site)
    assert {each.state for each in found.values()} == {"ok"}
    assert found["content"].value == "2 files"
    assert found["python"].value.startswith("3.")


def test_nothing_is_changed(site: Path) -> None:
    before = sorted(path.name for path in site.rglob("*") if ".git" not in path.parts)
    run(site, "doctor")
    assert sorted(path.name for path in site.rglob("*") if ".git" not in path.parts) == before


def test_an_empty_folder_warns_and_does_not_fail(tmp_path: Path) -> None:
    result = run(tmp_path, "doctor")
    assert result.exit_code == 0
    assert "warn" in result.stdout
    found = look(tmp_path)
    assert "digest init" in found["content"].advice
    assert "digest init" in found["site.toml"].advice
    assert run(tmp_path, "doctor", "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("https://real.site", "http://localhost:8000", "base_url"),
        ("https://real.site", "http://real.site", "base_url"),
        ('id_domain = "real.site"\n', "", "id_domain"),
        ('description = "D"\n', "", "description"),
    ],
)
def test_settings_that_cannot_be_meant_are_warned_of(
    site: Path, before: str, after: str, name: str
) -> None:
    (site / "site.toml").write_text(GOOD.replace(before, after, 1))
    found = look(site)[name]
    assert found.state == "warn"
    assert found.advice


def test_a_shallow_clone_is_told(site: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@b.c")
    subprocess.run((*git, "commit", "-q", "--allow-empty", "-m", "More"), cwd=site, check=True)
    clone = tmp_path_factory.mktemp("clone") / "x"
    subprocess.run(("git", "clone", "-q", "--depth", "1", f"file://{site}", str(clone)), check=True)
    found = look(clone)["history"]
    assert (found.state, found.value) == ("warn", "a shallow clone")


def test_a_missing_git_is_a_warning(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert look(site)["git"].state == "warn"


def test_a_file_where_the_output_belongs_fails(site: Path) -> None:
    (site / "public").write_text("x")
    result = run(site, "doctor")
    assert result.exit_code == 1
    assert look(site)["output"].state == "fail"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_cannot_be_written_fails(site: Path) -> None:
    (site / ".digest").mkdir(mode=0o500)
    assert look(site)["cache"].state == "fail"


def test_the_size_of_the_cache_is_told(site: Path) -> None:
    (site / ".digest").mkdir()
    (site / ".digest/x").write_bytes(b"x" * 12_300)
    assert look(site)["cache"].value.endswith("12 KB")


def test_a_full_disk_and_missing_packages_are_told(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_LEAST_DISK_SPACE", 1 << 62)
    monkeypatch.setattr(doctor, "_PACKAGES", ("jinja2", "no-such-package"))
    found = look(site)
    assert found["disk"].state == "warn"
    assert found["packages"].value == "missing: no-such-package"
    assert run(site, "doctor").exit_code == 1


def test_every_package_that_digest_asks_for_is_looked_for(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["jinja2>=3", "no-such-server[standard]>=1", 'not-asked>=1; extra == "dask"']
    monkeypatch.setattr(doctor, "requires", lambda _: asked)
    assert look(site)["packages"].value == "missing: no-such-server"


def test_a_faulty_configuration_is_wrong_use(site: Path) -> None:
    (site / "site.toml").write_text("[site]\ntimezone = 'Nowhere/Land'\n")
    assert run(site, "doctor").exit_code == 2
