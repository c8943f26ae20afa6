"""One state of the site, whose outputs are rendered in memory on request."""

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
"""The output that is sent for addresses without a page."""

_KEPT = 32
"""Rendered outputs that are kept."""


class Snapshot:
    """A site at one moment. `problems` are those of its files; `whole` is false for a part of it.

    The outputs rendered last are kept.
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
        self.hash_of = lru_cache(_KEPT)(self._hash_of)

    def find(self, path: str) -> str | None:
        """Return the output for a root-relative, decoded address, or None."""
        output = path[1:] + "index.html" if path.endswith("/") else path[1:]
        return output if output in self._outputs else None

    def find_folder(self, path: str) -> bool:
        """Return whether an address names a page and lacks only the slash at its end."""
        return not path.endswith("/") and f"{path[1:]}/index.html" in self._outputs

    def file_of(self, output: str) -> Path | None:
        """Return the file that an output is a copy of, or None if it is rendered."""
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
        """The outputs by path; the first of those with one path."""
        return {output.path: output for output in reversed(self.plan.outputs)}

    def _render(self, path: str) -> bytes:
        """Return an output's bytes; raise `RenderError` where a template fails."""
        job = self._outputs[path].prepare(self._plan_context)
        return b"".join(job.write(self._write_context))

    def _hash_of(self, path: str) -> str:
        """Return the hash of an output's bytes."""
        return hash_bytes(self.render(path))
