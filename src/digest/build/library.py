"""Memo 1: the content folder → every post, parsed in workers where the cache knows it not yet.

A post is remembered under the hash of its file and of the settings that shape parsing; the site's
own shortcodes and bibliographies count only for those bodies that use them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from digest.build.cache import Cache, Fingerprints, Packs, Slot, versions
from digest.build.options import Timing
from digest.build.session import Workshop
from digest.build.workers import at_work_on, describe_error, map_chunks, split_work
from digest.config.tables import Config
from digest.content.inventory import Source, SourceEntry, list_files, read_source
from digest.content.notes import Notes
from digest.content.parse import Parsed, parse_post
from digest.content.summary import Facts, encode_details, gather_facts, lighten, restore
from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic, Report
from digest.core.hashing import digest_key, hash_bytes
from digest.core.model import Post
from digest.items.records import Choice
from digest.markup.parser_state import Resources

_CHUNK_BYTES = 1_500_000
_SLOWEST = 10
_ASKS_SHORTCODE = re.compile(rb"\{\{[<%]\s*/?\s*([A-Za-z_][\w./-]*)")


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a post for the whole build; its body and its details stay in the cache.

    `post` is light (see `facts`). `digest` is a hash of all that parsing gave, the body included.
    `uses` are the resources that the body asked for, each with the hash it had ("" for one that
    was not there).
    """

    post: Post
    facts: Facts
    digest: bytes
    diagnostics: tuple[Diagnostic, ...]
    notes: Notes
    uses: tuple[tuple[str, str], ...]


class Library(msgspec.Struct, frozen=True, kw_only=True):
    """Every post of the content folder, by path, with the slots of what stays in the cache."""

    known: dict[str, Known]
    bodies: dict[str, Slot]
    details: dict[str, Slot]
    choices: dict[str, Slot]
    packs: Packs
    parsed: int
    slowest: tuple[Timing, ...] = ()

    def restore(self, post: Post) -> Post:
        """Give a light post back whole, its own changes kept; reads the cache."""
        return restore(post, self.packs.read(self.details[post.path]))

    def explain(self, path: str) -> tuple[Choice, ...]:
        """Give why the parts of a post were read as they were; reads the cache."""
        return msgspec.json.decode(self.packs.read(self.choices[path]), type=tuple[Choice, ...])


class ParseJob(msgspec.Struct, frozen=True, kw_only=True):
    """A chunk of files for a worker."""

    root: Path
    entries: tuple[tuple[SourceEntry, str], ...]
    config: Config
    resources: Resources
    packs: Packs


class ParsedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker gives back for a file: `head` is a `Known`, encoded."""

    path: str
    key: str
    head: bytes
    slots: tuple[Slot, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    seconds: float = 0.0


def read_library(entries: Sequence[SourceEntry], shop: Workshop) -> Library:
    """Give every post; those that the cache does not know are parsed by the workers."""
    root, config, cache, report = shop.root, shop.config, shop.cache, shop.report
    resources = read_resources(root, config)
    hashes = _hash_resources(resources)
    shape = digest_key(versions(), _parse_settings(config))
    known: dict[str, Known] = {}
    slots: dict[str, tuple[Slot, ...]] = {}
    missing: list[tuple[SourceEntry, str]] = []
    for entry in entries:
        key = digest_key(shape, _hash_source(entry, shop.fingerprints), entry.path, entry.bundle)
        found = _recall(cache, key, hashes)
        if found is None:
            missing.append((entry, key))
        else:
            known[entry.path], slots[entry.path] = found
    shop.progress.expect(len(missing))
    chunks = (
        ParseJob(root=root, entries=part, config=config, resources=resources, packs=cache.packs)
        for part in split_work(missing, lambda pair: pair[0].size, _CHUNK_BYTES, shop.jobs)
    )
    timings: list[Timing] = []
    for results in map_chunks(shop.executor, parse_chunk, chunks, shop.jobs):
        shop.progress.advance(len(results))
        for result in results:
            timings.append(Timing(result.path, result.seconds))
            report.add_regraded(result.diagnostics)
            if result.slots:
                cache.keep_post(result.key, result.head, result.slots)
                known[result.path] = _decode(result.head)
                slots[result.path] = result.slots
    for path in sorted(known):
        if known[path].notes.grades:
            report.override_severities(path, known[path].notes.grades)
        report.add_regraded(known[path].diagnostics)
    slowest = tuple(sorted(timings, key=lambda timing: -timing.seconds)[:_SLOWEST])
    return Library(
        known=known,
        bodies={path: found[0] for path, found in slots.items()},
        details={path: found[1] for path, found in slots.items()},
        choices={path: found[2] for path, found in slots.items()},
        packs=cache.packs,
        parsed=len(missing),
        slowest=slowest,
    )


def parse_chunk(job: ParseJob) -> tuple[ParsedEntry, ...]:
    """Parse a chunk of files; their bodies go to the cache from here. Runs in a worker."""
    parsed = []
    for entry, key in job.entries:
        with at_work_on(entry.path):
            parsed.append(_parse_entry(entry, key, job))
    return tuple(parsed)


def _parse_entry(entry: SourceEntry, key: str, job: ParseJob) -> ParsedEntry:
    started = time.perf_counter()
    report = Report()
    source = read_source(job.root, entry, report)
    parsed = _parse_source(source, job, report) if source else None
    if source is None or parsed is None:
        return ParsedEntry(path=entry.path, key=key, head=b"", diagnostics=report.diagnostics)
    body = parsed.body.encode("utf-8", "surrogatepass")
    light, details = lighten(parsed.post, job.config.site.base_url), encode_details(parsed.post)
    record = msgspec.json.encode((light, parsed.diagnostics))
    known = Known(
        post=light,
        facts=gather_facts(parsed.post),
        digest=bytes.fromhex(hash_bytes(record, details, body)),
        diagnostics=parsed.diagnostics,
        notes=parsed.notes,
        uses=_find_uses(source.data, job),
    )
    return ParsedEntry(
        path=entry.path,
        key=key,
        head=_encode(known),
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
    """Give the resources that a body asks for, whether they exist or not, with their hashes.

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
    )


def _read_text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


def _hash_resources(resources: Resources) -> dict[str, str]:
    hashes = {f"shortcode {name}": digest_key(text) for name, text in resources.shortcodes.items()}
    for path, text in resources.bibliography.items():
        hashes[f"bibliography {path}"] = digest_key(text)
    hashes["bibliographies"] = digest_key(sorted(resources.bibliography))
    return hashes


def _parse_settings(config: Config) -> tuple[object, ...]:
    """Give what parsing reads of the configuration, and nothing else."""
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
) -> tuple[Known, tuple[Slot, ...]] | None:
    entry = cache.find_post(key)
    if entry is None:
        return None
    try:
        known = _decode(bytes(entry.head))
    except msgspec.MsgspecError:
        return None
    current = all(hashes.get(name, "") == seen for name, seen in known.uses)
    return (known, entry.slots) if current else None


def _encode(known: Known) -> bytes:
    """Encode as JSON, packed: MessagePack's time stamps would lose a date's own time zone."""
    return msgspec.msgpack.encode(msgspec.json.encode(known))


@lru_cache(maxsize=1)
def _decoder() -> msgspec.json.Decoder[Known]:
    return msgspec.json.Decoder(Known)


def _decode(head: bytes) -> Known:
    return _decoder().decode(msgspec.msgpack.decode(head, type=bytes))


def iterate_posts(library: Library) -> Iterator[Post]:
    """Give the posts in the order of their paths."""
    for path in sorted(library.known):
        yield library.known[path].post
