"""The last step before bytes: a view and its template give the finished HTML."""

from __future__ import annotations

from msgspec.structs import replace

from digest.core.html import fill_slots, strip_slots
from digest.output.pages.item_meta import write_item_meta
from digest.output.theme import Theme
from digest.output.theme.files import ITEM_META
from digest.site.contexts import ErrorView, PageContext, PostView, RedirectView, SiteContext, View


def render_page(
    page_context: PageContext, view: View, site: SiteContext, template: str, theme: Theme
) -> bytes:
    """Return a page; raise a `RenderError` that says where its template fails."""
    values = {"site": site, "page": page_context, "view": view}
    if isinstance(view, PostView):
        if "\x00" in view.body:
            values["view"] = replace(view, body=_fill_items(page_context, view, site, theme))
    elif not isinstance(view, RedirectView | ErrorView) and "\x00" in view.intro:
        values["view"] = replace(view, intro=strip_slots(view.intro))
    # A lone surrogate, which only damaged input can bring, is no reason to lose the page.
    return theme.render(template, values, page_context.url).encode("utf-8", "replace")


def _fill_items(page: PageContext, view: PostView, site: SiteContext, theme: Theme) -> str:
    """Return the body with source, date and permalink of each item in the slot left for them."""
    cards = {card.item.position: card for card in view.items}
    if not theme.has_own_template(ITEM_META):
        filters, escape = theme.environment.filters, theme.environment.escape_value

        def write(position: int) -> str:
            card = cards.get(position)
            return write_item_meta(card, filters, escape) if card else ""

        return fill_slots(view.body, write)
    values = {"site": site, "page": page}
    with theme.load_macro(ITEM_META, "item_meta", values, page.url) as item_meta:

        def fill(position: int) -> str:
            card = cards.get(position)
            return item_meta(card) if card else ""

        return fill_slots(view.body, fill)
