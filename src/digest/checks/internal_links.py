"""Links within the site, and which of them lead to no page, file or fragment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote, urljoin

from digest.checks.checked_site import CheckedSite
from digest.content.link_rules import meant_address
from digest.content.permalinks import output_path
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import PostSummary
from digest.core.text import match_key, suggest
from digest.site.cards import image_address
from digest.site.references import is_reference

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_FILE = re.compile(r"\.(?!html?$)\w{1,5}$", re.IGNORECASE)
_ID = re.compile(r"""<[^>]*?\s(?:id|name)=["']?([^"'\s>]+)""")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/", re.IGNORECASE)
_MERGE_TAGS = ("{{", "{%", "*|", "%%")
"""How the tags begin that mailing services replace by URLs."""
_ALWAYS_THERE = frozenset({"", "top"})
"""Fragments that every page has (HTML, "navigating to a fragment")."""
_HELD_BACK = {"draft": "a draft", "future": "not out yet", "expired": "expired"}


class InternalLink(NamedTuple):
    """A link or image of a post to this site; `path` is root-relative, without the fragment."""

    written: str
    path: str
    fragment: str
    line: int
    column: int
    is_image: bool


def find_broken_links(checked: CheckedSite, report: Report) -> None:
    """Report links to pages, files and fragments that the site will not have."""
    index = _OutputIndex(checked)
    for post in checked.posts.values():
        for link in list_internal_links(post, checked):
            output = index.find(link.path, post)
            if output is None:
                _report_missing(post, link, index, report)
            elif not link.is_image and not index.has_fragment(output, link.fragment):
                _report_dead_anchor(post, link, index.list_ids(output), report)


def list_internal_links(post: PostSummary, checked: CheckedSite) -> Iterator[InternalLink]:
    """Yield every address within the site that a post links or shows."""
    known = checked.site.references.get(post.path, ())
    references = {r.target: r.url for r in known}
    base = checked.site.config.site.base_url.rstrip("/") + "/"
    for link in post.local_links:
        url = references.get(link.url, link.url)
        if url and (link.url in references or not is_reference(url)):
            place = (link.line, link.column)
            yield from _resolve(post, base, link.url, url, place, is_image=False)
    for image in post.local_images:
        url = references.get(image.url, image.url)
        yield from _resolve(post, base, image.url, url, (image.line, image.column), is_image=True)
    if cover := image_address(post, known):
        place = checked.find_place(post.path, "feature_image")
        yield from _resolve(post, base, post.feature_image or "", cover, place, is_image=True)


def _resolve(
    post: PostSummary, base: str, written: str, url: str, place: tuple[int, int], *, is_image: bool
) -> Iterator[InternalLink]:
    """Yield the link if its URL belongs to this site."""
    if url.startswith(base):
        url = "/" + url.removeprefix(base)
    if url.startswith(("//", *_MERGE_TAGS)) or _SCHEME.match(url) or meant_address(url):
        return
    path, _, fragment = url.partition("#")
    path = path.partition("?")[0].strip()
    try:
        path = urljoin(post.url, path) if path else post.url
    except ValueError:
        return
    yield InternalLink(written, path, unquote(fragment), *place, is_image)


class _OutputIndex:
    """What will be published where, and which ids the pages of posts have."""

    def __init__(self, checked: CheckedSite) -> None:
        self._checked = checked
        self._ids: dict[str, frozenset[str]] = {}

    def find(self, path: str, source: PostSummary) -> str | None:
        """Return the output that a server answers an address with: it adds "/" or ".html"."""
        tries = (path,) if path.endswith("/") else (path, f"{path}/", f"{path}.html")
        for address in tries:
            try:
                output = output_path(address)
            except ValueError:
                return None
            if output in self._checked.outputs or self._will_be(output, source):
                return output
        return None

    def has_fragment(self, output: str, fragment: str) -> bool:
        """Return whether a page has an element of that id; True for pages that are no posts."""
        post = self._pages.get(output)
        if fragment in _ALWAYS_THERE or fragment.startswith(":~:") or post is None:
            return True
        return fragment in post.heading_ids or fragment in self.list_ids(output)

    def list_ids(self, output: str) -> frozenset[str]:
        """Return every id in the body of a post."""
        if output not in self._ids:
            body = self._checked.read_body(self._pages[output].path)
            self._ids[output] = frozenset(_ID.findall(body))
        return self._ids[output]

    def explain(self, link: InternalLink) -> str:
        """Return a hint for a link to an address where nothing will be."""
        try:
            output = output_path(link.path)
        except ValueError:
            return "it leads out of the site"
        if held := self._held.get(output):
            state = _HELD_BACK[self._checked.site.held[held]]
            return f"{held} is {state} and not part of this build"
        if kept := self._checked.held_files.get(output):
            return f"{kept} comes with its post, which is not part of this build"
        if _HOST.match(link.written):
            return f'write "https://{link.written}"'
        name = _last_name(link.path)
        near = [*self._files.get(name, ()), *self._named.get(name, ())]
        return f'did you mean "{near[0]}"?' if near else ""

    def _will_be(self, output: str, source: PostSummary) -> bool:
        """Return whether a post that is held back links another one, or a file of one."""
        if source.path not in self._checked.site.held:
            return False
        return output in self._held or output in self._checked.held_files

    @cached_property
    def _pages(self) -> dict[str, PostSummary]:
        return {output_path(post.url): post for post in self._checked.posts.values()}

    @cached_property
    def _held(self) -> dict[str, str]:
        posts = self._checked.posts
        return {
            output_path(posts[path].url): path for path in self._checked.site.held if path in posts
        }

    @cached_property
    def _files(self) -> dict[str, list[str]]:
        files: dict[str, list[str]] = {}
        for output in sorted(self._checked.files):
            files.setdefault(_last_name(output), []).append(f"/{output}")
        return files

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        named: dict[str, list[str]] = {}
        for post in self._checked.site.by_path.values():
            named.setdefault(_last_name(post.url), []).append(post.url)
        return named


def _last_name(path: str) -> str:
    return match_key(unquote(path).rstrip("/").rpartition("/")[2].removesuffix(".html"))


def _report_missing(
    post: PostSummary, link: InternalLink, index: _OutputIndex, report: Report
) -> None:
    hint = index.explain(link)
    if link.is_image or _FILE.search(link.path):
        what = "the image" if link.is_image else "the file"
        code, message = Code.MISSING_FILE, f"{what} {link.written} is not there"
    else:
        code, message = Code.BROKEN_LINK, f"nothing will be at {link.written}"
    report.add(code, post.path, message, line=link.line, column=link.column, hint=hint)


def _report_dead_anchor(
    post: PostSummary, link: InternalLink, ids: frozenset[str], report: Report
) -> None:
    key = match_key(link.fragment)
    same = sorted(each for each in ids if match_key(each) == key)
    longer = sorted((each for each in ids if each.startswith(f"{link.fragment}-")), key=len)
    near = (*same, suggest(link.fragment, sorted(ids)) or "", *longer)
    page = "this page" if link.path == post.url else link.path
    report.add(
        Code.DEAD_ANCHOR,
        post.path,
        f'{page} has no part "#{link.fragment}"',
        line=link.line,
        column=link.column,
        hint=next((f'did you mean "#{each}"?' for each in near if each), ""),
    )
