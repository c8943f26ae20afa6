"""MyST directives in a body: finds each, reads its options, and hands it to its kind."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from digest.core.codes import Code
from digest.markup.myst.grammar import OPENING, Directive, find_close, read_options
from digest.markup.myst.kinds import is_verbatim, push_directive
from digest.markup.reference.tokens import INTERRUPTS, Fault, last_row, line_text, warn_block


def directives_plugin(md: MarkdownIt) -> None:
    """Teach a parser directives."""
    md.block.ruler.before("table", "directive", _block, {"alt": INTERRUPTS})


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if state.src[position : position + 3] not in {"```", "~~~", ":::"}:
        return False
    opening = OPENING.match(line_text(state, start))
    if opening is None or state.is_code_block(start) or opening[1] in opening[3]:
        return False
    if silent:
        return True
    limit = last_row(state, start, end)
    close = find_close(state, start, limit, is_verbatim)
    if close is None:
        warn_block(state, start, _unclosed_fault(opening[2], opening[1]))
    stop = limit if close is None else close
    options, first, faulty = read_options(state, start + 1, stop)
    if faulty:
        warn_block(state, start + 1, _options_fault(opening[2], faulty))
    while first < stop and state.isEmpty(first):
        first += 1
    directive = Directive(
        name=opening[2],
        argument=opening[3].strip(),
        argument_at=position + opening.start(3),
        options=options,
        rows=(start, stop if close is None else stop + 1),
        body=(first, stop),
        indent=state.sCount[start],
    )
    push_directive(state, directive)
    state.line = directive.rows[1]
    return True


def _unclosed_fault(name: str, fence: str) -> Fault:
    return Fault(
        code=Code.UNCLOSED_DIRECTIVE,
        name=name,
        message=f'the directive "{name}" is never closed',
        hint=f'write "{fence}" on a line of its own where it ends',
    )


def _options_fault(name: str, problem: str) -> Fault:
    return Fault(
        code=Code.BAD_DIRECTIVE,
        name=f"{name} {problem}",
        message=f'the options of the directive "{name}" are not valid YAML: {problem}',
        hint='write each option on a line of its own: ":width: 80%"',
    )
