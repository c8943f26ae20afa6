"""Errors in templates, as diagnostics at the template's own line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic, DigestError, Report
from digest.core.text import suggest

if TYPE_CHECKING:
    from jinja2 import Template

SHOWN = 3


class RenderError(DigestError):
    """A page that could not be rendered: `diagnostic` says where in which template, and why.

    `page` is the root-relative address of the page.
    """

    def __init__(self, diagnostic: Diagnostic, page: str) -> None:
        super().__init__(diagnostic, page)
        self.diagnostic = diagnostic
        self.page = page

    def __str__(self) -> str:
        return str(self.diagnostic)


def report_faults(faults: Iterable[RenderError], report: Report) -> None:
    """Report each place of a template once, with the pages that failed there."""
    places: dict[Diagnostic, list[str]] = defaultdict(list)
    for fault in faults:
        places[fault.diagnostic].append(fault.page)
    for found, pages in places.items():
        report.add(
            found.code,
            found.path,
            f"{found.message} (while rendering {_list_pages(sorted(pages))})",
            line=found.line,
            hint=found.hint,
        )


def _list_pages(pages: list[str]) -> str:
    shown = ", ".join(pages[:SHOWN])
    return f"{shown} and {len(pages) - SHOWN} more" if len(pages) > SHOWN else shown


def describe_fault(error: Exception, page: str, root: Path) -> RenderError:
    """Return what Jinja, a filter or an expression of a template raised as a `RenderError`."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

    path, line = _place_of(error)
    message, _, hint = str(error).partition("\n")
    if isinstance(error, TemplateSyntaxError):
        code, message = Code.TEMPLATE_SYNTAX, error.message or "cannot be read"
        path, line, hint = error.filename or path, error.lineno, _syntax_hint(message)
    elif isinstance(error, UndefinedError):
        code = Code.UNDEFINED_IN_TEMPLATE
    elif isinstance(error, TemplateNotFound):
        code, message = Code.MISSING_TEMPLATE, f'there is no template "{error.name}"'
        hint = "templates are looked for in the site's templates folder, then in the default theme"
    else:
        code, message = Code.TEMPLATE_FAILED, f"{type(error).__name__}: {message}"
    shown = _show_path(path, root) if path else getattr(error, "name", None) or "templates"
    return RenderError(Diagnostic(shown, line, 0, code, message, hint, code.severity), page)


def _place_of(error: Exception) -> tuple[str, int]:
    """Return file and line of the innermost template that was running."""
    place = ("", 0)
    for trace in _traces(error.__traceback__):
        template: Template | None = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = template.get_corresponding_lineno(trace.tb_lineno)
            place = (template.filename or template.name or "", line)
    return place


def _traces(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _show_path(path: str, root: Path) -> str:
    try:
        return Path(path).resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return Path(path).as_posix()


def _syntax_hint(message: str) -> str:
    """Return a hint at the filter that is probably meant, or ""."""
    from jinja2.filters import FILTERS

    from digest.output.theme.filters import make_filters

    unknown = re.match(r"No filter named '(\w+)'", message)
    near = suggest(unknown[1], (*make_filters("", "en"), *FILTERS)) if unknown else None
    return f'did you mean "{near}"?' if near else ""


def describe_value(value: Any) -> str:
    """Return what a template's author would call a value: the name of its record, or its type."""
    kind = type(value)
    return kind.__name__ if kind.__module__.startswith("digest.") else f"a {kind.__name__}"
