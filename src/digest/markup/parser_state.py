"""What the rules of a parser know about the document that they read: file, settings, resources.

One `ParserState` travels in markdown-it's `env` under the key "digest", so that every rule can
report a diagnostic with the line and column that the author sees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from digest.config.tables import Config
from digest.core.addresses import check_address, report_unsafe_address
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.html import remove_unsafe_addresses

if TYPE_CHECKING:
    from markdown_it.token import Token

KEY = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """The files besides a body that decide how it is read: shortcode templates, bibliographies.

    Plain text by name, so that it can be sent to a worker process and be hashed into a cache key.
    `shortcodes` maps a shortcode's name to the Jinja source of `templates/shortcodes/NAME.html`;
    `bibliography` maps the path of each file of `[markdown] bibliography` to its BibTeX.
    `sandbox` is that of `[theme]`: shortcodes run in Jinja's sandbox.
    """

    shortcodes: Mapping[str, str] = field(default_factory=dict)
    bibliography: Mapping[str, str] = field(default_factory=dict)
    sandbox: bool = False


@dataclass(slots=True, kw_only=True)
class ParserState:
    """The document being parsed. `lines` are the body's, `first_line` is where they start."""

    path: str
    first_line: int
    config: Config
    report: Report
    lines: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    """Cross-reference targets found so far: label and the id it stands for."""
    reported: set[str] = field(default_factory=set)
    """Names of problems that are reported once per document, and were."""
    offset: int = 0
    """Lines between the body and the text being parsed, while a rule parses a part of it."""

    resources: Resources = field(default_factory=Resources)
    render: Callable[[str, int], str] = lambda text, _row: text
    """Returns the HTML of Markdown that starts at a 0-based line of the text being parsed."""

    @property
    def substitutions(self) -> Mapping[str, str]:
        """The site's `[substitutions]`."""
        return self.config.substitutions

    def line_of(self, token: Token | int) -> int:
        """Return the file's line of a token, or of a 0-based line of the text being parsed."""
        row = token if isinstance(token, int) else token.map[0] if token.map else -1
        return self.first_line + self.offset + row if row >= 0 else 0

    def warn(
        self, code: Code, message: str, *, line: int = 0, column: int = 0, hint: str = ""
    ) -> None:
        """Report a diagnostic of this document at a line and column of its file."""
        self.report.add(code, self.path, message, line=line, column=column, hint=hint)

    def check_address(
        self, url: str, *, line: int, column: int = 0, is_image: bool = False
    ) -> bool:
        """Return whether an address may stand in the page; report one that may not."""
        return check_address(
            url, self.report, self.path, line=line, column=column, is_image=is_image
        )

    def check_html(self, html: str, *, line: int, column: int = 0) -> str:
        """Return HTML without the addresses that may not stand in the page; report those."""
        checked, refused = remove_unsafe_addresses(html)
        for offset, url in refused:
            below = html.count("\n", 0, offset)
            report_unsafe_address(
                url, self.report, self.path, line=line + below, column=0 if below else column
            )
        return checked


def parser_state_of(env: MutableMapping[str, Any]) -> ParserState:
    """Return the state that an `env` of markdown-it carries."""
    found = env[KEY]
    if not isinstance(found, ParserState):
        raise TypeError(f"env[{KEY!r}] is not a ParserState")
    return found
