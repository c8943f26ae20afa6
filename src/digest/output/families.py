"""Every kind of output, in one list; a site's outputs are what they plan, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from digest.content.inventory import ContentListing
from digest.output.copies import Copy, plan_copies
from digest.output.exports.records_json import plan_records
from digest.output.exports.sitemaps import plan_sitemaps
from digest.output.exports.text_files import plan_text_files
from digest.output.feeds.feed_plan import plan_feeds
from digest.output.outputs import Output
from digest.output.pages.page_output import plan_page_outputs
from digest.output.stylesheet import plan_stylesheet
from digest.site.site import Site

Family = Callable[[Site, ContentListing, Sequence[Output]], Iterable[Output]]
"""Plans the outputs of one kind; is given those that the kinds before it have planned."""

FAMILIES: tuple[Family, ...] = (
    plan_page_outputs,
    plan_feeds,
    plan_copies,
    plan_stylesheet,
    plan_text_files,
    plan_records,
    plan_sitemaps,
)


def plan_outputs(site: Site, listing: ContentListing) -> tuple[Output, ...]:
    """Return every output of a site; nothing is made yet.

    Where a file of the site's own has the path of an optional output, the file is published.
    Other collisions are for `checks` to report.
    """
    planned: list[Output] = []
    for plan in FAMILIES:
        planned += plan(site, listing, tuple(planned))
    own = {output.path for output in planned if isinstance(output, Copy) and output.own}
    return tuple(output for output in planned if not (output.optional and output.path in own))
