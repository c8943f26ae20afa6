"""Questions to Git. It is asked where it can help; nothing but `digest check --since` needs it."""

from __future__ import annotations

import subprocess
from pathlib import Path

_PATIENCE = 10
"""Seconds for an answer."""


def ask_git(folder: Path, *arguments: str) -> str:
    """Give what Git says in a folder, or "" where there is no Git or no answer.

    For a folder that is not there yet, the nearest one above it is asked.
    """
    near = next(path for path in (folder.resolve(), *folder.resolve().parents) if path.is_dir())
    try:
        asked = subprocess.run(
            ["git", *arguments],
            cwd=near, capture_output=True, text=True, timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""
