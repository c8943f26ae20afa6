r"""Plain text → block tree: a page that was flattened into one line, as JSON exports hold it.

Nothing in it is Markdown: only formulas between `\(` and `\)` and whole addresses mean anything.
Every word is kept. The page's own navigation, a run of headings before the first sentence, is
folded away; the prose is cut at sentence ends into paragraphs; a citation stays as code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.config.tables import Config
from digest.core.blocks import Block, Document
from digest.core.diagnostics import Report
from digest.core.html import escape_text, write_attributes
from digest.markup.barelinks import find_address
from digest.markup.builder import InlineBuilder
from digest.markup.leaves import make_code, make_paragraph
from digest.markup.math.formulas import fault_of
from digest.markup.math.mathml import convert_tex
from digest.markup.sentences import find_prose, sentence_starts
from digest.markup.state import MarkupState

_FORMULA = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_ADDRESS = re.compile(r"(?<![A-Za-z0-9.+-])https?://", re.IGNORECASE)
_MARK = re.compile(f"(?P<formula>{_FORMULA.pattern})|(?P<address>{_ADDRESS.pattern})", re.DOTALL)
_CITATION = re.compile(
    r"@(?:article|book|inproceedings|misc|online|techreport|phdthesis|software)\s*"
    r"\{[^\s{},]*\s*,\s*\w+\s*=",
    re.IGNORECASE,
)
_FIELD = re.compile(r",\s*(?=[A-Za-z_]+\s*=)")
_PARAGRAPH = 600
_LONGEST = 1500
_LONG_LINE = 100


def parse_plain(
    text: str, *, path: str, first_line: int, config: Config, report: Report
) -> Document:
    """Give the block tree of plain text that stands on one line of the file `path`."""
    state = MarkupState(path=path, first_line=first_line, config=config, report=report)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    start = find_prose(text)
    blocks: list[Block] = []
    if start:
        blocks.append(_make_navigation(text[:start], state))
    position = start
    for begin, end in _find_citations(text, start):
        blocks += _make_prose(text[position:begin], state)
        blocks.append(_make_citation(text[begin:end], state))
        position = end
    blocks += _make_prose(text[position:], state)
    return Document(blocks=tuple(blocks))


def _make_navigation(text: str, state: MarkupState) -> Block:
    line = state.first_line
    return Block(
        kind="container", line=line, name="details", text="Contents of the original page",
        html="Contents of the original page", children=_make_lines(text, state),
        attrs=(("fold", "closed"),),
    )  # fmt: skip


def _find_citations(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Give where each BibTeX entry begins and ends."""
    position = start
    while found := _CITATION.search(text, position):
        depth = 0
        position = found.end()
        for mark in re.compile(r"[{}]").finditer(text, found.start()):
            depth += 1 if mark[0] == "{" else -1
            if depth == 0:
                position = mark.end()
                yield found.start(), position
                break


def _make_citation(text: str, state: MarkupState) -> Block:
    """Show a BibTeX entry as people write it: a field on each line."""
    source = text if "\n" in text else _FIELD.sub(",\n  ", text)
    return make_code(source + "\n", "bibtex", state.first_line, state.config.markdown)


def _make_prose(text: str, state: MarkupState) -> Iterator[Block]:
    for part in re.split(r"\n\s*\n", text):
        if "\n" in part.strip() and _is_list(part):
            yield from _make_lines(part, state)
            continue
        for paragraph in _cut_paragraphs(part):
            yield from _make_blocks(paragraph, state)


def _is_list(part: str) -> bool:
    """Tell lines that an author broke from text that was wrapped to a width."""
    lines = [line for line in part.split("\n") if line.strip()]
    return sum(len(line) < _LONG_LINE for line in lines) * 2 > len(lines)


def _make_lines(text: str, state: MarkupState) -> tuple[Block, ...]:
    builder = InlineBuilder(lazy_images=False)
    for number, line in enumerate(line for line in text.split("\n") if line.strip()):
        if number:
            builder.add_hard_break()
        _add_text(builder, " ".join(line.split()), state)
    return make_paragraph(builder.finish(), state.first_line)


def _cut_paragraphs(text: str) -> Iterator[str]:
    """Give the sentences of a text, gathered into paragraphs of moderate length."""
    masked = _FORMULA.sub(lambda found: "x" * len(found[0]), text)
    begin = 0
    for start in (*sentence_starts(masked), len(text)):
        while start - begin > _LONGEST:
            cut = _cut_of(masked, begin)
            yield text[begin:cut]
            begin = cut
        if start - begin >= _PARAGRAPH or start == len(text):
            yield text[begin:start]
            begin = start


def _cut_of(text: str, begin: int) -> int:
    """Give where to end a paragraph that has no sentence end: at a colon, comma, or space."""
    least, most = begin + _PARAGRAPH, begin + _LONGEST
    for mark in ("; ", ": ", ", ", " "):
        found = text.rfind(mark, least, most)
        if found >= 0:
            return found + len(mark)
    return most


def _make_blocks(text: str, state: MarkupState) -> Iterator[Block]:
    """Give a paragraph; a displayed formula in it becomes a block of its own."""
    displayed = [found for found in _FORMULA.finditer(text) if found[2] is not None]
    position = 0
    for found in displayed:
        yield from _make_lines(text[position : found.start()], state)
        yield _make_formula(found[2], state)
        position = found.end()
    yield from _make_lines(text[position:], state)


def _make_formula(tex: str, state: MarkupState) -> Block:
    html = _write_formula(tex, state, display=True)
    return Block(kind="math", line=state.first_line, text=tex.strip(), html=html)


def _write_formula(tex: str, state: MarkupState, *, display: bool) -> str:
    html = convert_tex(tex, display=display) if state.config.markdown.math else None
    if html:
        return html
    if state.config.markdown.math:
        fault = fault_of(tex)
        state.warn(fault.code, fault.message, line=state.first_line, hint=fault.hint)
    return f"<code{write_attributes([('class', 'bad-math')])}>{escape_text(tex.strip())}</code>"


def _add_text(builder: InlineBuilder, text: str, state: MarkupState) -> None:
    """Add text in which formulas and addresses mean something, and nothing else does."""
    position = 0
    while found := _MARK.search(text, position):
        builder.add_text(text[position : found.start()])
        position = found.end()
        if found["formula"]:
            tex = found[2] or found[3] or ""
            builder.add_span("math", _write_formula(tex, state, display=False), tex.strip())
        elif url := find_address(re.split(r"\]\(|\{|\}", text[found.start() :], maxsplit=1)[0]):
            builder.open_link(url, line=state.first_line)
            builder.add_text(url)
            builder.close_link()
            position = found.start() + len(url)
        else:
            builder.add_text(found[0])
    builder.add_text(text[position:])
