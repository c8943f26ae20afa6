"""One state of the site, from which any output is made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from digest.build.planning import Plan
from digest.core.diagnostics import Diagnostic
from digest.core.hashing import hash_bytes
from digest.output.copies import Copy
from digest.output.outputs import Output, PlanContext, WriteContext
from digest.output.theme import Theme

MISSING = "404.html"
"""The output that answers for addresses that lead nowhere."""

_KEPT = 32


class Snapshot:
    """A site as it is now. `problems` are those found so far; `whole` says that no post lacks.

    Everything is made in memory and on request; the last outputs made are kept.
    """

    def __init__(
        self,
        *,
        root: Path,
        plan: Plan,
        theme: Theme,
        problems: tuple[Diagnostic, ...] = (),
        whole: bool = True,
    ) -> None:
        self.plan = plan
        self.problems = problems
        self.whole = whole
        self._root = root
        site = plan.site
        self._plan_context = PlanContext(site, theme, lambda _: "")
        self._write_context = WriteContext(
            site=site.context,
            theme=theme,
            registry=site.registry,
            reader=site.store.reader,
            root=root,
        )
        self.render = lru_cache(_KEPT)(self._render)
        self.mark = lru_cache(_KEPT)(self._mark)

    def find(self, path: str) -> str | None:
        """Return the output that a root-relative, decoded address asks for, or None."""
        output = path[1:] + "index.html" if path.endswith("/") else path[1:]
        return output if output in self._outputs else None

    def find_folder(self, path: str) -> bool:
        """Return whether an address lacks only the slash at its end."""
        return not path.endswith("/") and f"{path[1:]}/index.html" in self._outputs

    def file_of(self, output: str) -> Path | None:
        """Return the file that an output is a copy of, or None if it is made."""
        found = self._outputs.get(output)
        return self._root / found.file if isinstance(found, Copy) else None

    def outputs_of(self, files: frozenset[Path]) -> tuple[str, ...]:
        """Return the outputs that are copies of these files."""
        return tuple(
            [
                output.path
                for output in self.plan.outputs
                if isinstance(output, Copy) and self._root / output.file in files
            ]
        )

    @cached_property
    def _outputs(self) -> Mapping[str, Output]:
        """The outputs by path; of several, the first."""
        return {output.path: output for output in reversed(self.plan.outputs)}

    def _render(self, path: str) -> bytes:
        """Return an output's bytes; raise `RenderError` where a template fails."""
        job = self._outputs[path].prepare(self._plan_context)
        return b"".join(job.write(self._write_context))

    def _mark(self, path: str) -> str:
        """Return a hash of an output's bytes: another one means that the page looks different."""
        return hash_bytes(self.render(path))
