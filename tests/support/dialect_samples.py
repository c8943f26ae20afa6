"""What the tests of the dialects share: a body in, its HTML and its faults out."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from digest.config.tables import Config
from digest.core.blocks import Document
from digest.core.diagnostics import Report
from digest.markup.engine import parse_markup
from digest.markup.html_writer import write_html
from digest.markup.parser_state import Resources


class Page(NamedTuple):
    """A body as it was read: tree, HTML, faults as "line:column code", and their hints."""

    document: Document
    html: str
    diagnostics: list[str]
    hints: list[str]

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.document.blocks)

    @property
    def urls(self) -> list[str]:
        return [
            span.url
            for block in self.document.blocks
            for span in block.spans
            if span.kind in {"link", "image"}
        ]


def read(
    body: str,
    *,
    path: str = "content/p.md",
    config: Config | None = None,
    resources: Resources | None = None,
) -> Page:
    report = Report()
    document = parse_markup(
        body,
        path=path,
        first_line=1,
        config=config or Config(),
        report=report,
        resources=resources,
    )
    found = report.diagnostics
    return Page(
        document,
        write_html(document).strip(),
        [f"{d.line}:{d.column} {d.code}" for d in found],
        [d.hint for d in found],
    )


def html(body: str, **changes: str) -> str:
    return read(body, **changes).html  # type: ignore[arg-type]


def substituting(**values: str) -> Config:
    return msgspec.structs.replace(Config(), substitutions=values)
