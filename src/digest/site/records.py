"""What a site is made of besides its posts: terms, months, redirects. Small metadata only."""

from __future__ import annotations

from msgspec import Struct

from digest.config.tables import TaxonomyTable
from digest.core.model import Post
from digest.site.contexts import TermLink


class Term(Struct, frozen=True, kw_only=True):
    """A term of a taxonomy with its posts, in the order in which its page lists them.

    `url` is "" when it has too few posts for a page. `mark` is its link as it stands beside a
    post: without the count, so that a post's page does not change with every new post of its
    terms. `former` are addresses that lead here: those of aliases and other spellings.
    """

    taxonomy: str
    name: str
    slug: str
    url: str
    posts: tuple[Post, ...]
    mark: TermLink
    former: tuple[str, ...] = ()

    @property
    def link(self) -> TermLink:
        """The link with the number of posts, as indexes show it."""
        return TermLink(
            taxonomy=self.taxonomy,
            name=self.name,
            slug=self.slug,
            url=self.url,
            count=len(self.posts),
        )


class Taxonomy(Struct, frozen=True, kw_only=True):
    """A way to group posts, with its terms by name; `url` is the address of its index."""

    name: str
    table: TaxonomyTable
    url: str
    terms: tuple[Term, ...]

    @property
    def listed(self) -> tuple[Term, ...]:
        """The terms that have a page."""
        return tuple(term for term in self.terms if term.url)


class Part(Struct, frozen=True, kw_only=True):
    """A post's place in a series: `index` counts from 0, oldest first."""

    term: Term
    index: int


class Month(Struct, frozen=True, kw_only=True):
    """The posts of one month, newest first."""

    year: int
    month: int
    posts: tuple[Post, ...]


class Redirect(Struct, frozen=True, kw_only=True):
    """An address that leads elsewhere; `source` is what asked for it, for messages."""

    url: str
    target: str
    source: str
