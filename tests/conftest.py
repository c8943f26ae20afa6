"""What every test may ask for: `--accept`, the folder of real input, a site in the making."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault; in CI the same examples are tried every time.
settings.register_profile(
    "digest",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
)
settings.load_profile("digest")
pytest.register_assert_rewrite("support")

from support.paths import SHARED  # noqa: E402
from support.sites import SiteDriver  # noqa: E402


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="take today's output as the expected one"
    )
    parser.addoption(
        "--fuzz", type=int, default=50, help="batches of damaged files (see tests/fuzz)"
    )


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the folder of real input (../shared) is not here")
    return SHARED


@pytest.fixture
def site(tmp_path: Path, accept: bool) -> SiteDriver:
    """An empty site in a folder of this test's own."""
    return SiteDriver(tmp_path, accept=accept)
