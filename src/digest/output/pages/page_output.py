"""Pages as outputs: what each depends on, and the job that renders it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from digest.content.inventory import ContentListing
from digest.output.hashes import RecordHashes, hash_bytes
from digest.output.outputs import Dependency, Output, PlanContext
from digest.output.pages.head import has_feeds, has_item_feeds, trail_of
from digest.output.pages.page import Listing, Page
from digest.output.pages.page_jobs import PageJob, make_page_job
from digest.output.pages.page_plan import plan_pages
from digest.output.theme import Theme
from digest.site.site import Site

_WEIGHT = 30_000
_encode = msgspec.msgpack.Encoder(order="deterministic").encode


class PageOutput(Struct, frozen=True):
    """A planned page as an output."""

    page: Page

    @property
    def path(self) -> str:
        """The path below the output folder."""
        return self.page.path

    @property
    def source(self) -> str:
        """What asked for the page."""
        return self.page.source

    @property
    def optional(self) -> bool:
        """Whether a file of the site's own may take its place: the page for missing addresses."""
        return self.page.kind == "404"

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return the hashes of the settings, of all that the page shows, and of its templates."""
        template = template_of(self.page, context.site, context.theme)
        return (
            ("settings", context.hashes.shared.hex()),
            ("content", hash_content(self.page, context.site, context.hashes).hex()),
            ("templates", context.theme.template_closure(template).hex()),
        )

    def weigh(self, context: PlanContext) -> int:
        """Return about how many bytes are read and written."""
        body = self.page.body
        return _WEIGHT + (context.site.store.bodies[body].size if body else 0)

    def prepare(self, context: PlanContext) -> PageJob:
        """Return the job that renders the page."""
        template = template_of(self.page, context.site, context.theme)
        return make_page_job(self.page, context.site, template)


def plan_page_outputs(
    site: Site, listing: ContentListing, planned: Sequence[Output]
) -> Iterator[PageOutput]:
    """Yield every page of a site."""
    del listing, planned
    return map(PageOutput, plan_pages(site))


def template_of(page: Page, site: Site, theme: Theme) -> str:
    """Return the page's template: a post may ask for one of the site's own (`layout:`)."""
    if page.body and page.kind in {"post", "page"}:
        layout = site.by_path[page.body].layout
        name = f"{layout}.html" if layout else ""
        if name and theme.has_own_template(name):
            return name
    return page.template


def hash_content(page: Page, site: Site, hashes: RecordHashes) -> bytes:
    """Return the hash of all that a page shows besides what all pages have in common."""
    parts = [_encode(page), *hashes.of_cards(page.shows)]
    if page.kind == "items":
        parts += [hashes.of_post(path) for path in page.shows]
        parts.append(b"feeds" if has_item_feeds(site) else b"")
    if isinstance(page.data, Listing) and page.data.term is not None:
        taxonomy = site.taxonomy(page.data.term.taxonomy)
        parts.append(_encode((taxonomy.table.title, taxonomy.url, has_feeds(page, site))))
    if page.body is not None:
        parts += [hashes.of_card(page.body), hashes.of_post(page.body)]
        parts.append(_encode(trail_of(page, site)))
    if page.kind in {"post", "page"}:
        parts.append(_encode(site.config.markdown.toc_levels))
    return hash_bytes(b"".join(parts))
