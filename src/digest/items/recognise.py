"""The block tree of a post → its items: cut it, make items, report repeated addresses."""

from __future__ import annotations

from digest.config.registry import Registry, builtin_registry
from digest.core.addresses import canonicalise, classify_link, fragment_of
from digest.core.blocks import Document, Placement
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Item, Link
from digest.items.article import named_source
from digest.items.choices import choose_entries
from digest.items.drafts import make_drafts
from digest.items.explain import explain_cut
from digest.items.fields import Maker, identify, link_place
from digest.items.post import site_name
from digest.items.records import Choice, ItemContext, Recognition
from digest.items.segments import newest_of
from digest.items.tree import Tree
from digest.items.weights import Weights, read_weights


def recognise_items(
    document: Document,
    context: ItemContext,
    report: Report,
    registry: Registry | None = None,
    weights: Weights | None = None,
) -> Recognition:
    """Find the items of one post, and say how they were found."""
    tree = Tree(document, context.title, context.date)
    layout = context.layout or context.table.layout
    source = context.url or named_source(tree.root)
    weights = weights or read_weights()
    choose_entries(tree, context, weights, names_source=source is not None)
    drafts = make_drafts(tree.blocks, tree.root)
    maker = Maker(context, tree.blocks, registry or builtin_registry(), report)
    items = tuple(maker.make(draft, i) for i, draft in enumerate(drafts, 1))
    placements = tuple(
        Placement(path=draft.path, count=draft.size, position=item.position, anchor=item.anchor)
        for draft, item in zip(drafts, items, strict=True)
    )
    _report_repeats(items, context, report)
    choices = explain_cut(tree.root)
    if layout == "post" or (not items and source and layout == "auto"):
        whole = _whole_post(document, context, source, registry or builtin_registry())
        reason = "asked for" if layout == "post" else "the post is about one address"
        choice = Choice(section=(), line=whole.line, layout="post", reason=reason, count=1)
        items, placements, choices = (whole,), (), (*choices, choice)
    return Recognition(
        items=items, placements=placements, choices=choices, newest_date=newest_of(tree.days)
    )


def _whole_post(
    document: Document, context: ItemContext, url: str | None, registry: Registry
) -> Item:
    """Return the one item of the layout `post`."""
    name = site_name(context.title, url) if url else None
    link = (Link(url=url, text=context.title, kind=classify_link(url)),) if url else ()
    return Item(
        id=identify(url, context.title), post=context.path, position=1, number=None, section=(),
        title=context.title, url=url, links=link, kind=classify_link(url) if url else "article",
        date=None, sources=(registry.resolve(name),) if name else (), summary=context.summary,
        anchor="top", line=document.blocks[0].line if document.blocks else 1,
    )  # fmt: skip


def _report_repeats(items: tuple[Item, ...], context: ItemContext, report: Report) -> None:
    """Report items that share their primary address; different places in one page may."""
    first: dict[str, Item] = {}
    for item in items:
        if not item.url:
            continue
        before = first.setdefault(canonicalise(item.url), item)
        parts = {fragment_of(item.url), fragment_of(before.url or "")} - {""}
        if before is not item and len(parts) <= 1:
            line, column = link_place(item)
            report.add(
                Code.DUPLICATE_URL, context.path,
                f"{item.url} is already the link of the item at line {before.line}",
                line=line, column=column, hint="keep one of the two, or link something else",
            )  # fmt: skip
