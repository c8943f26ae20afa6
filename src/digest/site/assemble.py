"""Posts → Site: who is part of it, in which order, and what they have to do with each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from digest.config.registry import Registry
from digest.config.site_file import SITE_FILE
from digest.config.tables import Config
from digest.content.permalinks import is_section_index, output_path, site_address
from digest.content.summary import Facts, gather_facts
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Post
from digest.site.archive import group_months
from digest.site.context import make_site_context
from digest.site.contexts import NavLink
from digest.site.naming import TermNames, name_sources
from digest.site.records import Redirect, Taxonomy
from digest.site.references import References, find_files, resolve_references
from digest.site.repeats import index_repeats
from digest.site.site import Site
from digest.site.terms import gather_taxonomies, parts_by_post, terms_by_post
from digest.site.visibility import Status, is_built, status_of


def assemble_site(  # noqa: PLR0917 - the order of the flow's own words
    posts: Iterable[Post],
    config: Config,
    registry: Registry,
    now: datetime,
    report: Report,
    digests: Mapping[str, bytes] | None = None,
    *,
    facts: Mapping[str, Facts] | None = None,
    restore: Callable[[Post], Post] = lambda post: post,
    files: Iterable[str] = (),
) -> Site:
    """Put a site together from its posts, in whatever order they come.

    `digests` are hashes of all that parsing gave for each post (its body too), by path; without
    them a page's digest covers its post's record, and the caller must add the body's. Of light
    posts the caller gives the `facts` by path, and how to `restore` one. `files` are those beside
    posts that belong to none.
    """
    posts = tuple(posts)
    shown, held, status = _hold_back(posts, config, now)
    facts = facts or {post.path: gather_facts(post) for post in shown}
    shown, known = name_sources(shown, registry, facts, digests or {})
    sections = [post for post in shown if is_section_index(post.path, config)]
    own = [post for post in shown if not is_section_index(post.path, config)]
    dated, pages = order_posts(own), [post for post in own if post.kind == "page"]
    documents = dated + pages
    taxonomies = gather_taxonomies(documents, config, TermNames(registry), report)
    months = group_months(dated)
    references = References(shown, held, config, files=files, facts=facts, restore=restore)
    return Site(
        config=config,
        context=make_site_context(config, _default_menu(dated, taxonomies, facts, config)),
        posts=tuple(dated),
        pages=tuple(pages),
        sections=tuple(sections),
        taxonomies=taxonomies,
        months=months,
        redirects=(
            *_redirect_posts(shown, report),
            *_redirect_terms(taxonomies),
            *_redirect_old(config, report),
        ),
        terms=terms_by_post(taxonomies),
        parts=parts_by_post(taxonomies),
        repeats=index_repeats(dated, facts),
        references=resolve_references(shown, references, report)
        | {post.path: tuple(find_files(post, references)) for post in posts if post.path in held},
        held=held,
        status=status,
        digests=known,
        facts=facts,
        registry=registry,
        restore=restore,
    )


def order_posts(posts: Iterable[Post]) -> list[Post]:
    """Give the posts (no pages) newest first, the undated last; paths decide between equals.

    It is the exact reverse of the order by date and path, so that "oldest first" is its mirror
    and of issues dated alike the later file comes first.
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
    posts: Iterable[Post], config: Config, now: datetime
) -> tuple[list[Post], dict[str, Status], dict[str, Status]]:
    """Give the posts to build by path, the status of those held back, and of those shown."""
    shown: list[Post] = []
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
    posts: Sequence[Post],
    taxonomies: Iterable[Taxonomy],
    facts: Mapping[str, Facts],
    config: Config,
) -> Iterable[NavLink]:
    if posts:
        yield NavLink(name="Archive", url="/archive/")
    if config.items.page and any(facts[post.path].item_count for post in posts):
        yield NavLink(name="Items", url="/items/")
    for taxonomy in taxonomies:
        if taxonomy.listed:
            yield NavLink(name=taxonomy.table.title, url=taxonomy.url)


def _redirect_posts(posts: Iterable[Post], report: Report) -> Iterable[Redirect]:
    for post in posts:
        found = dict.fromkeys(_read_alias(alias, post, report) for alias in post.aliases)
        for url in found:
            if url is not None and url != post.url:
                yield Redirect(url=url, target=post.url, source=post.path)


def _read_alias(alias: str, post: Post, report: Report) -> str | None:
    url = site_address(alias, post.url)
    reason = "a query reaches no file" if "?" in alias else "it leads out of the site"
    if url is not None:
        try:
            output_path(url)
        except ValueError as fault:
            url, reason = None, str(fault)
    if url is None:
        report.add(
            Code.BAD_ADDRESS,
            post.path,
            f'alias "{alias}" cannot be an address of this site: {reason}',
            hint='write it like "/old/name/"',
        )
    return url


def _redirect_terms(taxonomies: Iterable[Taxonomy]) -> Iterable[Redirect]:
    for taxonomy in taxonomies:
        for term in taxonomy.terms:
            for url in term.former:
                source = f"taxonomy {taxonomy.name}: {term.name}"
                yield Redirect(url=url, target=term.url, source=source)


def _redirect_old(config: Config, report: Report) -> Iterable[Redirect]:
    """Give the redirects that the site itself asks for."""
    for old, target in config.permalinks.redirects.items():
        url = site_address(old)
        if url is None or url == "/":
            report.add(
                Code.BAD_ADDRESS,
                SITE_FILE,
                f'"{old}" cannot be an address of this site',
                hint='write it like "/old/name/"',
            )
        else:
            yield Redirect(url=url, target=target, source=f"{SITE_FILE}: redirects")
