"""Finished bodies: what the parser wrote, its internal links leading where they should."""

from __future__ import annotations

from msgspec import Struct

from digest.core.html import map_addresses
from digest.core.model import Slot, SlotReader
from digest.site.post_store import decode_body
from digest.site.references import Reference
from digest.site.site import Site


class Body(Struct, frozen=True, kw_only=True):
    """Where the body of a post lies, and where its internal links lead."""

    slot: Slot
    references: tuple[Reference, ...] = ()

    def read(self, reader: SlotReader, base_path: str) -> str:
        """Return the body's HTML, root-relative addresses below `base_path` ("" or "/folder").

        A link to a page that does not exist (reported already) keeps its text and loses its
        address.
        """
        html = decode_body(reader.read(self.slot))
        if not self.references and not base_path:
            return html
        known = {reference.target: reference.url for reference in self.references}

        def resolve(url: str) -> str | None:
            url = known.get(url, url)
            if not url:
                return None
            return base_path + url if url.startswith("/") and not url.startswith("//") else url

        return map_addresses(html, resolve)


def body_of(path: str, site: Site) -> Body:
    """Return where the body of a site's post lies."""
    return Body(slot=site.store.bodies[path], references=site.references.get(path, ()))
