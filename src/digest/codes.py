"""Every diagnostic code, with the grade it has by default and what it means.

A code names the fault, not the cure. The text after each code is its documentation:
`docs/diagnostics.md` is checked against it, and each code has a fixture in `tests/problems/`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class Code(StrEnum):
    """A diagnostic code: its value is what users see, write in `[check]`, and silence."""

    severity: Literal["info", "warning", "error"]
    meaning: str

    def __new__(  # noqa: PYI034, D102
        cls, value: str, severity: Literal["info", "warning", "error"], meaning: str
    ) -> Code:
        code = str.__new__(cls, value)
        code._value_ = value
        code.severity = severity
        code.meaning = meaning
        return code

    CONFIG_SYNTAX = ("config-syntax", "error", "site.toml is not valid TOML.")
    UNKNOWN_CONFIG_KEY = (
        "unknown-config-key",
        "error",
        "A key of site.toml that digest does not know.",
    )
    BAD_CONFIG_VALUE = (
        "bad-config-value",
        "error",
        "A value of site.toml of the wrong type or out of range.",
    )
    UNREADABLE_FILE = ("unreadable-file", "error", "A content file that cannot be read.")
    HEADER_SYNTAX = ("header-syntax", "error", "Front matter that is not valid YAML, TOML or JSON.")
    UNCLOSED_HEADER = (
        "unclosed-header",
        "error",
        "A front-matter fence is opened but never closed.",
    )
    UNKNOWN_KEY = (
        "unknown-key",
        "warning",
        "A front-matter key that looks like a slip of a known one.",
    )
    DUPLICATE_KEY = ("duplicate-key", "warning", "A front-matter key that is written twice.")
    BAD_VALUE = ("bad-value", "warning", "A front-matter value of the wrong type.")
    BAD_DATE = ("bad-date", "error", "A date that nobody can read.")
    DAMAGED_TEXT = (
        "damaged-text",
        "warning",
        "Text that was decoded wrongly on its way here; it is repaired.",
    )
    CONTROL_CHARACTER = (
        "control-character",
        "warning",
        "NUL or another control character; it is left out.",
    )
    PATH_COLLISION = (
        "path-collision",
        "error",
        "Two sources would be written to the same output path.",
    )
    DUPLICATE_URL = ("duplicate-url", "warning", "Two items of one post point at the same address.")
    DUPLICATE_ID = ("duplicate-id", "warning", "Two posts ask for the same permanent feed id.")
    MISSING_DATE = ("missing-date", "info", "A post in the posts folder that has no date.")
    TEMPLATE_SYNTAX = ("template-syntax", "error", "A template that Jinja cannot read.")
    UNDEFINED_IN_TEMPLATE = (
        "undefined-in-template",
        "error",
        "A template uses a name that it is not given.",
    )
