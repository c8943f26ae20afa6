"""What the rules about a whole site are given: the site, its posts, its outputs, still data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest.checks.external import LinkState
from digest.config.registry import Registry
from digest.content.notes import Notes
from digest.core.model import Post, PostSummary
from digest.site.post_store import read_post
from digest.site.site import Site


@dataclass(frozen=True, kw_only=True, eq=False)
class CheckedSite:
    """A planned site in the folder `root`.

    `posts` are all of its documents, by path, those held back too: their authors want to hear of
    problems before they are published. `outputs` are the paths that will be written, `files` the
    site's own files among them with where they lie, and `held_files` those of posts that are held
    back. `link_states` is what `links.lock` records of external links.
    """

    root: Path
    site: Site
    posts: Mapping[str, PostSummary]
    notes: Mapping[str, Notes]
    outputs: frozenset[str]
    files: Mapping[str, str]
    held_files: Mapping[str, str]
    link_states: Mapping[str, LinkState]
    now: datetime

    @property
    def registry(self) -> Registry:
        """The names of the site's companies, models, people and topics."""
        return self.site.registry

    def find_place(self, path: str, *keys: str) -> tuple[int, int]:
        """Return line and column of the first of these front-matter keys in a post, or 0, 0."""
        places = self.notes[path].places if path in self.notes else {}
        return next((places[key] for key in keys if key in places), (0, 0))

    def read_post(self, summary: PostSummary) -> Post:
        """Return a post with its items and all links, read from the cache."""
        store = self.site.store
        return read_post(summary, store.details[summary.path], store.reader, self.registry)

    def read_body(self, path: str) -> str:
        """Return the HTML of a post's body."""
        return self.site.store.read_body(path)
