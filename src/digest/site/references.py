"""Links between content files ("../other.md#x", "[[Page]]") → addresses.

The markup room keeps relative links as they were written, and marks a link to a page by its file,
slug, title or label with the prefix "ref:". All are resolved here, before rendering, so that the
addresses on which a page depends are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from posixpath import basename, dirname, join, normpath, splitext
from unicodedata import is_normalized, normalize
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

from digest.config.tables import Config
from digest.content.permalinks import asset_url, loose_output
from digest.core.addresses import REFERENCE_PREFIX
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Link, PostSummary
from digest.core.text import match_key, suggest
from digest.site.post_store import PostStore
from digest.site.visibility import Status

PREFIX = REFERENCE_PREFIX
"""Prefix of addresses that only the whole site can resolve."""

CONTENT_ENDINGS = (".md", ".markdown", ".mdx")
_RELATIVE = re.compile(r"(?![/#?])(?![a-zA-Z][a-zA-Z0-9+.\-]*:).")
_LOCAL = re.compile(r"(?!//)(?![#?])(?![a-zA-Z][a-zA-Z0-9+.\-]*:).")
_SPLIT = re.compile(r"(?P<path>[^?#]*)(?P<rest>.*)", re.DOTALL)
_INDEXES = tuple(f"/{stem}{ending}" for stem in ("index", "_index") for ending in CONTENT_ENDINGS)


class Reference(Struct, frozen=True):
    """A target as it was written and its address; "" if there is none."""

    target: str
    url: str


class References:
    """Resolves targets to the documents and headings of a site.

    Headings that are named by their text are read from the `store`: few links do that.
    """

    def __init__(
        self,
        documents: Iterable[PostSummary],
        held: Mapping[str, Status],
        config: Config,
        *,
        files: Iterable[str],
        static: Iterable[str] = (),
        store: PostStore,
    ) -> None:
        self._documents = {normalize("NFC", post.path): post for post in documents}
        self._held = held
        self._config = config
        self._content = config.build.content.strip("/")
        self._files = frozenset(normalize("NFC", file) for file in files)
        self._store = store
        self._base_path = self._find_base_path(static)
        self._by_text: dict[str, dict[str, str]] = {}

    def resolve(self, target: str, source: str) -> str | None:
        """Return the address of a target in the file `source`, or None."""
        named = target.startswith(PREFIX)
        path, _, fragment = target.removeprefix(PREFIX).partition("#")
        path, fragment = unquote(path.partition("?")[0]).strip(), unquote(fragment)
        if not path:
            return self._anchor(self._documents.get(normalize("NFC", source)), fragment)
        post = self._find_file(path, source)
        if post is None and named:
            post = self._find_named(path, source)
            if post is None and not fragment:
                return self._find_label(path)
        return None if post is None else post.url + self._anchor(post, fragment)

    def resolve_file(self, target: str, source: str) -> str | None:
        """Return the address of the file at the relative path `target` from `source`, or None."""
        path, rest = _SPLIT.fullmatch(target).group("path", "rest")  # type: ignore[union-attr]
        file = normalize("NFC", normpath(join(dirname(source), unquote(path))))
        output = loose_output(file, self._config) if file in self._files else None
        return asset_url("/", output) + rest if output else None

    def correct(self, target: str) -> str:
        """Return an address in NFC and without the base path, which is added when rendering.

        Authors of Hugo and Jekyll sites had to write the base path themselves.
        """
        base = self._base_path
        if base and (target == base or target.startswith((f"{base}/", f"{base}#", f"{base}?"))):
            target = "/" + target[len(base) :].lstrip("/")
        path, rest = _SPLIT.fullmatch(target).group("path", "rest")  # type: ignore[union-attr]
        plain = unquote(path)
        return target if is_normalized("NFC", plain) else quote(normalize("NFC", plain)) + rest

    def _find_base_path(self, static: Iterable[str]) -> str:
        """Return the path of the site's address, or "" if the site has content below that path."""
        base = unquote(urlsplit(self._config.site.base_url).path).rstrip("/")
        if not base:
            return ""
        roots = (self._content, self._config.build.static.strip("/"))
        files = (*self._files, *static)
        folders = tuple(f"{root}{base}/" for root in roots)
        is_taken = any(post.url.startswith(f"{base}/") for post in self._documents.values())
        return "" if is_taken or any(file.startswith(folders) for file in files) else base

    def explain(self, target: str, source: str) -> str:
        """Return a hint for a target that could not be resolved."""
        path = unquote(target.removeprefix(PREFIX).partition("#")[0])
        for candidate in self._candidates(path, source):
            if status := self._held.get(candidate):
                state = {"draft": "a draft", "future": "not out yet", "expired": "expired"}
                return f"{candidate} is {state[status]} and not part of this build"
        near = suggest(basename(path), (basename(known) for known in self._documents))
        return f'did you mean "{near}"?' if near else ""

    def _find_file(self, path: str, source: str) -> PostSummary | None:
        return next(
            (self._documents[c] for c in self._candidates(path, source) if c in self._documents),
            None,
        )

    def _candidates(self, path: str, source: str) -> Iterable[str]:
        """Yield the files a path may mean: from the source's folder, then from a root."""
        path, source = normalize("NFC", path), normalize("NFC", source)
        inside = path.lstrip("/")
        bases = [] if path.startswith("/") else [normpath(join(dirname(source), path))]
        for base in [*bases, normpath(join(self._content, inside)), normpath(inside)]:
            yield base
            if not base.endswith(CONTENT_ENDINGS):
                yield from (base + ending for ending in CONTENT_ENDINGS)
                yield from (base + index for index in _INDEXES)

    def _find_named(self, name: str, source: str) -> PostSummary | None:
        """Return a page by its file's name, slug or title; of several, the nearest one."""
        key = match_key(splitext(name)[0] if name.endswith(CONTENT_ENDINGS) else name)
        found = self._names.get(key)
        if not found:
            return None
        folder = dirname(source)
        return min(
            found, key=lambda post: (dirname(post.path) != folder, len(post.path), post.path)
        )

    def _find_label(self, label: str) -> str | None:
        """Return the address of a heading with this id, if only one page of the site has it."""
        found = self._headings.get(label, [])
        return f"{found[0].url}#{quote(label)}" if len(found) == 1 else None

    @cached_property
    def _names(self) -> dict[str, list[PostSummary]]:
        names: dict[str, list[PostSummary]] = {}
        for post in self._documents.values():
            stem = splitext(basename(post.path))[0]
            own = basename(dirname(post.path)) if stem in {"index", "_index"} else stem
            inside = splitext(post.path.removeprefix(f"{self._content}/"))[0]
            for key in dict.fromkeys(map(match_key, (own, post.slug, post.title, inside))):
                names.setdefault(key, []).append(post)
        return names

    @cached_property
    def _headings(self) -> dict[str, list[PostSummary]]:
        headings: dict[str, list[PostSummary]] = {}
        for post in self._documents.values():
            for name in post.heading_ids:
                headings.setdefault(name, []).append(post)
        return headings

    def _anchor(self, post: PostSummary | None, fragment: str) -> str:
        """Return the fragment of a heading, which is named by its id or its text."""
        if not fragment:
            return ""
        if post and fragment not in post.heading_ids:
            fragment = self._ids_by_text(post).get(match_key(fragment), fragment)
        return "#" + quote(fragment)

    def _ids_by_text(self, post: PostSummary) -> dict[str, str]:
        """Return the ids of a post's headings by their text; the details are read once."""
        if post.path not in self._by_text:
            ids = self._by_text[post.path] = {}
            for heading in self._store.read_details(post.path).headings:
                ids.setdefault(match_key(heading.text), heading.id)
        return self._by_text[post.path]


def resolve_references(
    posts: Iterable[PostSummary], references: References, report: Report
) -> dict[str, tuple[Reference, ...]]:
    """Resolve the internal links of every post, by its path; report those that lead nowhere."""
    found = {}
    for post in posts:
        targets = [link for link in post.local_links if is_reference(link.url)]
        pages = _resolve(targets, post.path, references, report)
        if resolved := (*pages, *find_files(post, references)):
            found[post.path] = resolved
    return found


def find_files(post: PostSummary, references: References) -> Iterator[Reference]:
    """Yield the addresses of a post that are written otherwise than they are published.

    Files beside a post outside a bundle are published by their own path and not by the post's;
    other addresses are corrected.
    """
    links = (link.url for link in post.local_links)
    images = (image.url for image in post.local_images)
    for target in dict.fromkeys((*links, *images, post.feature_image or "")):
        if _RELATIVE.match(target) and not is_reference(target):
            url = references.resolve_file(target, post.path)
            if url is not None:
                yield Reference(target, url)
                continue
        if target and not is_reference(target) and _LOCAL.match(target):
            corrected = references.correct(target)
            if corrected != target:
                yield Reference(target, corrected)


def is_reference(url: str) -> bool:
    """Return whether a link's address is a target that must be resolved."""
    if url.startswith(("http://", "https://", "#")):
        return False
    if url.startswith(PREFIX):
        return True
    path = url.partition("#")[0].partition("?")[0]
    return path.endswith(CONTENT_ENDINGS) and ":" not in path and not path.startswith("//")


def _resolve(
    links: Iterable[Link], source: str, references: References, report: Report
) -> Iterator[Reference]:
    seen = set()
    for link in links:
        url = references.resolve(link.url, source)
        if url is None:
            shown = unquote(link.url.removeprefix(PREFIX))
            report.add(
                Code.UNRESOLVED_REFERENCE,
                source,
                f"no page of this site is called {shown}",
                line=link.line,
                column=link.column,
                hint=references.explain(link.url, source),
            )
        if link.url not in seen:
            seen.add(link.url)
            if url is not None or link.url.startswith(PREFIX):
                yield Reference(link.url, url or "")
