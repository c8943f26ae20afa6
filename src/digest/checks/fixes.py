"""Fixes of sources where that is safe: URLs, damaged text, line ends, trailing spaces.

A change is made at its exact place in the text, and kept only if the changed file is parsed as the
same post: with the same items, headings and links, except for the URLs that were to change.
"""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from digest.checks.external import LinkState, link_key
from digest.checks.source_positions import UrlFinder, strip_trailing_spaces
from digest.config.tables import Config
from digest.content.decoding import clean_text
from digest.content.front_matter import read_front_matter
from digest.content.inventory import Source
from digest.content.link_rules import is_deliberate
from digest.content.parse import Parsed, parse_post
from digest.core.addresses import (
    canonicalise,
    fragment_of,
    host_of,
    strip_tracking,
    unwrap_redirect,
)
from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic, Report
from digest.core.model import Link
from digest.markup.parser_state import Resources

_MARKDOWN = (".md", ".markdown", ".mdx")
_URL_CODES = frozenset(
    {Code.TRACKING_PARAMETER, Code.REDIRECT_WRAPPER, Code.MOVED_LINK, Code.DEAD_LINK}
)
_TEXT_CODES = frozenset({Code.DAMAGED_TEXT, Code.CONTROL_CHARACTER, Code.NOT_UTF8})
_BOM = "\ufeff"


class FileFix(Struct, frozen=True, kw_only=True):
    """A file before and after; `notes` say what a comparison by lines does not show."""

    path: str
    before: bytes
    after: bytes
    notes: tuple[str, ...] = ()


def list_replacements(states: Mapping[str, LinkState], *, archived: bool) -> dict[str, str]:
    """Return the new URLs of links that have moved and, if `archived`, copies of dead ones.

    What has moved to the front page of a site has not moved but is lost, and stays.
    """
    found: dict[str, str] = {}
    for url, state in states.items():
        if state.outcome == "moved" and (not state.leads_home or _is_front_page(url)):
            found[url] = state.final
        elif archived and state.outcome == "dead" and state.copy:
            found[url] = state.copy
    return found


def _is_front_page(url: str) -> bool:
    return url.count("/") <= len("//") + url.endswith("/")


def fix_files(
    root: Path,
    paths: Iterable[str],
    found: Iterable[Diagnostic],
    config: Config,
    *,
    resources: Resources,
    replacements: Mapping[str, str],
    tidy: bool,
) -> Iterator[FileFix]:
    """Yield every file among `paths` that can be fixed; only what was `found` is changed.

    `replacements` are new URLs by `link_key` (see `list_replacements`). With `tidy` also what
    nobody reports is fixed: spaces at the ends of lines, and line ends.
    """
    by_path: dict[str, list[Diagnostic]] = {}
    for problem in found:
        by_path.setdefault(problem.path, []).append(problem)
    for path in sorted(paths):
        if not path.lower().endswith(_MARKDOWN) or not (tidy or path in by_path):
            continue
        try:
            data = (root / path).read_bytes()
        except OSError:
            continue
        fixer = _Fixer(path, by_path.get(path, []), config, resources, replacements)
        fixed = fixer.fix(data, tidy=tidy)
        if fixed is not None:
            yield fixed


def format_diff(fix: FileFix) -> str:
    """Return the change of one file as a unified diff, as `diff -u` prints it."""
    before, after = (_split_lines(data) for data in (fix.before, fix.after))
    names = (f"a/{fix.path}", f"b/{fix.path}")
    diff = list(difflib.unified_diff(before, after, *names, lineterm=""))
    header = diff[:2] or [f"--- {names[0]}", f"+++ {names[1]}"]
    return "\n".join([*header, *(f"# {note}" for note in fix.notes), *diff[2:]])


def _split_lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").lstrip(_BOM).splitlines()


def write_fix(root: Path, fix: FileFix) -> None:
    """Write a fixed file in place of the old one, by one rename; its mode stays."""
    path = (root / fix.path).resolve()
    handle, name = tempfile.mkstemp(prefix=".digest-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(fix.after)
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class _Fixer:
    def __init__(
        self,
        path: str,
        found: list[Diagnostic],
        config: Config,
        resources: Resources,
        replacements: Mapping[str, str],
    ) -> None:
        self._path, self._config, self._resources = path, config, resources
        self._codes = {problem.code for problem in found}
        self._places = {(p.line, p.column) for p in found if p.code in _URL_CODES}
        self._replacements = replacements
        self._reported: frozenset[str] = frozenset()
        self._identities: frozenset[str] = frozenset()

    def fix(self, data: bytes, *, tidy: bool) -> FileFix | None:
        text = self._read(data)
        if text is None:
            return None
        notes = []
        if data.startswith(_BOM.encode()):
            notes.append("the byte order mark goes")
        if os.linesep == "\n" and b"\r" in data and "\r" not in text:
            notes.append("line ends become LF")
        fixed = self._fix_urls(text)
        if not tidy and fixed == text and not self._codes & _TEXT_CODES:
            return None
        text = self._tidy(fixed) if tidy else fixed
        after = text.encode("utf-8", "surrogatepass")
        if after == data:
            return None
        return FileFix(path=self._path, before=data, after=after, notes=tuple(notes))

    def _read(self, data: bytes) -> str | None:
        """Return the text: repaired where damage was reported, else with its line ends fixed."""
        if self._codes & _TEXT_CODES:
            return clean_text(data, self._path, Report())
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
        if os.linesep == "\n":
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def _fix_urls(self, text: str) -> str:
        if not self._places:
            return text
        before = self._parse(text)
        self._reported = frozenset(
            link_key(link.url) for link in before.post.links if self._is_found(link)
        )
        self._identities = frozenset(item.url for item in before.post.items if item.url)
        header = read_front_matter(text, self._path, Report())
        finder = UrlFinder(text, header.body_line)
        edits: dict[int, tuple[str, str]] = {}
        for link in before.post.links:
            better = self._better_url(link)
            if better != link.url:
                for old, new in _spellings(link.url, better):
                    place = finder.find(old, link.line, link.column, set(edits))
                    if place is not None:
                        edits[place] = (old, new)
                        break
        fixed = text
        for place, (old, new) in sorted(edits.items(), reverse=True):
            fixed = fixed[:place] + new + fixed[place + len(old) :]
        return fixed if edits and self._is_same(before, self._parse(fixed)) else text

    def _better_url(self, link: Link) -> str:
        """Return the URL a link should have: its own where nothing was found at its place.

        What is dead or has moved is reported once in a post, and fixed wherever it is linked.
        """
        key = link_key(link.url)
        if not self._is_found(link) and not (key in self._reported and key in self._replacements):
            return link.url
        url = link.url
        if Code.REDIRECT_WRAPPER in self._codes and not is_deliberate(host_of(url)):
            url = unwrap_redirect(url) or url
        new = self._replacements.get(link_key(url), "")
        if new and self._keeps_identity(link.url, new):
            return new if "#" in new else "#".join(filter(None, (new, fragment_of(url))))
        return strip_tracking(url)

    def _is_found(self, link: Link) -> bool:
        return (link.line, link.column) in self._places

    def _keeps_identity(self, old: str, new: str) -> bool:
        """Return whether an item with its new URL keeps its feed id and its permanent link."""
        return old not in self._identities or canonicalise(old) == canonicalise(new)

    def _is_same(self, before: Parsed, after: Parsed) -> bool:
        """Return whether nothing but URLs changed, and those only as intended."""
        old, new = before.post, after.post
        urls = [(link.url, self._better_url(link)) for link in old.links]
        return (
            len(old.links) == len(new.links)
            and all(link.url in pair for link, pair in zip(new.links, urls, strict=True))
            and [heading.id for heading in old.headings] == [h.id for h in new.headings]
            and [item.id for item in old.items] == [item.id for item in new.items]
            and old.images == new.images
            and before.body.count("<") == after.body.count("<")
        )

    def _tidy(self, text: str) -> str:
        header = read_front_matter(text, self._path, Report())
        tidied = strip_trailing_spaces(text, header.body_line)
        if tidied == text:
            return text
        before, after = self._parse(text), self._parse(tidied)
        same = before.body == after.body and before.post.items == after.post.items
        return tidied if same else text

    def _parse(self, text: str) -> Parsed:
        data = text.encode("utf-8", "surrogatepass")
        return parse_post(Source(path=self._path, data=data), self._config, self._resources)


def _spellings(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the ways a URL may be written in a source, with the new one written the same way."""
    yield old, new
    if "&" in old:
        yield old.replace("&", "&amp;"), new.replace("&", "&amp;")
    if "_" in old:
        yield old.replace("_", "\\_"), new.replace("_", "\\_")
