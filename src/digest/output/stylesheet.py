"""The style sheet for highlighted code, in the style that `[theme] code_style` names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from digest.config.tables import Config
from digest.content.inventory import ContentListing
from digest.core.hashing import digest_key
from digest.output.outputs import Dependency, Output, PlanContext, WriteContext
from digest.output.theme import CODE_CSS, code_stylesheet
from digest.site.site import Site

_WEIGHT = 10_000


class Stylesheet(Struct, frozen=True, kw_only=True):
    """The style sheet for code: an output, and the job that makes it."""

    config: Config
    path: str = CODE_CSS
    source: str = "the style sheet for code"
    optional: bool = True
    maker: str = "code style"

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return the settings of the theme."""
        return (("settings", digest_key(context.site.config.theme)),)

    def weigh(self, context: PlanContext) -> int:
        """Return about how many bytes are written."""
        del context
        return _WEIGHT

    def prepare(self, context: PlanContext) -> Stylesheet:
        """Return itself: it needs nothing else."""
        del context
        return self

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield the CSS."""
        del context
        yield code_stylesheet(self.config)


def plan_stylesheet(
    site: Site, listing: ContentListing, planned: Sequence[Output]
) -> Iterator[Stylesheet]:
    """Yield the style sheet for code."""
    del listing, planned
    yield Stylesheet(config=site.config)
