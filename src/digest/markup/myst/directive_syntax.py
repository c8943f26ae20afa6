"""The syntax of MyST directives: ```` ```{name} argument ```` or `:::{name}`, options, body.

The body is parsed in place, so that nesting and line numbers stay right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markdown_it.rules_block import StateBlock

from digest.markup.reference.plugin_api import line_text, parse_lines, parse_rest, raw_lines

OPENING = re.compile(r"(`{3,}|~{3,}|:{3,})[ \t]*\{([A-Za-z][\w:.+-]*)\}[ \t]*(.*)")
_FENCE = re.compile(r"(`{3,}|~{3,}|:{3,})(.*)")
_OPTION = re.compile(r":([A-Za-z][\w-]*):(?:[ \t]+(.*)|[ \t]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """One directive; `rows` and `body` are 0-based lines, from the first to before the last."""

    name: str
    argument: str
    argument_at: int
    options: dict[str, str]
    rows: tuple[int, int]
    body: tuple[int, int]
    indent: int

    def get(self, *names: str) -> str:
        """Return the value of the first of some options that is set, or ""."""
        return next((self.options[name] for name in names if name in self.options), "")

    def source(self, state: StateBlock) -> str:
        """Return the body verbatim, without the directive's own indentation."""
        return raw_lines(state, *self.body, self.indent) if self.body[0] < self.body[1] else ""

    def push_body(self, state: StateBlock) -> None:
        """Push the blocks of the body."""
        parse_lines(state, *self.body, indent=self.indent)

    def push_content(self, state: StateBlock) -> None:
        """Push the argument and the body as one text, as in an admonition."""
        if not self.argument:
            self.push_body(state)
        elif self.body[0] == self.rows[0] + 1:
            parse_rest(state, self.rows[0], self.argument_at, self.body[1], indent=self.indent)
        else:
            parse_rest(state, self.rows[0], self.argument_at, self.rows[0] + 1, indent=self.indent)
            self.push_body(state)


def find_close(
    state: StateBlock, start: int, limit: int, is_verbatim: Callable[[str], bool]
) -> int | None:
    """Return the row of the closing fence, or None.

    Fences inside may be as long as the outer one, as people write them: each that has a name is
    closed by the next bare one. Where that does not add up, the first bare fence closes.
    `is_verbatim` returns whether the body of a directive is not Markdown, so that none nests in it.
    """
    opening = OPENING.match(line_text(state, start))
    if opening is None:
        return None
    fence, verbatim = opening[1], is_verbatim(opening[2])
    first_bare: int | None = None
    stack: list[tuple[str, bool]] = [(fence, False)]
    for row in range(start + 1, limit):
        found = _fence_at(state, row)
        if found is None:
            continue
        if first_bare is None and _closes(found, fence):
            first_bare = row
            if verbatim:
                return row
        top, is_code = stack[-1]
        if _closes(found, top):
            stack.pop()
            if not stack:
                return row
        elif not is_code and (found[2].strip() or found[1][0] != ":"):
            stack.append((found[1], _holds_code(found, is_verbatim)))
    return first_bare


def _fence_at(state: StateBlock, row: int) -> re.Match[str] | None:
    position = state.bMarks[row] + state.tShift[row]
    if state.src[position : position + 3] not in {"```", "~~~", ":::"}:
        return None
    return _FENCE.match(line_text(state, row))


def _closes(found: re.Match[str], fence: str) -> bool:
    return found[1].startswith(fence) and not found[2].strip()


def _holds_code(found: re.Match[str], is_verbatim: Callable[[str], bool]) -> bool:
    """Return whether an inner fence holds code, in which no other fence opens."""
    named = OPENING.match(found[0])
    return is_verbatim(named[2]) if named else found[1][0] != ":"


def read_options(state: StateBlock, first: int, stop: int) -> tuple[dict[str, str], int, str]:
    """Return the options, the row after them, and an error message or ""."""
    if first < stop and line_text(state, first).strip() == "---":
        return _read_yaml(state, first, stop)
    options: dict[str, str] = {}
    row, name = first, ""
    while row < stop:
        text = line_text(state, row)
        found = _OPTION.fullmatch(text.rstrip())
        if found:
            name = found[1].lower()
            options[name] = (found[2] or "").strip()
        elif name and text.strip() and state.sCount[row] > state.sCount[row - 1]:
            options[name] = f"{options[name]} {text.strip()}".strip()
        else:
            break
        row += 1
    return options, row, ""


def _read_yaml(state: StateBlock, first: int, stop: int) -> tuple[dict[str, str], int, str]:
    closing = next(
        (row for row in range(first + 1, stop) if line_text(state, row).strip() == "---"), None
    )
    if closing is None:
        return {}, first, ""
    import yaml

    try:
        values = yaml.safe_load(raw_lines(state, first + 1, closing, state.sCount[first]))
    except yaml.YAMLError as error:
        return {}, first, str(getattr(error, "problem", None) or error)
    if not isinstance(values, dict):
        return {}, first if values else closing + 1, "not a mapping" if values else ""
    return {str(key).lower(): _write_value(value) for key, value in values.items()}, closing + 1, ""


def _write_value(value: object) -> str:
    """Return a YAML value as text, as the short form `:key: value` has it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(str(part) for part in value)
    if isinstance(value, bool):
        return "" if value else "false"
    return "" if value is None else str(value)
