"""What the rules about a whole site are given: everything that was found, still data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest.checks.external import LinkState
from digest.config.registry import Registry
from digest.content.notes import Notes
from digest.core.model import Post, PostSummary
from digest.site.site import Site
from digest.site.store import read_post

_TEXTS = frozenset({".html", ".css", ".js", ".xml", ".json", ".toml", ".txt", ".webmanifest"})


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """A site under examination, in the folder `root`.

    `posts` are all of its documents, by path, those held back too: what will be published soon
    is what its author wants to hear of. `outputs` are the paths that will be written, `files` the
    site's own files among them with where they lie, and `held` those of posts that are held back.
    `memory` is what is known of addresses of other sites, from `links.lock`.
    """

    root: Path
    site: Site
    posts: Mapping[str, PostSummary]
    notes: Mapping[str, Notes]
    outputs: frozenset[str]
    files: Mapping[str, str]
    held: Mapping[str, str]
    memory: Mapping[str, LinkState]
    now: datetime

    @property
    def registry(self) -> Registry:
        """The names of the site's companies, models, people and topics."""
        return self.site.registry

    def place_of(self, path: str, *keys: str) -> tuple[int, int]:
        """Return line and column of the first of these front-matter keys in a post, or 0, 0."""
        places = self.notes[path].places if path in self.notes else {}
        return next((places[key] for key in keys if key in places), (0, 0))

    def whole(self, summary: PostSummary) -> Post:
        """Return a post with its items and all links, read from the cache."""
        store = self.site.store
        return read_post(summary, store.details[summary.path], store.reader, self.registry)

    def read_body(self, path: str) -> str:
        """Return the HTML of a post's body."""
        return self.site.store.read_body(path)

    def read_sources(self) -> str:
        """Return everything but posts that may name a file: templates, style sheets, settings."""
        return "\n".join(self._read_texts())

    def _read_texts(self) -> Iterator[str]:
        build, root = self.site.config.build, self.root
        folders = (root / build.templates, root / build.static)
        files = [path for folder in folders for path in sorted(folder.rglob("*"))]
        for path in (root / "site.toml", root / "entities.toml", *files):
            if path.suffix in _TEXTS and path.is_file():
                yield path.read_text("utf-8", errors="replace")
