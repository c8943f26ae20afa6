"""Shared by all tests: `--accept`, the folder of real input, and the one way to build a site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from digest.build.options import BuildResult

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
NOW = datetime(2026, 11, 21, 12, tzinfo=ZoneInfo("UTC"))

Build = Callable[..., "BuildResult"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="take today's output as the expected one"
    )


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the folder of real input (../shared) is not here")
    return SHARED


def run_build(root: Path, output: Path, **options: object) -> BuildResult:
    from digest.build.options import BuildOptions, BuildResult
    from digest.build.pipeline import build_site
    from digest.config.reading import load_config
    from digest.core.diagnostics import Report

    report = Report()
    config = load_config(root, report)
    if report.count("error"):
        return BuildResult(report=report)
    check, thorough = config.check, bool(options.pop("thorough", False))
    graded = Report(check.rules, folders=check.sections, thorough=thorough)
    graded.extend(report.diagnostics)
    settings: dict[str, object] = {"now": NOW, "jobs": 1, "output": output, **options}
    return build_site(root, config, BuildOptions(**settings), graded)  # type: ignore[arg-type]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Build a site: `build(root)` or `build(files={"content/a.md": "…"})`."""

    def run(
        root: Path | None = None, *, files: dict[str, str | bytes] | None = None, **options: object
    ) -> BuildResult:
        site = root or tmp_path / "site"
        for name, content in (files or {}).items():
            write_file(site / name, content)
        options.setdefault("cache", tmp_path / "cache")
        return run_build(site, tmp_path / "public", **options)

    return run


def version_of(file: Path) -> tuple[int, int]:
    """Tell versions of a file apart: reading it changes its status, but not this."""
    status = file.stat()
    return status.st_ino, status.st_mtime_ns


def write_file(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
