"""Taxonomies: the terms that posts name, gathered, merged, named once and given addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from unicodedata import combining, normalize

from digest.config.tables import Config, TaxonomyTable
from digest.content.permalinks import encode_path, encode_segment
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Post
from digest.core.text import match_key, slugify
from digest.site.contexts import TermLink
from digest.site.naming import TermNames
from digest.site.records import Part, Taxonomy, Term
from digest.site.slugs import name_slugs


class Group:
    """The posts of one term while they are gathered, and how often each spelling occurs."""

    __slots__ = ("canonical", "posts", "spellings")

    def __init__(self, canonical: str | None) -> None:
        self.canonical = canonical
        self.posts: list[int] = []
        self.spellings: dict[str, int] = {}

    @property
    def name(self) -> str:
        """The registry's name, else the most frequent spelling (of equals, the first by letter)."""
        if self.canonical is not None:
            return self.canonical
        return min(self.spellings, key=lambda spelling: (-self.spellings[spelling], spelling))


def name_key(name: str) -> tuple[str, str]:
    """Give the key that sorts names as readers expect: accents and case do not count."""
    if name.isascii():
        return name.lower(), name
    plain = "".join(char for char in normalize("NFKD", name) if not combining(char))
    return plain.casefold(), name


def gather_taxonomies(
    posts: Sequence[Post], config: Config, names: TermNames, report: Report
) -> tuple[Taxonomy, ...]:
    """Give all taxonomies with their terms; `posts` are newest first, undated ones last."""
    return tuple(
        _gather(name, table, posts, names, report)
        for name, table in config.all_taxonomies().items()
    )


def terms_by_post(taxonomies: Iterable[Taxonomy]) -> dict[str, tuple[Term, ...]]:
    """Give each post's terms, by its path: taxonomy by taxonomy, by name in each."""
    found: dict[str, list[Term]] = {}
    for taxonomy in taxonomies:
        for term in taxonomy.terms:
            for post in term.posts:
                found.setdefault(post.path, []).append(term)
    return {path: tuple(terms) for path, terms in found.items()}


def parts_by_post(taxonomies: Iterable[Taxonomy]) -> dict[str, tuple[Part, ...]]:
    """Give each post's places in ordered taxonomies, by its path."""
    found: dict[str, list[Part]] = {}
    for term in chain.from_iterable(t.terms for t in taxonomies if t.table.ordered):
        for index, post in enumerate(term.posts):
            found.setdefault(post.path, []).append(Part(term=term, index=index))
    return {path: tuple(parts) for path, parts in found.items()}


def _gather(
    name: str, table: TaxonomyTable, posts: Sequence[Post], names: TermNames, report: Report
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
                mark=TermLink(taxonomy=name, name=term_name, slug=slug, url=url, count=0),
                former=tuple(f"{index}{encode_segment(old)}/" for old in sorted(former)),
            )
        )
        taken |= former
    return Taxonomy(name=name, table=table, url=index, terms=tuple(terms))


def _quote(name: str) -> str:
    return f'"{name}"'


def _group_spellings(taxonomy: str, posts: Sequence[Post], names: TermNames) -> list[Group]:
    groups: dict[str, Group] = {}
    by_spelling: dict[str, Group] = {}
    for number, post in enumerate(posts):
        for spelling in terms_of(post, taxonomy):
            group = by_spelling.get(spelling)
            if group is None:
                canonical = names.canonical(taxonomy, spelling)
                key = match_key(canonical or spelling)
                group = by_spelling[spelling] = groups.setdefault(key, Group(canonical))
            group.spellings[spelling] = group.spellings.get(spelling, 0) + 1
            if not group.posts or group.posts[-1] != number:
                group.posts.append(number)
    return list(groups.values())


def terms_of(post: Post, taxonomy: str) -> tuple[str, ...]:
    """Give a post's terms of one taxonomy as written."""
    terms = post.taxonomies.get(taxonomy, ())
    if taxonomy == "series" and post.series and post.series != terms:
        return tuple(dict.fromkeys(terms + post.series))
    return terms


def _in_order(posts: list[Post], table: TaxonomyTable) -> tuple[Post, ...]:
    if not table.ordered:
        return tuple(posts)
    dated = [post for post in posts if post.date is not None]
    return (*reversed(dated), *(post for post in posts if post.date is None))
