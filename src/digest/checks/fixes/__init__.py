"""Mends sources where that is safe: addresses, damaged text, line ends, trailing spaces.

A change is made at its exact place in the text, and only kept if the changed file is read as the
same post: with the same items, headings and links but for the addresses that were to change.
"""

from __future__ import annotations

from digest.checks.fixes.diff import show_mend
from digest.checks.fixes.mend import Mend, list_replacements, mend_files, write_mend

__all__ = ["Mend", "list_replacements", "mend_files", "show_mend", "write_mend"]
