"""The browser for the tests that need one."""

from __future__ import annotations

import os
import shutil

import pytest


def find_browser() -> str:
    """Return the path of a Chromium; skip the test without one, or fail in CI."""
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
    )
    if not found and os.environ.get("CI") == "true":
        pytest.fail("CI has to have a browser: install chromium")
    if not found:
        pytest.skip("no chromium is installed here")
    return found
