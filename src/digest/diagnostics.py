"""What can be wrong with a digest, said as values: problems, and the report that collects them.

Content faults are never exceptions: a step reports them and carries on, so that one run shows
everything. `DigestError` is for what stops us altogether (no configuration, no permission).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, Self

import msgspec

from digest.codes import Code

Severity = Literal["off", "info", "warning", "error"]


class DigestError(Exception):
    """Something that leaves nothing to carry on with; its text is shown to the user as it is."""


class Diagnostic(msgspec.Struct, frozen=True, order=True):
    """One problem, in the order in which problems are shown: by file, then place, then code.

    `line` and `column` are 1-based and count in the file as its author sees it, front matter
    included; 0 says that the problem belongs to the whole file (or line).
    """

    path: str
    line: int
    column: int
    code: Code
    message: str
    hint: str = ""
    severity: Severity = "warning"

    def __str__(self) -> str:
        place = ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])
        text = f"{place}: {self.severity}[{self.code}] {self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text


class Report:
    """Collects the diagnostics of one step; grades them by the site's rules."""

    def __init__(self, rules: Mapping[str, Severity] | None = None) -> None:
        self._rules = dict(rules or {})
        self._found: list[Diagnostic] = []

    def add(
        self,
        code: Code,
        path: str,
        message: str,
        *,
        line: int = 0,
        column: int = 0,
        hint: str = "",
    ) -> None:
        """Record one problem, unless the site's rules switch its code off."""
        severity = self._rules.get(code, code.severity)
        if severity != "off":
            self._found.append(Diagnostic(path, line, column, code, message, hint, severity))

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over diagnostics found elsewhere (in a worker, or remembered by the cache)."""
        self._found.extend(diagnostics)

    def with_rules(self, rules: Mapping[str, Severity]) -> Self:
        """Give an empty report whose grades are this one's, overruled by `rules`."""
        return type(self)({**self._rules, **rules})

    def copy(self) -> Self:
        """Give a report of its own with the same grades and what was found so far."""
        copied = type(self)(self._rules)
        copied._found = list(self._found)
        return copied

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything found, sorted, repeats removed."""
        return tuple(sorted(set(self._found)))

    def count(self, severity: Severity) -> int:
        """How many problems of this severity were found."""
        return sum(d.severity == severity for d in self.diagnostics)
