"""The site: its posts, terms, archive and references. Metadata only, no bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from digest.config.registry import Registry
from digest.config.tables import Config
from digest.core.model import Post, PostSummary
from digest.site.archive import Month
from digest.site.cards import make_card
from digest.site.contexts import PostCard, SiteContext
from digest.site.post_store import PostStore, read_post
from digest.site.redirects import Redirect
from digest.site.references import Reference
from digest.site.related import Feature, relate_posts
from digest.site.terms import Part, Taxonomy, Term
from digest.site.visibility import Status

SHARED_ITEM = 2
"""Weight of a shared item, where that of a shared term of the same rarity is 1."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Site:
    """An assembled site.

    `posts` are newest first (undated ones last), `pages` by path, `sections` the texts of folders
    (`_index.md`), `unlisted` the posts and pages that no list shows. `held` has the status of posts
    that are left out of this build, `status` that of drafts and others that are included, by path.
    `digests` are hashes of all results of parsing, by path: outputs depend on them. Bodies and
    details are in the `store`; `read_post` returns a whole post.
    """

    config: Config
    context: SiteContext
    posts: tuple[PostSummary, ...]
    pages: tuple[PostSummary, ...]
    sections: tuple[PostSummary, ...]
    taxonomies: tuple[Taxonomy, ...]
    months: tuple[Month, ...]
    redirects: tuple[Redirect, ...]
    terms: Mapping[str, tuple[Term, ...]]
    parts: Mapping[str, tuple[Part, ...]]
    repeats: Mapping[str, tuple[str, ...]]
    references: Mapping[str, tuple[Reference, ...]]
    held: Mapping[str, Status]
    status: Mapping[str, Status]
    digests: Mapping[str, bytes]
    registry: Registry
    store: PostStore
    unlisted: tuple[PostSummary, ...] = ()

    @cached_property
    def by_path(self) -> Mapping[str, PostSummary]:
        """Every post, page and section text by its path."""
        return {
            post.path: post for post in (*self.posts, *self.pages, *self.sections, *self.unlisted)
        }

    @cached_property
    def by_url(self) -> Mapping[str, PostSummary]:
        """Section texts by the address of their section."""
        return {post.url: post for post in reversed(self.sections)}

    def taxonomy(self, name: str) -> Taxonomy:
        """Return the taxonomy of this name."""
        return next(taxonomy for taxonomy in self.taxonomies if taxonomy.name == name)

    def sections_above(self, path: str) -> tuple[PostSummary, ...]:
        """Return the section texts of the folders above a path, outermost first, not the root's."""
        candidates = (s for s in self.sections if s.url != "/" and s.path != path)
        above = [s for s in candidates if path.startswith(s.path.rpartition("/")[0] + "/")]
        return tuple(sorted(above, key=lambda section: len(section.path)))

    def read_post(self, path: str) -> Post:
        """Return a whole post from the store, its sources named as in the registry."""
        slot, reader = self.store.details[path], self.store.reader
        return read_post(self.by_path[path], slot, reader, self.registry)

    def newer(self, path: str) -> PostSummary | None:
        """Return the next post in time, or None."""
        place = self._places.get(path)
        return self.posts[place - 1] if place else None

    def older(self, path: str) -> PostSummary | None:
        """Return the previous post in time, or None."""
        place = self._places.get(path)
        return None if place is None or place + 1 == len(self.posts) else self.posts[place + 1]

    def card(self, path: str) -> PostCard:
        """Return a post's card, which is made once."""
        card = self._cards.get(path)
        if card is None:
            post, status = self.by_path[path], self.status.get(path, "")
            card = self._cards[path] = make_card(
                post,
                self.terms.get(path, ()),
                status,
                self.config.site.language,
                references=self.references.get(path, ()),
            )
        return card

    def related(self, path: str) -> tuple[PostSummary, ...]:
        """Return the most related posts, best first; none if the post turns them off."""
        place = self._places.get(path)
        if place is None or not self.posts[place].related:
            return ()
        return tuple([self.posts[other] for other in self._related[place]])

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {post.path: place for place, post in enumerate(self.posts)}

    @cached_property
    def _cards(self) -> dict[str, PostCard]:
        return {}

    @cached_property
    def _related(self) -> tuple[tuple[int, ...], ...]:
        places = self._places
        terms = [
            Feature([places[post.path] for post in term.posts if post.path in places])
            for taxonomy in self.taxonomies
            for term in taxonomy.terms
            if len(term.posts) > 1
        ]
        items = [
            Feature([places[path] for path in paths], SHARED_ITEM)
            for paths in self.repeats.values()
        ]
        return relate_posts(terms + items, len(self.posts), self.config.build.related)
