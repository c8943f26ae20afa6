"""Posts → Site: which posts are part of it, their order, terms, references and related posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from digest.config.registry import Registry
from digest.config.tables import Config
from digest.content.permalinks import is_section_index
from digest.core.diagnostics import Report
from digest.core.model import PostSummary
from digest.site.archive import group_months
from digest.site.contexts import NavLink, make_site_context
from digest.site.naming import TermNames, rename_digests
from digest.site.post_store import PostStore
from digest.site.redirects import list_redirects
from digest.site.references import References, find_files, resolve_references
from digest.site.related import index_repeats
from digest.site.site import Site
from digest.site.terms import Taxonomy, gather_taxonomies, parts_by_post, terms_by_post
from digest.site.visibility import Status, is_built, status_of


def assemble_site(
    posts: Iterable[PostSummary],
    config: Config,
    registry: Registry,
    now: datetime,
    report: Report,
    *,
    store: PostStore,
    digests: Mapping[str, bytes],
    files: Iterable[str] = (),
    static: Iterable[str] = (),
) -> Site:
    """Return the site of these posts; their order does not matter.

    `digests` are hashes of all results of parsing a post, its body too, by path. `files` are files
    beside posts that belong to no bundle, `static` those of the static folder. Report terms that
    would share an address, links to missing pages, and aliases that are no addresses of this site.
    """
    posts = tuple(posts)
    shown, held, status = _hold_back(posts, config, now)
    sections = [post for post in shown if is_section_index(post.path, config)]
    all_own = [post for post in shown if not is_section_index(post.path, config)]
    own = [post for post in all_own if not post.unlisted]
    dated, pages = order_posts(own), [post for post in own if post.kind == "page"]
    taxonomies = gather_taxonomies(dated + pages, config, TermNames(registry), report)
    references = References(shown, held, config, files=files, static=static, store=store)
    found = resolve_references(shown, references, report)
    return Site(
        config=config,
        context=make_site_context(config, _default_menu(dated, taxonomies, config)),
        posts=tuple(dated),
        pages=tuple(pages),
        sections=tuple(sections),
        unlisted=tuple(post for post in all_own if post.unlisted),
        taxonomies=taxonomies,
        months=group_months(dated),
        redirects=list_redirects(shown, taxonomies, config, report),
        terms=terms_by_post(taxonomies),
        parts=parts_by_post(taxonomies),
        repeats=index_repeats(dated),
        references=found
        | {post.path: tuple(find_files(post, references)) for post in posts if post.path in held},
        held=held,
        status=status,
        digests=rename_digests(shown, registry, digests),
        registry=registry,
        store=store,
    )


def order_posts(posts: Iterable[PostSummary]) -> list[PostSummary]:
    """Return the posts (no pages) newest first, the undated ones last.

    Posts of one date are in reverse order of their paths, so that "oldest first" is the exact
    reverse.
    """
    dated, undated = [], []
    for post in posts:
        if post.kind == "post":
            if post.date is None:
                undated.append(post)
            else:
                dated.append((post.date.timestamp(), post.path, post))
    dated.sort(key=lambda entry: entry[:2], reverse=True)
    return [post for _, _, post in dated] + sorted(undated, key=lambda post: post.path)


def _hold_back(
    posts: Iterable[PostSummary], config: Config, now: datetime
) -> tuple[list[PostSummary], dict[str, Status], dict[str, Status]]:
    """Return the posts to build by path, the status of those held back, and of those shown."""
    shown: list[PostSummary] = []
    held: dict[str, Status] = {}
    preview: dict[str, Status] = {}
    for post in sorted(posts, key=lambda post: post.path):
        status = status_of(post, config.build, now)
        if not is_built(status, config.build):
            held[post.path] = status
            continue
        shown.append(post)
        if status:
            preview[post.path] = status
    return shown, held, preview


def _default_menu(
    posts: Sequence[PostSummary],
    taxonomies: Iterable[Taxonomy],
    config: Config,
) -> Iterable[NavLink]:
    if posts:
        yield NavLink(name="Archive", url="/archive/")
    if config.items.page and any(post.item_count for post in posts):
        yield NavLink(name="Items", url="/items/")
    for taxonomy in taxonomies:
        if taxonomy.listed:
            yield NavLink(name=taxonomy.table.title, url=taxonomy.url)
