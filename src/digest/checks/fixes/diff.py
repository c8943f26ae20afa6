"""What mending changes, as a unified diff."""

from __future__ import annotations

import difflib

from digest.checks.fixes.mend import Mend


def show_mend(mend: Mend) -> str:
    """Give the change of one file as `diff -u` shows it, without colours."""
    before, after = (_lines(data) for data in (mend.before, mend.after))
    names = (f"a/{mend.path}", f"b/{mend.path}")
    diff = list(difflib.unified_diff(before, after, *names, lineterm=""))
    heads = diff[:2] or [f"--- {names[0]}", f"+++ {names[1]}"]
    return "\n".join([*heads, *(f"# {note}" for note in mend.notes), *diff[2:]])


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").lstrip("\ufeff").splitlines()
