"""The built wheel works outside the repository, default theme included."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from support.paths import ROOT
from support.sites import write_file


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site-packages")
    return folder / "site-packages"


def test_the_wheel_has_the_theme_and_no_tests(installed: Path) -> None:
    assert (installed / "digest/output/theme/default/templates/base.html").is_file()
    assert (installed / "digest/output/theme/default/static/assets/style.css").is_file()
    assert (installed / "digest/py.typed").is_file()
    assert not (installed / "tests").exists()


def test_an_installed_digest_builds_a_folder_that_has_nothing_but_a_post(
    installed: Path, tmp_path: Path
) -> None:
    write_file(
        tmp_path / "content/hello.md", "# Hello\n\nText with `code`.\n\n```python\nprint(1)\n```\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    code = "import digest, sys; print(digest.__file__); from digest.cli.main import main; main()"
    command = [sys.executable, "-c", code, "-C", str(tmp_path), "build"]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert str(installed) in done.stdout
    page = (tmp_path / "public/hello/index.html").read_text()
    assert "<h1>Hello</h1>" in page
    for name in ("style", "code"):
        assert (tmp_path / f"public/assets/{name}.css").stat().st_size > 1000
