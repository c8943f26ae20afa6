"""Site → page plan, still data; then, page by page, the records that templates are given."""

from digest.output.pages.digests import Digests, page_digest
from digest.output.pages.plan import plan_pages
from digest.output.pages.records import MISSING, Page, PageKind
from digest.output.pages.views import view_of

__all__ = ["MISSING", "Digests", "Page", "PageKind", "page_digest", "plan_pages", "view_of"]
