"""What the tests of the Markdown engine share: parsing a body, and looking into its tree."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from digest.config.tables import Config
from digest.core.blocks import Block, Document
from digest.core.diagnostics import Report
from digest.markup.engine import parse_markup
from digest.markup.html_writer import write_html


def with_markdown(**changes: object) -> Config:
    config = Config()
    return msgspec.structs.replace(
        config, markdown=msgspec.structs.replace(config.markdown, **changes)
    )


def parse(body: str, report: Report | None = None, config: Config | None = None) -> Document:
    return parse_markup(
        body,
        path="p.md",
        first_line=1,
        config=config or Config(),
        report=report if report is not None else Report(),
    )


def html(body: str, config: Config | None = None) -> str:
    return write_html(parse(body, config=config)).strip()


def diagnostics(body: str) -> list[str]:
    report = Report()
    parse(body, report)
    return [f"{d.line}:{d.column} {d.code}" for d in report.diagnostics]


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from walk(block.children)


def leaves(body: str) -> list[Block]:
    return [block for block in walk(parse(body).blocks) if not block.children]


def kinds(body: str) -> list[str]:
    return [block.kind for block in parse(body).blocks]


def links(body: str) -> list[tuple[str, str, int, int]]:
    return [
        (span.url, block.text[span.start : span.end], span.line, span.column)
        for block in walk(parse(body).blocks)
        for span in block.spans
        if span.kind == "link"
    ]
