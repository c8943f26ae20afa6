"""Site → page plan, still data; then, page by page, the records that templates are given."""

from digest.pages.digests import Digests, page_digest
from digest.pages.plan import plan_pages
from digest.pages.records import MISSING, Page, PageKind
from digest.pages.views import view_of

__all__ = ["MISSING", "Digests", "Page", "PageKind", "page_digest", "plan_pages", "view_of"]
