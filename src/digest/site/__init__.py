"""Posts → Site: order, neighbours, terms, series, archive, related posts, internal links."""

from digest.site.assemble import assemble_site
from digest.site.records import Month, Part, Redirect, Taxonomy, Term
from digest.site.references import Reference
from digest.site.site import Site
from digest.site.visibility import Status, status_of

__all__ = [
    "Month",
    "Part",
    "Redirect",
    "Reference",
    "Site",
    "Status",
    "Taxonomy",
    "Term",
    "assemble_site",
    "status_of",
]
