"""One state of the site, from which any output is made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from digest.build.cache import Packs
from digest.build.library import Library
from digest.build.pipeline import claim_of
from digest.content.inventory import ContentListing
from digest.core.diagnostics import Diagnostic
from digest.core.hashing import hash_bytes
from digest.output.copies import Copy, own_outputs, plan_copies
from digest.output.exports import Export, gives_way, plan_exports
from digest.output.feeds import FeedPlan, plan_feeds
from digest.output.pages import Page
from digest.output.tasks import TaskMaker, do_task
from digest.output.theme import CODE_CSS, Theme, code_stylesheet
from digest.site.site import Site

MISSING = "404.html"
"""The output that answers for addresses that lead nowhere."""

_KEPT = 32


class Edition:
    """A site as it is now. `problems` are those found so far, `whole` says that no post lacks.

    Everything is made in memory and on request; the last outputs made are kept.
    """

    def __init__(
        self,
        *,
        root: Path,
        site: Site,
        library: Library,
        pages: tuple[Page, ...],
        listing: ContentListing,
        theme: Theme,
        packs: Packs,
        problems: tuple[Diagnostic, ...] = (),
        whole: bool = True,
    ) -> None:
        self.site = site
        self.pages = pages
        self.listing = listing
        self.problems = problems
        self.whole = whole
        self._root = root
        self._theme = theme
        self._packs = packs
        self._tasks = TaskMaker(site, library, theme)
        self.render = lru_cache(_KEPT)(self._render)
        self.mark = lru_cache(_KEPT)(self._mark)

    def find(self, path: str) -> str | None:
        """Give the output that a root-relative, decoded address asks for, or None."""
        output = path[1:] + "index.html" if path.endswith("/") else path[1:]
        return output if self._has(output) else None

    def find_folder(self, path: str) -> bool:
        """Say whether an address lacks only the slash at its end."""
        return not path.endswith("/") and self._has(f"{path[1:]}/index.html")

    def file_of(self, output: str) -> Path | None:
        """Give the file that an output is a copy of, or None if it is made."""
        return None if output in self._pages else self.copies.get(output)

    def list_claims(self) -> Iterator[tuple[str, str]]:
        """Give every output, with what asks for it."""
        own = own_outputs(self._copies)
        yield from (claim_of(page) for page in self.pages if not gives_way(page, own))
        yield from map(claim_of, self._feeds.values())
        yield from map(claim_of, self._copies)
        yield from (claim_of(each) for each in self._exports.values() if not gives_way(each, own))

    def outputs_of(self, files: frozenset[Path]) -> tuple[str, ...]:
        """Give the outputs that are copies of these files."""
        return tuple(output for output, file in self.copies.items() if file in files)

    def _render(self, output: str) -> bytes:
        """Give an output's bytes; raises `RenderError` where a template fails."""
        page: Page | FeedPlan | None = self._pages.get(output) or self._feeds.get(output)
        if page is not None:
            task = self._tasks.make(page)
            return do_task(task, self.site.context, self._theme, self._packs)
        if output in self.copies:
            return self.copies[output].read_bytes()
        if output == CODE_CSS:
            return code_stylesheet(self.site.config)
        return b"".join(self._exports[output].make())

    def _mark(self, output: str) -> str:
        """Give a hash of an output's bytes: another one means that the page looks different."""
        return hash_bytes(self.render(output))

    def _has(self, output: str) -> bool:
        return (
            output in self._pages
            or output in self.copies
            or output == CODE_CSS
            or output in self._feeds
            or (not output.endswith(".html") and output in self._exports)
        )

    @cached_property
    def copies(self) -> Mapping[str, Path]:
        """The files that are shown as they are, by output."""
        return {copy.output: self._root / copy.file for copy in self._copies}

    @cached_property
    def _copies(self) -> tuple[Copy, ...]:
        return plan_copies(self.site, self.listing)

    @cached_property
    def _pages(self) -> Mapping[str, Page]:
        own = own_outputs(self._copies)
        return {page.output: page for page in reversed(self.pages) if not gives_way(page, own)}

    @cached_property
    def _feeds(self) -> Mapping[str, FeedPlan]:
        return {feed.output: feed for feed in plan_feeds(self.site)}

    @cached_property
    def _exports(self) -> Mapping[str, Export]:
        return {export.output: export for export in plan_exports(self.site, self.pages)}
