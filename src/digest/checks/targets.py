"""Where links within the site lead, and which of them lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote, urljoin

from digest.checks.subject import Subject
from digest.content.permalinks import output_path
from digest.content.rules import meant_address
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Post
from digest.core.text import match_key, suggest
from digest.site.cards import image_address
from digest.site.references import is_reference

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_FILE = re.compile(r"\.(?!html?$)\w{1,5}$", re.IGNORECASE)
_ID = re.compile(r"""<[^>]*?\s(?:id|name)=["']?([^"'\s>]+)""")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/", re.IGNORECASE)
_FILLED_IN = ("{{", "{%", "*|", "%%")
"""How the tags begin that services put addresses in place of."""
_ALWAYS = frozenset({"", "top"})
_SERVED = {"draft": "a draft", "future": "not out yet", "expired": "expired"}


class Target(NamedTuple):
    """An address within the site that a post asks for: root-relative, without its fragment."""

    written: str
    path: str
    fragment: str
    line: int
    column: int
    is_image: bool


def find_dead_ends(subject: Subject, report: Report) -> None:
    """Report links to pages, files and parts of pages that will not be there."""
    map_ = _Map(subject)
    for post in subject.posts.values():
        for target in list_targets(post, subject):
            output = map_.find(target.path, post)
            if output is None:
                _report_missing(post, target, map_, report)
            elif not target.is_image and not map_.has_part(output, target.fragment):
                _report_dead_anchor(post, target, map_.parts_of(output), report)


def list_targets(post: Post, subject: Subject) -> Iterator[Target]:
    """Give every address within the site that a post links or shows."""
    known = subject.site.references.get(post.path, ())
    references = {r.target: r.url for r in known}
    base = subject.site.config.site.base_url.rstrip("/") + "/"
    for link in post.links:
        url = references.get(link.url, link.url)
        if url and (link.url in references or not is_reference(url)):
            yield from _aim(post, base, link.url, url, (link.line, link.column), is_image=False)
    for image in post.images:
        url = references.get(image.url, image.url)
        yield from _aim(post, base, image.url, url, (image.line, image.column), is_image=True)
    if cover := image_address(post, known):
        place = subject.place_of(post.path, "feature_image")
        yield from _aim(post, base, post.feature_image or "", cover, place, is_image=True)


def _aim(
    post: Post, base: str, written: str, url: str, place: tuple[int, int], *, is_image: bool
) -> Iterator[Target]:
    if url.startswith(base):
        url = "/" + url.removeprefix(base)
    if url.startswith(("//", *_FILLED_IN)) or _SCHEME.match(url) or meant_address(url):
        return
    path, _, fragment = url.partition("#")
    path = path.partition("?")[0].strip()
    try:
        path = urljoin(post.url, path) if path else post.url
    except ValueError:
        return
    yield Target(written, path, unquote(fragment), *place, is_image)


class _Map:
    """Knows what will be published where, and which parts the pages of posts have."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._parts: dict[str, frozenset[str]] = {}

    def find(self, path: str, source: Post) -> str | None:
        """Give the output that answers to an address; servers add a slash or an ending."""
        tries = (path,) if path.endswith("/") else (path, f"{path}/", f"{path}.html")
        for address in tries:
            try:
                output = output_path(address)
            except ValueError:
                return None
            if output in self._subject.outputs or self._will_be(output, source):
                return output
        return None

    def has_part(self, output: str, fragment: str) -> bool:
        """Whether a page has a part of that name; of what is no post, nobody knows."""
        post = self._pages.get(output)
        if fragment in _ALWAYS or fragment.startswith(":~:") or post is None:
            return True
        facts = self._subject.site.facts.get(post.path)
        return (facts and fragment in facts.heading_ids) or fragment in self.parts_of(output)

    def parts_of(self, output: str) -> frozenset[str]:
        """Give every id on the page of a post."""
        if output not in self._parts:
            body = self._subject.read_body(self._pages[output].path)
            self._parts[output] = frozenset(_ID.findall(body))
        return self._parts[output]

    def explain(self, target: Target) -> str:
        """Give a hint for an address where nothing will be."""
        try:
            output = output_path(target.path)
        except ValueError:
            return "it leads out of the site"
        if held := self._held.get(output):
            return f"{held} is {_SERVED[self._subject.site.held[held]]} and not part of this build"
        if kept := self._subject.held.get(output):
            return f"{kept} comes with its post, which is not part of this build"
        if _HOST.match(target.written):
            return f'write "https://{target.written}"'
        name = _last_name(target.path)
        near = [*self._files.get(name, ()), *self._named.get(name, ())]
        return f'did you mean "{near[0]}"?' if near else ""

    def _will_be(self, output: str, source: Post) -> bool:
        """Whether a post that is held back links another one that is, or a file of such a one."""
        if source.path not in self._subject.site.held:
            return False
        return output in self._held or output in self._subject.held

    @cached_property
    def _pages(self) -> dict[str, Post]:
        return {output_path(post.url): post for post in self._subject.posts.values()}

    @cached_property
    def _held(self) -> dict[str, str]:
        posts = self._subject.posts
        return {
            output_path(posts[path].url): path for path in self._subject.site.held if path in posts
        }

    @cached_property
    def _files(self) -> dict[str, list[str]]:
        files: dict[str, list[str]] = {}
        for output in sorted(self._subject.files):
            files.setdefault(_last_name(output), []).append(f"/{output}")
        return files

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        named: dict[str, list[str]] = {}
        for post in self._subject.site.by_path.values():
            named.setdefault(_last_name(post.url), []).append(post.url)
        return named


def _last_name(path: str) -> str:
    return match_key(unquote(path).rstrip("/").rpartition("/")[2].removesuffix(".html"))


def _report_missing(post: Post, target: Target, map_: _Map, report: Report) -> None:
    hint = map_.explain(target)
    if target.is_image or _FILE.search(target.path):
        what = "the image" if target.is_image else "the file"
        code, message = Code.MISSING_FILE, f"{what} {target.written} is not there"
    else:
        code, message = Code.BROKEN_LINK, f"nothing will be at {target.written}"
    report.add(code, post.path, message, line=target.line, column=target.column, hint=hint)


def _report_dead_anchor(post: Post, target: Target, parts: frozenset[str], report: Report) -> None:
    key = match_key(target.fragment)
    same = sorted(part for part in parts if match_key(part) == key)
    longer = sorted((part for part in parts if part.startswith(f"{target.fragment}-")), key=len)
    near = (*same, suggest(target.fragment, sorted(parts)) or "", *longer)
    page = "this page" if target.path == post.url else target.path
    report.add(
        Code.DEAD_ANCHOR, post.path, f'{page} has no part "#{target.fragment}"',
        line=target.line, column=target.column,
        hint=next((f'did you mean "#{part}"?' for part in near if part), ""),
    )  # fmt: skip
