"""Where things lie: the only module that counts folders from its own place."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
"""The repository, which is itself a digest site."""

SOURCE = ROOT / "src" / "digest"
DOCS = ROOT / "docs"
SITES = TESTS / "sites"
PROBLEMS = TESTS / "problems"

SHARED = ROOT.parent / "shared"
"""Real input, which is no part of the repository: tests that need it skip without it."""
