"""Problems as values: a diagnostic, and the report that collects them.

Content faults are never exceptions: a step reports them and carries on, so that one run shows
everything. `DigestError` is for what stops us altogether (no configuration, no permission).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Literal, Self

import msgspec

from digest.core.codes import Code

Severity = Literal["off", "info", "warning", "error"]


class DigestError(Exception):
    """A fault that stops the command; its text is shown to the user as it is."""


class Diagnostic(msgspec.Struct, frozen=True, order=True):
    """One problem, in the order in which problems are shown: by file, then place, then code.

    `line` and `column` are 1-based and count in the file as its author sees it, front matter
    included; 0 stands for the whole file (or the whole line).
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


Severities = Mapping[str, Severity]
"""Severities by diagnostic code, in place of the codes' own."""


class Report:
    """Collects the diagnostics of one step, and sets their severities.

    The severity of a code is looked up in this order: the overrides of the file itself (see
    `override_severities`), `folders` (by path, innermost first), the site's `rules`, the code's
    default. Codes that are advice are left to `digest check`: unless the report is `thorough`, they
    are recorded only where their severity is "error".
    """

    def __init__(
        self,
        rules: Severities | None = None,
        *,
        folders: Mapping[str, Severities] | None = None,
        thorough: bool = True,
    ) -> None:
        self.thorough = thorough
        self._rules = dict(rules or {})
        deepest_first = sorted((folders or {}).items(), key=lambda entry: -len(entry[0]))
        self._folders = [(f"{folder.strip('/')}/", known) for folder, known in deepest_first]
        self._overrides: dict[str, Severities] = {}
        self._found: list[Diagnostic] = []
        self._ordered: tuple[Diagnostic, ...] = ()
        self._counted = 0

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
        """Record one problem, unless its code is switched off there."""
        severity = self.severity_of(code, path)
        if severity != "off":
            self._found.append(Diagnostic(path, line, column, code, message, hint, severity))

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add diagnostics as they are: their severities were set by a report like this one."""
        self._found.extend(diagnostics)

    def add_regraded(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add diagnostics that carry the severities of another report, with those of this one."""
        known: dict[tuple[Code, str], Severity] = {}
        for found in diagnostics:
            kind = found.code, found.path
            severity = known.get(kind) or known.setdefault(kind, self.severity_of(*kind))
            if severity == found.severity:
                self._found.append(found)
            elif severity != "off":
                self._found.append(msgspec.structs.replace(found, severity=severity))

    def override_severities(self, path: str, severities: Severities) -> None:
        """Use these severities, which one file states itself, for what is found in it from now."""
        self._overrides[path] = severities

    def severity_of(self, code: Code, path: str) -> Severity:
        """Return the severity of a code in a file; "off" if problems of it are not recorded."""
        tables = (self._overrides.get(path, {}), *self._folders_above(path), self._rules)
        severity = next((known[code] for known in tables if code in known), code.severity)
        return severity if self.thorough or not code.advice or severity == "error" else "off"

    def is_enabled(self, code: Code) -> bool:
        """Return whether a problem of this code could be recorded at all, in any file."""
        if self.thorough or not code.advice:
            return True
        inner = (*(known for _, known in self._folders), *self._overrides.values())
        return any(known.get(code) == "error" for known in (self._rules, *inner))

    def _folders_above(self, path: str) -> Iterable[Severities]:
        return (known for folder, known in self._folders if path.startswith(folder))

    def with_rules(self, rules: Severities) -> Self:
        """Return an empty report with this one's rules, overridden by `rules`."""
        return type(self)({**self._rules, **rules}, thorough=self.thorough)

    def copy(self) -> Self:
        """Return an independent copy, with the same severities and what was found so far."""
        return deepcopy(self)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything found, sorted, repeats removed."""
        if self._counted != len(self._found):
            self._ordered = tuple(sorted(set(self._found)))
            self._counted = len(self._found)
        return self._ordered

    def count(self, severity: Severity) -> int:
        """Return how many problems of this severity were found."""
        return sum(d.severity == severity for d in self.diagnostics)
