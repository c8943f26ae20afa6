"""What the rules about a whole site are given: everything that was found, still data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest.build.library import Library
from digest.build.session import Workshop
from digest.checks.collisions import is_file
from digest.checks.external import LinkState, load_link_states
from digest.config.registry import Registry
from digest.content.notes import Notes
from digest.core.codes import Code
from digest.core.model import Post
from digest.site.naming import name_items
from digest.site.site import Site

_TEXTS = frozenset({".html", ".css", ".js", ".xml", ".json", ".toml", ".txt", ".webmanifest"})


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """A site under examination, in the folder `root`.

    `posts` are all of its documents, by path, those held back too: what will be published soon
    is what its author wants to hear of. They are light (see `facts`), and `whole` gives one with
    its items and all links. `outputs` are the paths that will be written, `files` the site's own
    files among them with where they lie, and `held` those of posts that are held back.
    `read_body` gives the HTML of a post's body, `read_sources` the text of templates, style
    sheets and settings. `memory` is what is known of addresses out there, from `links.lock`.
    """

    root: Path
    site: Site
    posts: Mapping[str, Post]
    notes: Mapping[str, Notes]
    outputs: frozenset[str]
    files: Mapping[str, str]
    held: Mapping[str, str]
    registry: Registry
    whole: Callable[[Post], Post]
    read_body: Callable[[str], str]
    read_sources: Callable[[], str]
    memory: Mapping[str, LinkState]
    now: datetime

    def place_of(self, path: str, *keys: str) -> tuple[int, int]:
        """Give line and column of the first of these front-matter keys that a post has, or 0, 0."""
        places = self.notes[path].places if path in self.notes else {}
        return next((places[key] for key in keys if key in places), (0, 0))


def gather_subject(
    shop: Workshop,
    library: Library,
    site: Site,
    outputs: Iterable[tuple[str, str]],
    registry: Registry,
    *,
    held: Mapping[str, str],
) -> Subject:
    """Lay a planned site out for examination; `outputs` are paths and what asked for them."""
    posts = {path: library.known[path].post for path in sorted(library.known)}
    planned = dict(outputs)

    def read_body(path: str) -> str:
        body = shop.cache.packs.read(library.bodies[path])
        return body.decode("utf-8", "surrogatepass")

    return Subject(
        root=shop.root,
        site=site,
        posts={**posts, **site.by_path},
        notes={path: known.notes for path, known in library.known.items()},
        outputs=frozenset(planned),
        files={
            output: source
            for output, source in planned.items()
            if source not in posts and is_file(source)
        },
        held=held,
        registry=registry,
        whole=lambda post: name_items(library.restore(post), registry),
        read_body=read_body,
        read_sources=lambda: "\n".join(_read_texts(shop)),
        memory=load_link_states(shop.root) if shop.report.is_enabled(Code.DEAD_LINK) else {},
        now=shop.options.now,
    )


def _read_texts(shop: Workshop) -> Iterator[str]:
    """Give everything but posts that may name a file: templates, style sheets, settings."""
    build, root = shop.config.build, shop.root
    folders = (root / build.templates, root / build.static)
    files = [path for folder in folders for path in sorted(folder.rglob("*"))]
    for path in (root / "site.toml", root / "entities.toml", *files):
        if path.suffix in _TEXTS and path.is_file():
            yield path.read_text("utf-8", errors="replace")
