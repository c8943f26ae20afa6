"""Twice the input, how much the time? One site for each kind of file, in three sizes.

Processor time of a whole build without a cache, less that of a site with one line: what is
measured is what the input costs. Linear work gives ratios of 2; the limit leaves room for noise.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.measure import Cost, FailedRunError, run
from bench.tools import HOME

_REPEAT = 2
_LEAST = 0.2
"""Seconds below which a difference is noise, and no ratio is given."""

_WORDS = "what one reads of models, chips and papers in a week that had seven days"
_HEAD = "---\ntitle: Post {n}\ndate: 2024-01-{day:02}\n{more}---\n\n"

Files = Iterator[tuple[str, str]]


def _post(n: int, body: str, more: str = "") -> tuple[str, str]:
    head = _HEAD.format(n=n, day=1 + n % 28, more=more)
    return f"content/posts/p{n}.md", head + body


def _item(n: int) -> str:
    return f"- [Release {n}](https://example.org/{n}) {_WORDS}, *again* and `again`.\n"


def _posts(size: int) -> Files:
    return (_post(n, "".join(map(_item, range(8)))) for n in range(size))


def _long_post(size: int) -> Files:
    yield _post(0, "".join(f"## Part {n}\n\n{_item(n)}\n{_WORDS}.\n\n" for n in range(size)))


def _paragraphs(size: int) -> Files:
    yield _post(
        0, "".join(f"{_WORDS} {n}, see [a](https://example.org/{n}).\n\n" for n in range(size))
    )


def _mdx(size: int) -> Files:
    name, text = _post(0, "")
    body = "".join(f"<Callout>\n\n{_item(n)}\n</Callout>\n\n" for n in range(size))
    yield name.replace(".md", ".mdx"), text + "import { Callout } from './callout'\n\n" + body


def _json(size: int) -> Files:
    for n in range(size):
        metadata = {"title": f"Document {n}", "url": f"https://example.org/{n}"}
        document = {"metadata": metadata, "page_content": f"{_WORDS} {n}. " * 40}
        yield f"content/posts/d{n}.json", json.dumps(document)


def _toml_headers(size: int) -> Files:
    for n in range(size):
        keys = "".join(f'key_{k} = ["a", {{ b = "{k}" }}]\n' for k in range(20))
        yield (
            f"content/posts/t{n}.md",
            f'+++\ntitle = "T {n}"\ndate = 2024-01-02\n[extra]\n{keys}+++\nText.\n',
        )


def _bibliography(size: int) -> Files:
    entries = (
        f"@article{{key{n}, author={{Knuth, Donald and Li, Ann}}, title={{Paper {n}}}, "
        f"journal={{Journal of Letters}}, year={{{1950 + n % 70}}}, doi={{10.1000/{n}}}}}\n\n"
        for n in range(size)
    )
    yield "books.bib", "".join(entries)
    yield "site.toml", '[markdown]\nbibliography = ["books.bib"]\n'
    yield _post(0, "".join(f"{_WORDS} {{cite}}`key{n}`.\n\n" for n in range(size)))


def _registry(size: int) -> Files:
    yield (
        "entities.toml",
        "".join(
            f'[[company]]\nname = "Company {n}"\naliases = ["Comp{n}", "C. {n}"]\n\n'
            for n in range(size)
        ),
    )
    yield _post(
        0, "".join(f"- Company {n} shows [it](https://example.org/{n}).\n" for n in range(200))
    )


def _static_html(size: int) -> Files:
    yield _post(0, "Text.\n")
    row = f'<p>{_WORDS} <a href="/files/f1.txt">a</a> <img src="pic.png" alt=""></p>\n'
    for n in range(size):
        yield f"static/old/page-{n}.html", f"<!doctype html><title>{n}</title>\n{row * 600}"


def _static_files(size: int) -> Files:
    yield _post(0, "Text.\n")
    for n in range(size):
        yield f"static/files/{n // 500}/f{n}.txt", f"{n}\n"


def _bundles(size: int) -> Files:
    for n in range(size):
        _, text = _post(n, "![A chart](chart.svg)\n\n[Data](data.csv)\n")
        yield f"content/posts/b{n}/index.md", text
        yield f"content/posts/b{n}/chart.svg", f"<svg xmlns='http://www.w3.org/2000/svg'>{n}</svg>"
        yield f"content/posts/b{n}/data.csv", f"{n}\n"


def _terms(size: int) -> Files:
    for n in range(size):
        tags = ", ".join(f"tag-{n}-{k}" for k in range(10))
        yield _post(n, "Text.\n", f"tags: [{tags}]\n")


def _links(size: int) -> Files:
    for n in range(size):
        body = "".join(f"See [post {k}](p{(n + k) % size}.md).\n" for k in range(40))
        yield _post(n, body)


def _redirects(size: int) -> Files:
    for n in range(size):
        yield _post(
            n, "Text.\n", "aliases: [" + ", ".join(f"/old/{n}/{k}/" for k in range(10)) + "]\n"
        )


def _shortcodes(size: int) -> Files:
    yield "templates/shortcodes/box.html", "<div>{{ inner }}</div>"
    yield _post(0, "".join(f"{{{{< box >}}}}{_WORDS} {n}{{{{< /box >}}}}\n\n" for n in range(size)))


def _tables(size: int) -> Files:
    rows = "".join(
        f"| [Model {n}](https://example.org/{n}) | {n} | {_WORDS} |\n" for n in range(size)
    )
    yield _post(0, f"| name | size | note |\n|---|---|---|\n{rows}")


def _code(size: int) -> Files:
    block = "```python\ndef f(x: int) -> int:\n    return x + 1  # more\n```\n\n"
    yield _post(0, block * size)


def _math(size: int) -> Files:
    yield _post(
        0, "".join(f"Let $x_{{{n}}} = \\frac{{1}}{{n^2}}$ be {_WORDS}.\n\n" for n in range(size))
    )


GROWTHS: dict[str, tuple[Callable[[int], Files], int]] = {
    "posts": (_posts, 250),
    "long-post": (_long_post, 1500),
    "paragraphs": (_paragraphs, 3000),
    "mdx": (_mdx, 500),
    "json": (_json, 200),
    "toml-headers": (_toml_headers, 150),
    "bibliography": (_bibliography, 60),
    "registry": (_registry, 2000),
    "static-html": (_static_html, 100),
    "static-files": (_static_files, 2500),
    "bundles": (_bundles, 150),
    "terms": (_terms, 60),
    "links": (_links, 100),
    "redirects": (_redirects, 100),
    "shortcodes": (_shortcodes, 1000),
    "tables": (_tables, 1000),
    "code": (_code, 500),
    "math": (_math, 1000),
}
"""What grows: how its files are written for a size, and the smallest of the three sizes."""


@dataclass(frozen=True)
class Growth:
    """What a kind of input cost, in seconds, at its size, twice and four times its size."""

    kind: str
    size: int
    seconds: tuple[float, ...]
    largest: int
    note: str = ""

    @property
    def ratios(self) -> list[float | None]:
        """Twice the size over its half, None where the half took too short to tell."""
        pairs = zip(self.seconds, self.seconds[1:], strict=False)
        return [after / before if before > _LEAST else None for before, after in pairs]

    def line(self) -> str:
        """Return the row of the table."""
        seconds = [f"{s:.2f}" for s in self.seconds]
        ratios = [f"{ratio:.2f}" if ratio else "–" for ratio in self.ratios]
        cells = [self.kind, f"{self.size:,}", *_fill(seconds, 3), *_fill(ratios, 2)]
        return "| " + " | ".join([*cells, f"{self.largest / 1e6:,.0f} MB", self.note]) + " |"


def _fill(cells: list[str], count: int) -> list[str]:
    return [*cells, *[""] * (count - len(cells))]


def measure_growth(kinds: list[str], limit: float, scale: float = 1) -> int:
    """Print what each kind costs; return 1 where twice the input costs more than the limit.

    `scale` makes all sizes larger or smaller.
    """
    empty = min(_build(iter([_post(0, "Text.\n")])).cpu for _ in range(3))
    print("| input | size | n | 2n | 4n | 2n / n | 4n / 2n | largest process | |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|---|")
    failed = 0
    for kind in kinds:
        growth = _measure(kind, max(1, round(GROWTHS[kind][1] * scale)), empty)
        steep = any(ratio and ratio > limit for ratio in growth.ratios)
        failed |= int(steep or bool(growth.note))
        print(growth.line() + (" steep" if steep else ""), flush=True)
    print(f"\nProcessor seconds above the {empty:.2f} s of a site of one line; one process.")
    return failed


def _measure(kind: str, size: int, empty: float) -> Growth:
    write = GROWTHS[kind][0]
    seconds, largest = [], 0
    try:
        for factor in (1, 2, 4):
            costs = [_build(write(size * factor)) for _ in range(_REPEAT)]
            seconds.append(max(0.0, min(cost.cpu for cost in costs) - empty))
            largest = max(cost.largest for cost in costs)
    except FailedRunError as error:
        return Growth(kind, size, tuple(seconds), largest, str(error).strip().splitlines()[-1])
    return Growth(kind, size, tuple(seconds), largest)


def _build(files: Files) -> Cost:
    site = HOME / "work" / "growth"
    shutil.rmtree(site, ignore_errors=True)
    for name, text in files:
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "digest", "-C", str(site), "build", "--quiet"]
    command += ["--no-cache", "--jobs", "1", "--now", "2026-08-21"]
    return run(command, folder=site, timeout=300)
