"""Posts → site → every output that will be written, still data; and what is wrong with it."""

from __future__ import annotations

import msgspec

from digest.build.library import Library
from digest.build.session import BuildSession
from digest.checks.checked_site import CheckedSite
from digest.checks.collisions import find_collisions, is_file
from digest.checks.duplicates import check_feed_ids
from digest.checks.external import load_link_states
from digest.checks.rule_list import check_rules
from digest.config.registry import ENTITIES_FILE, Registry, load_registry
from digest.content.inventory import ContentListing
from digest.core.codes import Code
from digest.output.copies import plan_bundles
from digest.output.families import plan_outputs
from digest.output.outputs import Output
from digest.site.assemble import assemble_site
from digest.site.site import Site


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A site and all that will be written of it."""

    library: Library
    listing: ContentListing
    site: Site
    outputs: tuple[Output, ...]


def plan_site(library: Library, listing: ContentListing, session: BuildSession) -> Plan:
    """Return the plan of a site: what `build` writes, `check` examines and the preview shows."""
    site = assemble_site(
        library.posts,
        session.config,
        read_registry(session),
        session.options.now,
        session.report,
        store=library.store,
        digests=library.digests,
        files=listing.loose,
        static=listing.static,
    )
    outputs = plan_outputs(site, listing)
    return Plan(library=library, listing=listing, site=site, outputs=outputs)


def check_plan(plan: Plan, session: BuildSession, *, skip: frozenset[Code] = frozenset()) -> Plan:
    """Report what is wrong with the whole site, but for `skip`; return what can be written of it.

    Of outputs that want one path, all but one are left out.
    """
    claims = tuple([(output.path, output.source) for output in plan.outputs])
    losers = find_collisions(claims, session.report)
    check_feed_ids(plan.site.posts, session.report)
    check_rules(_describe(plan, claims, session), session.report, skip=skip)
    if not losers:
        return plan
    by_claim = {(output.path, output.source): output for output in reversed(plan.outputs)}
    kept = [by_claim[claim] for claim in reversed(by_claim) if claim not in losers]
    return msgspec.structs.replace(plan, outputs=tuple(kept))


def read_registry(session: BuildSession) -> Registry:
    """Return what the site's entities.toml says, over the built-in list."""
    path = session.root / ENTITIES_FILE
    return load_registry(path if path.is_file() else None, session.report)


def _describe(
    plan: Plan, claims: tuple[tuple[str, str], ...], session: BuildSession
) -> CheckedSite:
    """Return all that the rules about a whole site are given."""
    library = plan.library
    posts = {post.path: post for post in library.posts}
    held = plan_bundles({path: posts[path] for path in plan.site.held}, plan.listing)
    sources = ((path, source) for path, source in claims if source not in posts)
    return CheckedSite(
        root=session.root,
        site=plan.site,
        posts=posts,
        notes={path: loaded.notes for path, loaded in library.loaded.items()},
        outputs=frozenset([path for path, _ in claims]),
        files={path: source for path, source in sources if is_file(source)},
        held_files={copy.path: copy.file for copy in held},
        link_states=load_link_states(session.root)
        if session.report.is_enabled(Code.DEAD_LINK)
        else {},
        now=session.options.now,
    )
