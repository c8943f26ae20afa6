"""Tiny whole sites, built and compared with `expected/` as trees; `--accept` takes a change over."""

from __future__ import annotations

import pytest

from support.paths import SITES
from support.sites import SiteDriver


@pytest.mark.parametrize("name", sorted(path.name for path in SITES.iterdir() if path.is_dir()))
def test_tiny_site_gives_the_expected_tree(name: str, site: SiteDriver) -> None:
    site.copy(name).build().expect_tree()
