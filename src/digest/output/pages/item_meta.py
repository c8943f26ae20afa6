"""The line under an item in its post, as the default theme's `partials/item_meta.html` writes it.

An archive has hundreds of thousands of items, and calling a macro for each would take a sixth of
the time of rendering. A site's own `partials/item_meta.html` is called as any template.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from digest.site.contexts import ItemCard

Filters = dict[str, Callable[..., Any]]


def write_item_meta(card: ItemCard, filters: Filters, escape: Callable[[str], str]) -> str:
    """Return the number, sources, date, kind, host and permalink of an item, as HTML.

    `filters` and `escape` are those of the templates.
    """
    item = card.item
    parts = ['<span class="item-meta">']
    if item.number is None:
        parts.append(f'<span class="item-number">{item.position}</span> ')
    for source in card.sources:
        name = escape(source.name)
        if source.url:
            address = escape(filters["link"](source.url))
            parts.append(f'<a class="item-source" href="{address}">{name}</a> ')
        else:
            parts.append(f'<span class="item-source">{name}</span> ')
    if item.date:
        same_year = card.post_date and card.post_date.year == item.date.year
        shown = escape(filters["date"](item.date, "day" if same_year else "long"))
        parts.append(f'<time datetime="{item.date}">{shown}</time> ')
    if item.kind != "article":
        parts.append(f'<span class="item-kind">{item.kind}</span> ')
    if card.host:
        parts.append(f'<span class="item-host">{escape(card.host)}</span> ')
    label = f"Permanent link to item {item.position}"
    anchor = escape(item.anchor)
    parts.append(f'<a class="permalink" href="#{anchor}" aria-label="{label}">¶</a></span>')
    return "".join(parts)
