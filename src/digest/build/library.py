"""Memo 1: the content folder → every post, parsed in workers where the cache knows it not yet.

A post is remembered under the hash of its file and of the settings that shape parsing; the site's
own shortcodes and bibliographies count only for those bodies that use them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from digest.build.cache import Cache, Fingerprints, Packs, versions
from digest.build.options import Timing
from digest.build.session import BuildSession
from digest.build.workers import describe_error, map_chunks, showing_activity, split_work
from digest.config.tables import Config
from digest.content.inventory import Source, SourceEntry, list_files, read_source
from digest.content.notes import Notes
from digest.content.parse import Parsed, parse_post
from digest.content.summary import encode_details, join_post, summarise_post
from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic, Report
from digest.core.hashing import digest_key, hash_bytes
from digest.core.model import Post, PostSummary, Slot
from digest.items.records import Choice
from digest.markup.parser_state import Resources
from digest.site.post_store import PostStore, encode_body

_CHUNK_BYTES = 1_500_000
_SLOWEST = 10
_SAVE_SECONDS = 20.0
"""How often what was parsed is saved meanwhile: a build that is killed loses no more than this."""
_ASKS_SHORTCODE = re.compile(rb"\{\{[<%]\s*/?\s*([A-Za-z_][\w./-]*)")


class LoadedPost(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a post for the whole build; its body and its details stay in the cache.

    `digest` is a hash of all that parsing gave, the body included. `uses` are the resources that
    the body asked for, each with the hash it had ("" for one that was not there).
    """

    post: PostSummary
    digest: bytes
    diagnostics: tuple[Diagnostic, ...]
    notes: Notes
    uses: tuple[tuple[str, str], ...]


class Library(msgspec.Struct, frozen=True, kw_only=True):
    """Every post of the content folder, by path, with the slots of what stays in the cache."""

    loaded: dict[str, LoadedPost]
    store: PostStore
    choices: dict[str, Slot]
    parsed: int
    slowest: tuple[Timing, ...] = ()

    @property
    def posts(self) -> tuple[PostSummary, ...]:
        """The posts in the order of their paths."""
        return tuple([self.loaded[path].post for path in sorted(self.loaded)])

    @property
    def digests(self) -> dict[str, bytes]:
        """The hash of all that parsing gave for each post, by its path."""
        return {path: loaded.digest for path, loaded in self.loaded.items()}

    def read_post(self, path: str) -> Post:
        """Return a whole post; reads the cache."""
        return join_post(self.loaded[path].post, self.store.read_details(path))

    def explain(self, path: str) -> tuple[Choice, ...]:
        """Return why the parts of a post were read as they were; reads the cache."""
        encoded = self.store.reader.read(self.choices[path])
        return msgspec.json.decode(encoded, type=tuple[Choice, ...])


class ParseJob(msgspec.Struct, frozen=True, kw_only=True):
    """A chunk of files for a worker."""

    root: Path
    entries: tuple[tuple[SourceEntry, str], ...]
    config: Config
    resources: Resources
    packs: Packs


class ParsedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker gives back for a file: `head` is a `LoadedPost`, encoded."""

    path: str
    key: str
    head: bytes
    slots: tuple[Slot, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    seconds: float = 0.0


def read_library(entries: Sequence[SourceEntry], session: BuildSession) -> Library:
    """Return every post; those that the cache does not know are parsed by the workers."""
    root, config, cache, report = session.root, session.config, session.cache, session.report
    resources = read_resources(root, config)
    hashes = _hash_resources(resources)
    shape = digest_key(versions(), _parse_settings(config))
    loaded: dict[str, LoadedPost] = {}
    slots: dict[str, tuple[Slot, ...]] = {}
    missing: list[tuple[SourceEntry, str]] = []
    for entry in entries:
        key = digest_key(shape, _hash_source(entry, session.fingerprints), entry.path, entry.bundle)
        found = _recall(cache, key, hashes)
        if found is None:
            missing.append((entry, key))
        else:
            loaded[entry.path], slots[entry.path] = found
    session.progress.expect(len(missing))
    chunks = (
        ParseJob(root=root, entries=part, config=config, resources=resources, packs=cache.packs)
        for part in split_work(missing, lambda pair: pair[0].size, _CHUNK_BYTES, session.jobs)
    )
    timings: list[Timing] = []
    saved = time.monotonic()
    for results in map_chunks(session.executor, parse_chunk, chunks, session.jobs):
        session.progress.advance(len(results))
        for result in results:
            timings.append(Timing(result.path, result.seconds))
            report.add_regraded(result.diagnostics)
            if result.slots:
                cache.keep_post(result.key, result.head, result.slots)
                loaded[result.path] = _decode(result.head)
                slots[result.path] = result.slots
        if time.monotonic() - saved > _SAVE_SECONDS:
            cache.save()
            saved = time.monotonic()
    for path in sorted(loaded):
        if loaded[path].notes.grades:
            report.override_severities(path, loaded[path].notes.grades)
        report.add_regraded(loaded[path].diagnostics)
    slowest = tuple(sorted(timings, key=lambda timing: -timing.seconds)[:_SLOWEST])
    return Library(
        loaded=loaded,
        store=PostStore(
            bodies={path: found[0] for path, found in slots.items()},
            details={path: found[1] for path, found in slots.items()},
            reader=cache.packs,
        ),
        choices={path: found[2] for path, found in slots.items()},
        parsed=len(missing),
        slowest=slowest,
    )


def parse_chunk(job: ParseJob) -> tuple[ParsedEntry, ...]:
    """Parse a chunk of files; their bodies go to the cache from here. Runs in a worker."""
    parsed = []
    for entry, key in job.entries:
        with showing_activity(entry.path):
            parsed.append(_parse_entry(entry, key, job))
    return tuple(parsed)


def _parse_entry(entry: SourceEntry, key: str, job: ParseJob) -> ParsedEntry:
    started = time.perf_counter()
    report = Report()
    source = read_source(job.root, entry, report)
    parsed = _parse_source(source, job, report) if source else None
    if source is None or parsed is None:
        return ParsedEntry(path=entry.path, key=key, head=b"", diagnostics=report.diagnostics)
    body, details = encode_body(parsed.body), encode_details(parsed.post)
    summary = summarise_post(parsed.post, job.config.site.base_url)
    record = msgspec.json.encode((summary, parsed.diagnostics))
    loaded = LoadedPost(
        post=summary,
        digest=bytes.fromhex(hash_bytes(record, details, body)),
        diagnostics=parsed.diagnostics,
        notes=parsed.notes,
        uses=_find_uses(source.data, job),
    )
    return ParsedEntry(
        path=entry.path,
        key=key,
        head=_encode(loaded),
        slots=tuple(map(job.packs.append, (body, details, msgspec.json.encode(parsed.choices)))),
        seconds=time.perf_counter() - started,
    )


def _parse_source(source: Source, job: ParseJob, report: Report) -> Parsed | None:
    """Parse one file; a fault of digest's own costs this post, not the whole build."""
    try:
        return parse_post(source, job.config, job.resources)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other files go on
        report.add(
            Code.INTERNAL_ERROR,
            source.path,
            f"digest cannot read this file: {describe_error(error)}",
            hint="this is a fault of digest: please report it with the file",
        )
        return None


def _find_uses(data: bytes, job: ParseJob) -> tuple[tuple[str, str], ...]:
    """Return the resources that a body asks for, whether they exist or not, with their hashes.

    It may also ask through what the site substitutes in it.
    """
    resources = job.resources
    if b"{{" in data:
        data = b"\n".join([data, *map(str.encode, job.config.substitutions.values())])
    names = {f"shortcode {name.decode()}" for name in _ASKS_SHORTCODE.findall(data)}
    if b"{cite" in data or b"{bibliography}" in data or b"@" in data:
        names |= {f"bibliography {path}" for path in resources.bibliography}
        names.add("bibliographies")
    hashes = _hash_resources(resources)
    return tuple((name, hashes.get(name, "")) for name in sorted(names))


def read_resources(root: Path, config: Config) -> Resources:
    """Read the site's own shortcodes and bibliographies."""
    folder = f"{config.build.templates}/shortcodes/"
    templates = list_files(root, folder, config, Report())
    return Resources(
        shortcodes={
            path.removeprefix(folder).removesuffix(".html"): _read_text(root / path)
            for path in templates
            if path.endswith(".html")
        },
        bibliography={
            path: _read_text(root / path)
            for path in config.markdown.bibliography
            if (root / path).is_file()
        },
        sandbox=config.theme.sandbox,
    )


def _read_text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


def _hash_resources(resources: Resources) -> dict[str, str]:
    safe = (resources.sandbox,) if resources.sandbox else ()
    shortcodes = resources.shortcodes.items()
    hashes = {f"shortcode {name}": digest_key(text, *safe) for name, text in shortcodes}
    for path, text in resources.bibliography.items():
        hashes[f"bibliography {path}"] = digest_key(text)
    hashes["bibliographies"] = digest_key(sorted(resources.bibliography))
    return hashes


def _parse_settings(config: Config) -> tuple[object, ...]:
    """Return what parsing reads of the configuration, and nothing else."""
    site, taxonomies = config.site, config.all_taxonomies()
    return (
        config.markdown,
        config.items,
        msgspec.structs.replace(config.permalinks, redirects={}),
        config.images,
        config.substitutions,
        config.check.shorteners,
        config.build.content,
        (site.language, site.timezone, site.authors, site.base_url),
        [(name, table.key, table.singular) for name, table in sorted(taxonomies.items())],
    )


def _hash_source(entry: SourceEntry, fingerprints: Fingerprints) -> str:
    try:
        return fingerprints.digest(entry.file)
    except OSError:
        return "unreadable"


def _recall(
    cache: Cache, key: str, hashes: dict[str, str]
) -> tuple[LoadedPost, tuple[Slot, ...]] | None:
    entry = cache.find_post(key)
    if entry is None:
        return None
    try:
        loaded = _decode(cache.packs.read(entry.head))
    except msgspec.MsgspecError:
        return None
    current = all(hashes.get(name, "") == seen for name, seen in loaded.uses)
    return (loaded, entry.slots) if current else None


def _encode(loaded: LoadedPost) -> bytes:
    """Encode as JSON: MessagePack's time stamps would lose a date's own time zone."""
    return msgspec.json.encode(loaded)


@lru_cache(maxsize=1)
def _decoder() -> msgspec.json.Decoder[LoadedPost]:
    return msgspec.json.Decoder(LoadedPost)


def _decode(head: bytes) -> LoadedPost:
    return _decoder().decode(head)
