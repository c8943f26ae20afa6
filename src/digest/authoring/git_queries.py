"""Queries to Git, which only `digest check --since` depends on; elsewhere it supplies defaults."""

from __future__ import annotations

import subprocess
from pathlib import Path

_TIMEOUT_SECONDS = 10


def run_git(folder: Path, *arguments: str) -> str:
    """Return what a Git command prints in a folder, "" if there is no Git or it fails.

    For a folder that does not exist yet, the nearest existing one above it is used.
    """
    existing = next(path for path in (folder.resolve(), *folder.resolve().parents) if path.is_dir())
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=existing,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
