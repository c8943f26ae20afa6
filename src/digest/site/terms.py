"""Taxonomies: terms collected from posts, with spellings merged, and their addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import chain
from unicodedata import combining, normalize

from msgspec import Struct

from digest.config.tables import Config, TaxonomyTable
from digest.content.permalinks import encode_path, encode_segment
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import PostMetadata, PostSummary
from digest.core.text import match_key, slugify
from digest.site.contexts import TermLink
from digest.site.naming import TermNames


class Term(Struct, frozen=True, kw_only=True):
    """A term of a taxonomy with its posts, in the order in which its page lists them.

    `url` is "" if it has too few posts for a page. `plain_link` is its link without the number of
    posts, for posts' pages, which would otherwise change with every new post of the term. `former`
    are addresses that redirect here: those of aliases and other spellings.
    """

    taxonomy: str
    name: str
    slug: str
    url: str
    posts: tuple[PostSummary, ...]
    plain_link: TermLink
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
    """A taxonomy with its terms by name; `url` is the address of its index."""

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


class _Group:
    """The posts of one term while they are collected, and how often each spelling occurs."""

    __slots__ = ("canonical", "posts", "spellings")

    def __init__(self, canonical: str | None) -> None:
        self.canonical = canonical
        self.posts: list[int] = []
        self.spellings: dict[str, int] = {}

    @property
    def name(self) -> str:
        """The registry's name, else the most frequent spelling (of equals, the first in order)."""
        if self.canonical is not None:
            return self.canonical
        return min(self.spellings, key=lambda spelling: (-self.spellings[spelling], spelling))


def name_key(name: str) -> tuple[str, str]:
    """Return a sort key of names that ignores accents and case."""
    if name.isascii():
        return name.lower(), name
    plain = "".join(char for char in normalize("NFKD", name) if not combining(char))
    return plain.casefold(), name


def gather_taxonomies(
    posts: Sequence[PostSummary], config: Config, names: TermNames, report: Report
) -> tuple[Taxonomy, ...]:
    """Return all taxonomies with their terms; `posts` are newest first, undated ones last."""
    return tuple(
        _gather(name, table, posts, names, report)
        for name, table in config.all_taxonomies().items()
    )


def terms_by_post(taxonomies: Iterable[Taxonomy]) -> dict[str, tuple[Term, ...]]:
    """Return each post's terms, by its path: taxonomy by taxonomy, by name in each."""
    found: dict[str, list[Term]] = {}
    for taxonomy in taxonomies:
        for term in taxonomy.terms:
            for post in term.posts:
                found.setdefault(post.path, []).append(term)
    return {path: tuple(terms) for path, terms in found.items()}


def parts_by_post(taxonomies: Iterable[Taxonomy]) -> dict[str, tuple[Part, ...]]:
    """Return each post's places in ordered taxonomies, by its path."""
    found: dict[str, list[Part]] = {}
    for term in chain.from_iterable(t.terms for t in taxonomies if t.table.ordered):
        for index, post in enumerate(term.posts):
            found.setdefault(post.path, []).append(Part(term=term, index=index))
    return {path: tuple(parts) for path, parts in found.items()}


def _gather(
    name: str, table: TaxonomyTable, posts: Sequence[PostSummary], names: TermNames, report: Report
) -> Taxonomy:
    groups = _group_spellings(name, posts, names)
    by_name = {group.name: group for group in groups}
    slugs, clashes = name_slugs(by_name)
    for clash in clashes:
        report.add(
            Code.TERM_COLLISION,
            posts[by_name[clash[1]].posts[0]].path,
            f"{name}: {' and '.join(map(_quote, clash))} would have the same address",
            hint="give one of them another name, or make them aliases in entities.toml",
        )
    taken = set(slugs.values())
    index = encode_path(f"/{table.path}/")
    terms = []
    for term_name in sorted(by_name, key=name_key):
        group = by_name[term_name]
        has_page = len(group.posts) >= table.min_posts
        spellings = chain(group.spellings, names.aliases(name, term_name))
        former = {slugify(spelling) for spelling in spellings} - taken if has_page else set()
        slug = slugs[term_name]
        url = f"{index}{encode_segment(slug)}/" if has_page else ""
        terms.append(
            Term(
                taxonomy=name,
                name=term_name,
                slug=slug,
                url=url,
                posts=_in_order([posts[number] for number in group.posts], table),
                plain_link=TermLink(taxonomy=name, name=term_name, slug=slug, url=url, count=0),
                former=tuple(f"{index}{encode_segment(old)}/" for old in sorted(former)),
            )
        )
        taken |= former
    return Taxonomy(name=name, table=table, url=index, terms=tuple(terms))


def _quote(name: str) -> str:
    return f'"{name}"'


def _group_spellings(taxonomy: str, posts: Sequence[PostSummary], names: TermNames) -> list[_Group]:
    groups: dict[str, _Group] = {}
    by_spelling: dict[str, _Group] = {}
    for number, post in enumerate(posts):
        for spelling in terms_of(post, taxonomy):
            group = by_spelling.get(spelling)
            if group is None:
                canonical = names.canonical(taxonomy, spelling)
                key = match_key(canonical or spelling)
                group = by_spelling[spelling] = groups.setdefault(key, _Group(canonical))
            group.spellings[spelling] = group.spellings.get(spelling, 0) + 1
            if not group.posts or group.posts[-1] != number:
                group.posts.append(number)
    return list(groups.values())


def terms_of(post: PostMetadata, taxonomy: str) -> tuple[str, ...]:
    """Return a post's terms of one taxonomy as written."""
    terms = post.taxonomies.get(taxonomy, ())
    if taxonomy == "series" and post.series and post.series != terms:
        return tuple(dict.fromkeys(terms + post.series))
    return terms


def _in_order(posts: list[PostSummary], table: TaxonomyTable) -> tuple[PostSummary, ...]:
    if not table.ordered:
        return tuple(posts)
    dated = [post for post in posts if post.date is not None]
    return (*reversed(dated), *(post for post in posts if post.date is None))


def name_slugs(names: Iterable[str]) -> tuple[dict[str, str], tuple[tuple[str, ...], ...]]:
    """Return each name's slug, and the groups of names that would have the same one.

    In a group the first name in order keeps the slug; the others get a suffix made from a hash of
    the name, so that their addresses do not depend on other names.
    """
    by_slug: dict[str, list[str]] = {}
    for name in sorted(names):
        by_slug.setdefault(slugify(name).casefold(), []).append(name)
    slugs: dict[str, str] = {}
    clashes = []
    for slug, names_of_slug in by_slug.items():
        if len(names_of_slug) > 1:
            clashes.append(tuple(names_of_slug))
        slugs[names_of_slug[0]] = slug
        for name in names_of_slug[1:]:
            slugs[name] = f"{slug}-{hashlib.blake2b(name.encode(), digest_size=3).hexdigest()}"
    return slugs, tuple(clashes)
