"""One source → the same source, mended; nothing that cannot be proved harmless is kept."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from digest.checks.external import LinkState, lock_key
from digest.checks.fixes.places import Source as Text
from digest.checks.fixes.tidy import tidy_lines
from digest.config.tables import Config
from digest.content.decoding import clean_text
from digest.content.front_matter import read_header
from digest.content.parse import Parsed, parse_post
from digest.content.rules import is_deliberate
from digest.content.source import Source
from digest.core.addresses import canonical, clean, fragment_of, host_of, unwrapped
from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic, Report
from digest.core.model import Link
from digest.markup.parser_state import Resources

_MARKDOWN = (".md", ".markdown", ".mdx")
_ADDRESSES = frozenset(
    {Code.TRACKING_PARAMETER, Code.REDIRECT_WRAPPER, Code.MOVED_LINK, Code.DEAD_LINK}
)
_DAMAGE = frozenset({Code.DAMAGED_TEXT, Code.CONTROL_CHARACTER, Code.NOT_UTF8})
_BOM = "\ufeff"


class Mend(Struct, frozen=True, kw_only=True):
    """A file before and after; `notes` say what a comparison by lines does not show."""

    path: str
    before: bytes
    after: bytes
    notes: tuple[str, ...] = ()


def list_replacements(memory: Mapping[str, LinkState], *, archived: bool) -> dict[str, str]:
    """Give the better addresses of those that have moved, and of dead ones if copies will do.

    What has moved to the front page of a site has not moved but is lost, and stays.
    """
    found: dict[str, str] = {}
    for url, state in memory.items():
        if state.verdict == "moved" and (not state.leads_home or _is_front_page(url)):
            found[url] = state.final
        elif archived and state.verdict == "dead" and state.copy:
            found[url] = state.copy
    return found


def _is_front_page(url: str) -> bool:
    return url.count("/") <= len("//") + url.endswith("/")


def mend_files(
    root: Path,
    paths: Iterable[str],
    found: Iterable[Diagnostic],
    config: Config,
    *,
    resources: Resources,
    replacements: Mapping[str, str],
    tidy: bool,
) -> Iterator[Mend]:
    """Give every file that can be mended: what was `found` (and not silenced).

    `replacements` are better addresses, by `lock_key` (see `list_replacements`). To `tidy` is to
    mend what nobody reports: spaces at the ends of lines, and line ends.
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
        mender = _Mender(path, by_path.get(path, []), config, resources, replacements)
        mended = mender.mend(data, tidy=tidy)
        if mended is not None:
            yield mended


class _Mender:
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
        self._places = {(p.line, p.column) for p in found if p.code in _ADDRESSES}
        self._replacements = replacements
        self._told: frozenset[str] = frozenset()
        self._identities: frozenset[str] = frozenset()

    def mend(self, data: bytes, *, tidy: bool) -> Mend | None:
        text = self._read(data)
        if text is None:
            return None
        notes = []
        if data.startswith(_BOM.encode()):
            notes.append("the byte order mark goes")
        if os.linesep == "\n" and b"\r" in data and "\r" not in text:
            notes.append("line ends become LF")
        mended = self._mend_addresses(text)
        if not tidy and mended == text and not self._codes & _DAMAGE:
            return None
        text = self._tidy(mended) if tidy else mended
        after = text.encode("utf-8", "surrogatepass")
        if after == data:
            return None
        return Mend(path=self._path, before=data, after=after, notes=tuple(notes))

    def _read(self, data: bytes) -> str | None:
        """Give the text: repaired where damage was reported, else only its line ends mended."""
        if self._codes & _DAMAGE:
            return clean_text(data, self._path, Report())
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
        if os.linesep == "\n":
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def _mend_addresses(self, text: str) -> str:
        if not self._places:
            return text
        before = self._parse(text)
        self._told = frozenset(
            lock_key(link.url) for link in before.post.links if self._is_found(link)
        )
        self._identities = frozenset(item.url for item in before.post.items if item.url)
        header = read_header(text, self._path, Report())
        source = Text(text, header.body_line)
        edits: dict[int, tuple[str, str]] = {}
        for link in before.post.links:
            better = self._better(link)
            if better != link.url:
                for old, new in _spellings(link.url, better):
                    place = source.find(old, link.line, link.column, set(edits))
                    if place is not None:
                        edits[place] = (old, new)
                        break
        mended = text
        for place, (old, new) in sorted(edits.items(), reverse=True):
            mended = mended[:place] + new + mended[place + len(old) :]
        return mended if edits and self._is_same(before, self._parse(mended)) else text

    def _better(self, link: Link) -> str:
        """Give the address a link should have, its own where nothing was found at its place.

        What is dead or has moved is told of once in a post, and mended wherever it is linked.
        """
        key = lock_key(link.url)
        if not self._is_found(link) and not (key in self._told and key in self._replacements):
            return link.url
        url = link.url
        if Code.REDIRECT_WRAPPER in self._codes and not is_deliberate(host_of(url)):
            url = unwrapped(url) or url
        new = self._replacements.get(lock_key(url), "")
        if new and self._may_become(link.url, new):
            return new if "#" in new else "#".join(filter(None, (new, fragment_of(url))))
        return clean(url)

    def _is_found(self, link: Link) -> bool:
        return (link.line, link.column) in self._places

    def _may_become(self, old: str, new: str) -> bool:
        """Whether feeds and permanent links of an item stay as they are with its new address."""
        return old not in self._identities or canonical(old) == canonical(new)

    def _is_same(self, before: Parsed, after: Parsed) -> bool:
        """Whether nothing but addresses changed, and those into better ones of the same things."""
        old, new = before.post, after.post
        addresses = [(link.url, self._better(link)) for link in old.links]
        return (
            len(old.links) == len(new.links)
            and all(link.url in pair for link, pair in zip(new.links, addresses, strict=True))
            and [heading.id for heading in old.headings] == [h.id for h in new.headings]
            and [item.id for item in old.items] == [item.id for item in new.items]
            and old.images == new.images
            and before.body.count("<") == after.body.count("<")
        )

    def _tidy(self, text: str) -> str:
        header = read_header(text, self._path, Report())
        tidied = tidy_lines(text, header.body_line)
        if tidied == text:
            return text
        before, after = self._parse(text), self._parse(tidied)
        same = before.body == after.body and before.post.items == after.post.items
        return tidied if same else text

    def _parse(self, text: str) -> Parsed:
        data = text.encode("utf-8", "surrogatepass")
        return parse_post(Source(path=self._path, data=data), self._config, self._resources)


def _spellings(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Give the ways an address may be written in a source, with the same way for the new one."""
    yield old, new
    if "&" in old:
        yield old.replace("&", "&amp;"), new.replace("&", "&amp;")
    if "_" in old:
        yield old.replace("_", "\\_"), new.replace("_", "\\_")


def write_mend(root: Path, mend: Mend) -> None:
    """Write a mended file in place of the old one, by one rename; its mode stays."""
    path = (root / mend.path).resolve()
    handle, name = tempfile.mkstemp(prefix=".digest-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(mend.after)
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
