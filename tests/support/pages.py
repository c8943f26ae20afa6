"""Planned pages shown without rendering: their contexts, views and hashes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from digest.config.tables import Config
from digest.output.bodies import Body
from digest.output.hashes import RecordHashes
from digest.output.outputs import WriteContext
from digest.output.pages.page import Page
from digest.output.pages.page_jobs import make_page_job
from digest.output.pages.page_output import hash_content
from digest.output.theme import load_theme
from digest.site.contexts import PageContext
from digest.site.post_store import encode_body
from digest.site.site import Site
from support.factories import MemoryReader


def write_context(site: Site) -> WriteContext:
    return WriteContext(
        site=site.context,
        theme=load_theme(Path("/nowhere"), Config()),
        registry=site.registry,
        reader=site.store.reader,
        root=Path("/nowhere"),
    )


def view_of(page: Page, site: Site, body: str = "") -> tuple[PageContext, Any]:
    """Return what a page's template is given; `body` is the HTML of `page.body`."""
    job, reader = make_page_job(page, site, page.template), site.store.reader
    assert isinstance(reader, MemoryReader)
    if body:
        job = replace(job, body=Body(slot=reader.keep(encode_body(body))))
    return job.context, job.make_view(write_context(site))


def page_hash(page: Page, site: Site) -> bytes:
    """Return the hash of all that a page shows."""
    hashes = RecordHashes(site)
    return hashes.shared + hash_content(page, site, hashes)
