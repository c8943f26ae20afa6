"""What can be wrong with a digest, said as values: problems, and the report that collects them.

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


Grades = Mapping[str, Severity]
"""Grades that somebody gave to codes in place of their own."""


class Report:
    """Collects the diagnostics of one step, and grades them.

    What a post says of itself comes first (see `heed`), then its folder (`folders`, by path; the
    innermost counts), then the site's `rules`, then the code. A code that is advice is left to
    `digest check`: unless the report is `thorough`, only those graded as errors are taken.
    """

    def __init__(
        self,
        rules: Grades | None = None,
        *,
        folders: Mapping[str, Grades] | None = None,
        thorough: bool = True,
    ) -> None:
        self.thorough = thorough
        self._rules = dict(rules or {})
        deepest_first = sorted((folders or {}).items(), key=lambda entry: -len(entry[0]))
        self._folders = [(f"{folder.strip('/')}/", grades) for folder, grades in deepest_first]
        self._posts: dict[str, Grades] = {}
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
        severity = self.grade(code, path)
        if severity != "off":
            self._found.append(Diagnostic(path, line, column, code, message, hint, severity))

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over diagnostics found elsewhere (in a worker, or remembered by the cache)."""
        self._found.extend(diagnostics)

    def adopt(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over diagnostics that were found without this report's grades, and grade them."""
        grades: dict[tuple[Code, str], Severity] = {}
        for found in diagnostics:
            kind = found.code, found.path
            severity = grades.get(kind) or grades.setdefault(kind, self.grade(*kind))
            if severity == found.severity:
                self._found.append(found)
            elif severity != "off":
                self._found.append(msgspec.structs.replace(found, severity=severity))

    def heed(self, path: str, grades: Grades) -> None:
        """Grade what is found in one file from now on as the file itself asks."""
        self._posts[path] = grades

    def grade(self, code: Code, path: str) -> Severity:
        """Give the grade of a problem in a file; "off" for what nobody wants to hear of."""
        grades = (self._posts.get(path, {}), *self._grades_above(path), self._rules)
        severity = next((known[code] for known in grades if code in known), code.severity)
        return severity if self.thorough or not code.advice or severity == "error" else "off"

    def wants(self, code: Code) -> bool:
        """Whether a problem of this code could be taken at all: if not, nobody need look for it."""
        if self.thorough or not code.advice:
            return True
        inner = (*(grades for _, grades in self._folders), *self._posts.values())
        return any(known.get(code) == "error" for known in (self._rules, *inner))

    def _grades_above(self, path: str) -> Iterable[Grades]:
        return (grades for folder, grades in self._folders if path.startswith(folder))

    def with_rules(self, rules: Grades) -> Self:
        """Give an empty report whose grades are this one's, overruled by `rules`."""
        return type(self)({**self._rules, **rules}, thorough=self.thorough)

    def copy(self) -> Self:
        """Give a report of its own with the same grades and what was found so far."""
        return deepcopy(self)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything found, sorted, repeats removed."""
        if self._counted != len(self._found):
            self._ordered = tuple(sorted(set(self._found)))
            self._counted = len(self._found)
        return self._ordered

    def count(self, severity: Severity) -> int:
        """How many problems of this severity were found."""
        return sum(d.severity == severity for d in self.diagnostics)
