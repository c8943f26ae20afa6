"""Planned outputs → tasks that any process can do → bytes: for the press and for the preview.

A task holds all that an output shows, except the bodies of posts: they are read from the cache
by whoever does the task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import msgspec

from digest.build.cache import Packs, Slot
from digest.build.library import Library
from digest.config.registry import Registry
from digest.content.summary import restore
from digest.core.html import map_addresses
from digest.core.model import Post
from digest.output.feeds import (
    BodySource,
    Feed,
    FeedPlan,
    Form,
    Identities,
    fill_feed,
    make_feed,
    write_feed,
)
from digest.output.pages import Page, view_of
from digest.output.pages.items import make_item_cards
from digest.output.pages.records import ItemSlices
from digest.output.pages.render import render_page
from digest.output.pages.toc import build_toc
from digest.output.theme import Theme
from digest.site.contexts import ItemsView, ListView, PageContext, PostView, SiteContext, View
from digest.site.naming import name_items
from digest.site.references import Reference
from digest.site.site import Site

Plan = Page | FeedPlan


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """Where the rest of light posts lies, by path, and the registry that names their sources."""

    slots: dict[str, Slot]
    registry: Registry

    def restore(self, post: Post, packs: Packs) -> Post:
        """Give a whole post."""
        return name_items(restore(post, packs.read(self.slots[post.path])), self.registry)


class PageTask(msgspec.Struct, frozen=True, kw_only=True):
    """A page to render: its view lacks the body, which lies in `slot`, items and contents.

    `details` hold those of the posts of which the page shows some; its table of contents has the
    headings of `toc_levels`.
    """

    output: str
    template: str
    context: PageContext
    view: View
    slot: Slot | None
    references: tuple[Reference, ...]
    details: Details
    toc_levels: tuple[int, int]
    slices: tuple[tuple[Post, int, int], ...] = ()

    @property
    def maker(self) -> str:
        """What makes the output: its template."""
        return self.template


class FeedTask(msgspec.Struct, frozen=True, kw_only=True):
    """A feed to write: its entries lack their contents, which lie in `sources`."""

    output: str
    form: Form
    feed: Feed
    sources: tuple[BodySource, ...]
    slots: tuple[Slot, ...]
    references: tuple[tuple[Reference, ...], ...]
    details: Details

    @property
    def maker(self) -> str:
        """What makes the output: its format."""
        return self.form


Task = PageTask | FeedTask


class TaskMaker:
    """Makes the tasks of one site, as it was assembled; `identities` give its entries' ids."""

    def __init__(self, site: Site, library: Library, theme: Theme) -> None:
        self._site = site
        self._library = library
        self._theme = theme
        self.identities = Identities(site.config.site, site.posts, site.config.feeds)

    def make(self, plan: Plan) -> Task:
        """Give the task of a planned output."""
        return self._make_feed(plan) if isinstance(plan, FeedPlan) else self._make_page(plan)

    def template_of(self, page: Page) -> str:
        """Give the page's template: a post may ask for one of the site's own (`layout:`)."""
        if page.body and page.kind in {"post", "page"}:
            layout = self._site.by_path[page.body].layout
            name = f"{layout}.html" if layout else ""
            if name and self._theme.has_own_template(name):
                return name
        return page.template

    def _make_page(self, page: Page) -> PageTask:
        context, view = view_of(page, self._site, "")
        return PageTask(
            output=page.output,
            template=self.template_of(page),
            context=context,
            view=view,
            slot=self._library.bodies.get(page.body) if page.body else None,
            references=self._site.references.get(page.body, ()) if page.body else (),
            details=self._find_details(_holders(page)),
            toc_levels=self._site.config.markdown.toc_levels,
            slices=tuple(self._cut_slices(page)),
        )

    def _make_feed(self, plan: FeedPlan) -> FeedTask:
        feed, sources = make_feed(plan, self._site, self.identities)
        return FeedTask(
            output=plan.output,
            form=plan.form,
            feed=feed,
            sources=sources,
            slots=tuple(self._library.bodies[source.post.path] for source in sources),
            references=tuple(self._site.references.get(source.post.path, ()) for source in sources),
            details=self._find_details(source.post.path for source in sources),
        )

    def _find_details(self, paths: Iterable[str]) -> Details:
        slots = {path: self._library.details[path] for path in paths}
        return Details(slots=slots, registry=self._site.registry)

    def _cut_slices(self, page: Page) -> Iterator[tuple[Post, int, int]]:
        if isinstance(page.data, ItemSlices):
            for path, (start, stop) in zip(page.shows, page.data.slices, strict=True):
                yield self._site.by_path[path], start, stop


def _holders(page: Page) -> tuple[str, ...]:
    """Give the paths of the posts whose items a page shows."""
    if page.kind == "items":
        return page.shows
    return (page.body,) if page.body and page.kind in {"post", "page"} else ()


def do_task(task: Task, site: SiteContext, theme: Theme, packs: Packs) -> bytes:
    """Give the bytes of an output; raises `RenderError` where its template fails."""
    if isinstance(task, FeedTask):
        return _write_feed(task, site, packs)
    view = _attach_details(task, _attach_body(task, site, packs), packs)
    return render_page(task.context, view, site, task.template, theme)


def _attach_body(task: PageTask, site: SiteContext, packs: Packs) -> View:
    if task.slot is None:
        return task.view
    body = _read_body(task.slot, task.references, urlsplit(site.base_url).path, packs)
    if isinstance(task.view, PostView):
        return msgspec.structs.replace(task.view, body=body)
    if isinstance(task.view, ListView) or hasattr(task.view, "intro"):
        return msgspec.structs.replace(task.view, intro=body)
    return task.view


def _attach_details(task: PageTask, view: View, packs: Packs) -> View:
    if isinstance(view, PostView):
        post = task.details.restore(view.post, packs)
        toc = build_toc(post.headings, task.toc_levels) if post.toc else ()
        return msgspec.structs.replace(view, post=post, toc=toc, items=make_item_cards(post))
    if isinstance(view, ItemsView):
        groups = tuple(
            (card, make_item_cards(task.details.restore(post, packs), start, stop))
            for (card, _), (post, start, stop) in zip(view.groups, task.slices, strict=True)
        )
        return msgspec.structs.replace(view, groups=groups)
    return view


def _write_feed(task: FeedTask, site: SiteContext, packs: Packs) -> bytes:
    paths = [source.post.path for source in task.sources]
    references = dict(zip(paths, task.references, strict=True))
    slots = dict(zip(paths, task.slots, strict=True))

    def read(path: str) -> str:
        return _read_body(slots[path], references[path], "", packs)

    def whole(post: Post) -> Post:
        return task.details.restore(post, packs)

    return write_feed(fill_feed(task.feed, task.sources, read, whole, site.base_url), task.form)


def _read_body(slot: Slot, references: tuple[Reference, ...], base_path: str, packs: Packs) -> str:
    """Give a finished body: internal links lead where they should, from whatever folder.

    A link to a page that does not exist (reported already) keeps its text and loses its address.
    """
    body = packs.read(slot).decode("utf-8", "surrogatepass")
    folder = base_path.rstrip("/")
    if not references and not folder:
        return body
    known = {reference.target: reference.url for reference in references}

    def resolve(url: str) -> str | None:
        url = known.get(url, url)
        if not url:
            return None
        return folder + url if url.startswith("/") and not url.startswith("//") else url

    return map_addresses(body, resolve)
