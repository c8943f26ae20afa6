"""How well items are found in real digests: expected and found, first and last, per corpus.

Run `python -m bench.recognition`. The labelled samples (counted by hand) and their texts lie
beside the project, in `../shared`; they are third-party texts and no part of it. With `-v` the
items that differ are printed too.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from digest.config.tables import Config
from digest.content.inventory import Source
from digest.content.parse import Parsed, parse_post
from digest.core.addresses import canonicalise
from digest.core.model import Item

SHARED = Path(__file__).parent.parent.parent / "shared"

_QUOTES = str.maketrans("“”„«»‘’`*_\\", '"""""\'\'    ')


class End(NamedTuple):
    """The first or last item of a sample: what was expected and what was found."""

    where: str
    expected: dict[str, Any]
    found: Item | None

    @property
    def title_agrees(self) -> bool:
        """Whether the titles are the same; an entry without a title of its own has any."""
        wanted = self.expected["title"]
        if self.found is None:
            return False
        return wanted is None or plain(wanted) == plain(self.found.title)

    @property
    def url_agrees(self) -> bool:
        """Whether both lead to the same thing, or nowhere."""
        if self.found is None:
            return False
        wanted = self.expected["primary_url"]
        if wanted is None or self.found.url is None:
            return wanted is None and self.found.url is None
        return canonicalise(wanted) == canonicalise(self.found.url)


class Sample(NamedTuple):
    """One labelled text, or a section of it."""

    corpus: str
    file: str
    section: str | None
    expected: int
    items: tuple[Item, ...]
    ends: tuple[End, End]


def plain(title: str) -> str:
    """Give a title as titles are compared: quotes and blanks alike, no full stop at the end."""
    title = re.sub(r"\\([^\w\s])", r"\1", title)
    return " ".join(title.translate(_QUOTES).split()).replace(" ", "").removesuffix(".").casefold()


def read_samples(shared: Path = SHARED) -> Iterator[Sample]:
    """Yield every labelled sample with the items found in it."""
    expected = json.loads((shared / "expected" / "corpus.json").read_text())
    parsed: dict[str, Parsed] = {}
    for corpus, samples in expected["corpora"].items():
        for sample in samples:
            file = sample["file"]
            if file not in parsed:
                parsed[file] = parse_file(shared / "corpus" / file, file)
            items = _in_section(parsed[file].post.items, sample["section"])
            first, last = (items[0], items[-1]) if items else (None, None)
            ends = (End("first", sample["first"], first), End("last", sample["last"], last))
            yield Sample(corpus, file, sample["section"], sample["expected_items"], items, ends)


def parse_file(path: Path, name: str) -> Parsed:
    """Parse one file as it would be parsed in a site's content folder."""
    return parse_post(Source(path=f"content/{name}", data=path.read_bytes()), Config())


def _in_section(items: tuple[Item, ...], section: str | None) -> tuple[Item, ...]:
    return items if section is None else tuple(i for i in items if section in i.section)


def main() -> None:
    """Print one line for each sample, and the totals."""
    verbose = "-v" in sys.argv
    samples = list(read_samples())
    print(f"{'corpus':44} {'expected':>8} {'found':>6}  first     last")
    for sample in samples:
        marks = [
            f"{'title' if e.title_agrees else '-':5} {'url' if e.url_agrees else '-':3}"
            for e in sample.ends
        ]
        name = sample.corpus.partition(" ")[0][:43]
        print(f"{name:44} {sample.expected:8} {len(sample.items):6}  {marks[0]} {marks[1]}")
        if verbose:
            _print_differences(sample)
    ends = [end for sample in samples for end in sample.ends]
    print(
        f"\n{len(samples)} samples: {sum(s.expected for s in samples)} items expected, "
        f"{sum(len(s.items) for s in samples)} found, "
        f"{sum(s.expected == len(s.items) for s in samples)} samples exact; "
        f"first and last: {sum(e.title_agrees for e in ends)} of {len(ends)} titles, "
        f"{sum(e.url_agrees for e in ends)} of {len(ends)} addresses"
    )


def _print_differences(sample: Sample) -> None:
    for end in sample.ends:
        if not (end.title_agrees and end.url_agrees):
            found = (end.found.line, end.found.title, end.found.url) if end.found else None
            wanted = (end.expected["line"], end.expected["title"], end.expected["primary_url"])
            print(
                f"    {end.where}: expected {wanted}\n    {' ' * len(end.where)}  found    {found}"
            )
    if sample.expected != len(sample.items):
        for item in sample.items:
            print(f"    {item.line:5} {' / '.join(item.section)[:40]:40} {item.title[:80]}")


if __name__ == "__main__":
    main()
