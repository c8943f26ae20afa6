"""The style sheet for highlighted code, in the style that `[theme] code_style` names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.config.tables import Config
from digest.content.inventory import ContentListing
from digest.core.hashing import digest_key
from digest.output.outputs import Dependency, Output, OutputJob, PlanContext, WriteContext
from digest.output.theme import CODE_CSS, code_stylesheet
from digest.site.site import Site


class Stylesheet(OutputJob, frozen=True, kw_only=True):
    """The style sheet for code: an output, and the job that makes it."""

    config: Config

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return the settings of the theme."""
        return (("settings", digest_key(context.site.config.theme)),)

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield the CSS."""
        del context
        yield code_stylesheet(self.config)


def plan_stylesheet(
    site: Site, listing: ContentListing, planned: Sequence[Output]
) -> Iterator[Stylesheet]:
    """Yield the style sheet for code."""
    del listing, planned
    yield Stylesheet(
        path=CODE_CSS,
        source="the style sheet for code",
        optional=True,
        maker="code style",
        config=site.config,
    )
