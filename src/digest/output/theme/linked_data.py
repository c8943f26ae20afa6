"""A page described for search engines: JSON-LD in the vocabulary of schema.org."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from digest.site.contexts import ListView, PageContext, PostView, SiteContext, View

Absolute = Callable[[str], str]
Node = dict[str, Any]

MAX_LISTED = 100
"""Items named in a page's list: search engines read no more, and pages stay small."""


def describe_page(absolute: Absolute) -> Callable[[SiteContext, PageContext, View], Node]:
    """Return the function that describes a page, for a site with these absolute addresses."""

    def describe(site: SiteContext, page: PageContext, view: View) -> Node:
        nodes = [*_main_nodes(site, page, view, absolute), *_breadcrumbs(page, absolute)]
        return {"@context": "https://schema.org", "@graph": nodes}

    return describe


def _main_nodes(site: SiteContext, page: PageContext, view: View, absolute: Absolute) -> list[Node]:
    if isinstance(view, PostView):
        return [_article(site, page, view, absolute)]
    address = absolute(page.canonical or page.url)
    website = {
        "@type": "WebSite",
        "@id": absolute("/") + "#website",
        "url": absolute("/"),
        "name": site.title,
        "description": site.description,
        "inLanguage": site.language,
    }
    if page.kind == "home":
        return [_filled(website)]
    collection = {
        "@type": "CollectionPage",
        "url": address,
        "name": page.title,
        "description": page.description,
        "inLanguage": page.language,
        "isPartOf": {"@id": website["@id"]},
    }
    if isinstance(view, ListView):
        collection["mainEntity"] = _item_list(
            len(view.posts), ((card.title, absolute(card.url)) for card in view.posts)
        )
    return [_filled(collection)]


def _article(site: SiteContext, page: PageContext, view: PostView, absolute: Absolute) -> Node:
    post, address = view.post, absolute(page.canonical or page.url)
    kind = "WebPage" if post.kind == "page" else "NewsArticle" if view.items else "BlogPosting"
    article = {
        "@type": kind,
        "@id": address,
        "url": address,
        "headline": page.title,
        "description": page.description,
        "datePublished": post.date,
        "dateModified": post.updated or post.date,
        "inLanguage": page.language,
        "image": absolute(page.image) if page.image else None,
        "author": [{"@type": "Person", "name": name} for name in post.authors],
        "publisher": {"@type": "Organization", "name": site.title, "url": absolute("/")},
        "keywords": [term.name for term in view.terms],
        "wordCount": post.word_count or None,
        "mainEntityOfPage": address,
    }
    if view.items:
        article["mainEntity"] = _item_list(
            len(view.items),
            ((card.item.title, card.item.url or absolute(card.url)) for card in view.items),
        )
    return _filled(article)


def _item_list(count: int, entries: Iterable[tuple[str, str]]) -> Node:
    listed = [
        {"@type": "ListItem", "position": position, "name": name, "url": url}
        for position, (name, url) in enumerate(islice(entries, MAX_LISTED), 1)
    ]
    return {"@type": "ItemList", "numberOfItems": count, "itemListElement": listed}


def _breadcrumbs(page: PageContext, absolute: Absolute) -> list[Node]:
    if not page.breadcrumbs:
        return []
    elements = [
        {"@type": "ListItem", "position": position, "name": crumb.name}
        | ({"item": absolute(crumb.url)} if crumb.url else {})
        for position, crumb in enumerate(page.breadcrumbs, 1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": elements}]


def _filled(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, "", [])}
