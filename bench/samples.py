"""Labelled samples of real digests: what must be found in them, and what is.

The labels (counted by hand) and their texts lie beside the project, in `../shared`; they are
third-party texts and no part of it. `boundaries.json` adds the lines on which entries begin.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from digest.config.tables import Config
from digest.content import parse
from digest.content.inventory import Source
from digest.content.parse import Parsed, parse_post
from digest.core.addresses import canonicalise
from digest.core.blocks import Document
from digest.core.model import Item
from digest.items.clean import clean_heading
from digest.items.recognise import recognise_items
from digest.items.records import ItemContext

SHARED = Path(__file__).parent.parent.parent / "shared"
BOUNDARIES = Path(__file__).with_name("boundaries.json")

_QUOTES = str.maketrans("“”„«»‘’`*_\\", '"""""\'\'    ')
_EDGES = re.compile(r"^[\W_]+(?=\w)", re.UNICODE)


class End(NamedTuple):
    """The first or last item of a sample: what was expected and what was found."""

    where: str
    expected: dict[str, Any] | None
    found: Item | None

    @property
    def title_agrees(self) -> bool:
        """Whether the titles are the same; an entry without a title of its own has any."""
        if self.expected is None or self.found is None:
            return self.expected is None and self.found is None
        wanted = self.expected["title"]
        return wanted is None or plain(wanted) == plain(self.found.title)

    @property
    def url_agrees(self) -> bool:
        """Whether the address is one of the labelled ones; where none is labelled, any is."""
        if self.expected is None or self.found is None:
            return self.expected is None and self.found is None
        wanted = [self.expected["primary_url"], *self.expected.get("accept_primary", [])]
        wanted = [url for url in wanted if url]
        found = self.found.url
        return not wanted or (
            found is not None and canonicalise(found) in map(canonicalise, wanted)
        )

    @property
    def line_agrees(self) -> bool:
        """Whether the entry begins on the labelled line; a post has none."""
        if self.expected is None or self.found is None:
            return self.expected is None and self.found is None
        return self.found.line == self.expected["line"] or self.found.anchor == "top"

    @property
    def agrees(self) -> bool:
        """Whether every labelled field agrees."""
        return self.title_agrees and self.url_agrees and self.line_agrees


class Sample(NamedTuple):
    """One labelled text, or a section of it."""

    corpus: str
    file: str
    section: str | None
    label: dict[str, Any]

    @property
    def expected(self) -> int:
        """How many items are expected."""
        return int(self.label["expected_items"])

    @property
    def is_whole(self) -> bool:
        """Whether the label says that the post itself is the one entry, and none would do."""
        return (
            self.section is None
            and self.expected == 1
            and "whole post" in self.label["rule"]
            and not self.label["first"]["primary_url"]
        )


class Finding(NamedTuple):
    """A sample with the items found in it, and the lines on which its entries begin."""

    sample: Sample
    items: tuple[Item, ...]
    lines: tuple[int, ...]

    @property
    def ends(self) -> tuple[End, End]:
        """The first and the last item."""
        first, last = (self.items[0], self.items[-1]) if self.items else (None, None)
        label = self.sample.label
        return End("first", label["first"], first), End("last", label["last"], last)

    @property
    def is_right(self) -> bool:
        """Whether the count and every labelled field of both ends agree."""
        if self.sample.is_whole and not self.items:
            return True
        counted = len(self.items) == self.sample.expected
        return counted and all(end.agrees for end in self.ends)

    @property
    def found_lines(self) -> tuple[int, ...]:
        """The lines on which the items found begin; a post that is one item begins on none."""
        return tuple(i.line for i in self.items if i.anchor != "top")


class Text(NamedTuple):
    """What recognition is given for one file."""

    document: Document
    context: ItemContext


def plain(title: str) -> str:
    """Return a title as titles are compared: quotes and blanks alike, no mark at its ends."""
    title = re.sub(r"\\([^\w\s])", r"\1", title)
    title = " ".join(title.translate(_QUOTES).split()).replace(" ", "").removesuffix(".")
    return _EDGES.sub("", title).casefold()


def read_samples(shared: Path = SHARED) -> tuple[Sample, ...]:
    """Return every labelled sample."""
    expected = json.loads((shared / "expected" / "corpus.json").read_text())
    return tuple(
        Sample(corpus, label["file"], label["section"], label)
        for corpus, labels in expected["corpora"].items()
        for label in labels
    )


@cache
def read_boundaries() -> Mapping[str, Mapping[str, list[int]]]:
    """Return the lines on which entries begin, by file and section."""
    found: dict[str, dict[str, list[int]]] = json.loads(BOUNDARIES.read_text())
    return found


def parse_file(path: Path, name: str) -> Parsed:
    """Parse one file as it would be parsed in a site's content folder."""
    return parse_post(Source(path=f"content/{name}", data=path.read_bytes()), Config())


def read_text(path: Path, name: str) -> Text:
    """Return what recognition is given for one file."""
    with mock.patch.object(parse, "recognise_items", wraps=recognise_items) as called:
        parse_file(path, name)
    document, context = called.call_args.args[:2]
    return Text(document, context)


def in_section(items: tuple[Item, ...], section: str | None) -> tuple[Item, ...]:
    """Return the items that stand under a heading, which may be named with its emoji."""
    if section is None:
        return items
    names = {section, clean_heading(section)}
    return tuple(item for item in items if not names.isdisjoint(item.section))


def find_items(
    parsed: Mapping[str, tuple[Item, ...]], samples: tuple[Sample, ...]
) -> Iterator[Finding]:
    """Yield every sample with what was found, given the items of each file."""
    boundaries = read_boundaries()
    for sample in samples:
        lines = boundaries.get(f"corpus/{sample.file}", {}).get(sample.section or "", [])
        yield Finding(sample, in_section(parsed[sample.file], sample.section), tuple(lines))
