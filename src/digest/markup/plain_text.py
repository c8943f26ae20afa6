r"""Plain text → block tree: a page that was flattened into one line, as JSON exports hold it.

Nothing in it is Markdown: only formulas between `\(` and `\)` and whole addresses are recognised.
Every word is kept. The page's own navigation, a run of headings before the first sentence, becomes
a closed `<details>`; the prose is cut at sentence ends into paragraphs; BibTeX becomes code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.config.tables import Config
from digest.core.blocks import Block, Document
from digest.core.diagnostics import Report
from digest.core.html import escape_text, write_attributes
from digest.markup.inline_builder import InlineBuilder
from digest.markup.inline_syntax import match_autolink
from digest.markup.leaf_blocks import make_code, make_paragraph
from digest.markup.math.formula_rules import bad_formula
from digest.markup.math.mathml import convert_tex
from digest.markup.parser_state import ParserState

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


def parse_plain_text(
    text: str, *, path: str, first_line: int, config: Config, report: Report
) -> Document:
    """Return the block tree of plain text that stands on one line of the file `path`."""
    state = ParserState(path=path, first_line=first_line, config=config, report=report)
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


def _make_navigation(text: str, state: ParserState) -> Block:
    line = state.first_line
    return Block(
        kind="container",
        line=line,
        name="details",
        text="Contents of the original page",
        html="Contents of the original page",
        children=_make_lines(text, state),
        attrs=(("fold", "closed"),),
    )


def _find_citations(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets at which each BibTeX entry begins and ends."""
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


def _make_citation(text: str, state: ParserState) -> Block:
    """Return a BibTeX entry as code, with each field on a line of its own."""
    source = text if "\n" in text else _FIELD.sub(",\n  ", text)
    return make_code(source + "\n", "bibtex", state.first_line, state.config.markdown)


def _make_prose(text: str, state: ParserState) -> Iterator[Block]:
    for part in re.split(r"\n\s*\n", text):
        if "\n" in part.strip() and _is_list(part):
            yield from _make_lines(part, state)
            continue
        for paragraph in _cut_paragraphs(part):
            yield from _make_blocks(paragraph, state)


def _is_list(part: str) -> bool:
    """Return whether lines were broken by an author, and not wrapped at a width."""
    lines = [line for line in part.split("\n") if line.strip()]
    return sum(len(line) < _LONG_LINE for line in lines) * 2 > len(lines)


def _make_lines(text: str, state: ParserState) -> tuple[Block, ...]:
    builder = InlineBuilder(lazy_images=False)
    for number, line in enumerate(line for line in text.split("\n") if line.strip()):
        if number:
            builder.add_hard_break()
        _add_text(builder, " ".join(line.split()), state)
    return make_paragraph(builder.finish(), state.first_line)


def _cut_paragraphs(text: str) -> Iterator[str]:
    """Yield the sentences of a text, joined into paragraphs of moderate length."""
    masked = _FORMULA.sub(lambda found: "x" * len(found[0]), text)
    begin = 0
    for start in (*sentence_starts(masked), len(text)):
        while start - begin > _LONGEST:
            cut = _find_cut(masked, begin)
            yield text[begin:cut]
            begin = cut
        if start - begin >= _PARAGRAPH or start == len(text):
            yield text[begin:start]
            begin = start


def _find_cut(text: str, begin: int) -> int:
    """Return the offset at which to end a paragraph without sentences: a colon, comma or space."""
    least, most = begin + _PARAGRAPH, begin + _LONGEST
    for mark in ("; ", ": ", ", ", " "):
        found = text.rfind(mark, least, most)
        if found >= 0:
            return found + len(mark)
    return most


def _make_blocks(text: str, state: ParserState) -> Iterator[Block]:
    """Yield a paragraph; a displayed formula in it becomes a block of its own."""
    displayed = [found for found in _FORMULA.finditer(text) if found[2] is not None]
    position = 0
    for found in displayed:
        yield from _make_lines(text[position : found.start()], state)
        yield _make_formula(found[2], state)
        position = found.end()
    yield from _make_lines(text[position:], state)


def _make_formula(tex: str, state: ParserState) -> Block:
    html = _write_formula(tex, state, display=True)
    return Block(kind="math", line=state.first_line, text=tex.strip(), html=html)


def _write_formula(tex: str, state: ParserState, *, display: bool) -> str:
    html = convert_tex(tex, display=display) if state.config.markdown.math else None
    if html:
        return html
    if state.config.markdown.math:
        diagnostic = bad_formula(tex)
        state.warn(diagnostic.code, diagnostic.message, line=state.first_line, hint=diagnostic.hint)
    return f"<code{write_attributes([('class', 'bad-math')])}>{escape_text(tex.strip())}</code>"


def _add_text(builder: InlineBuilder, text: str, state: ParserState) -> None:
    """Add text in which only formulas and addresses are recognised."""
    position = 0
    while found := _MARK.search(text, position):
        builder.add_text(text[position : found.start()])
        position = found.end()
        if found["formula"]:
            tex = found[2] or found[3] or ""
            builder.add_span("math", _write_formula(tex, state, display=False), tex.strip())
        elif url := match_autolink(re.split(r"\]\(|\{|\}", text[found.start() :], maxsplit=1)[0]):
            builder.open_link(url, line=state.first_line)
            builder.add_text(url)
            builder.close_link()
            position = found.start() + len(url)
        else:
            builder.add_text(found[0])
    builder.add_text(text[position:])


_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_])|(?<=[。！？])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:vs|i\.e|e\.g|etc|cf|al|Dr|Mr|Mrs|Ms|Prof|Fig|Figs|Eq|Sec|No|St|Inc|Ltd|Jr|Sr|approx|resp)"
    r"|\b[A-Za-z]|^\W*\d{1,3}|\s\d{1,2})\.$"
)
_WORD = re.compile(r"\S+")
_LEAST = 300
"""The least length, in characters, of a run of headings taken for a page's navigation."""
_ACRONYM = re.compile(r"\(([A-Z]{2,})s?\)")
_SUBJECT = 3


def sentence_starts(text: str) -> Iterator[int]:
    """Yield the offset of every sentence but the first."""
    for found in _END.finditer(text):
        if _is_end(text, found):
            yield found.end()


def find_prose(text: str) -> int:
    """Return the offset of the first sentence after a flattened navigation, or 0 without one.

    Headings end without a full stop, so a long run without one is not prose. The first sentence
    begins with the capitalised words before its first run of lower-case ones.
    """
    end = next(
        (found.start() for found in _END.finditer(text) if _ends_statement(text, found)), len(text)
    )
    if end < _LEAST or "\n" in text[:end].strip():
        return 0
    words = list(_WORD.finditer(text, 0, end))
    verb = _find_verb(words)
    if verb is None:
        return 0
    start = _subject_start(words, verb)
    return words[start].start() if words[start].start() >= _LEAST else 0


def _is_end(text: str, found: re.Match[str]) -> bool:
    after = text[found.end() : found.end() + 1]
    if after.islower():
        return False
    return not _ABBREVIATION.search(text[max(0, found.start() - 12) : found.start()])


def _ends_statement(text: str, found: re.Match[str]) -> bool:
    """Return whether a statement ends here; headings may be questions, but not statements."""
    return text[found.start() - 1] in ".。" and _is_end(text, found)


def _find_verb(words: list[re.Match[str]]) -> int | None:
    """Return the index of the first lower-case word of the prose at the end of the words."""
    verb, gap = None, 0
    for index in range(len(words) - 1, -1, -1):
        lower = words[index][0][:1].islower()
        gap = 0 if lower else gap + 1
        if gap > _SUBJECT:
            break
        if lower:
            verb = index
    return verb


def _subject_start(words: list[re.Match[str]], verb: int) -> int:
    """Return the index of a sentence's first word, given its verb: the words of an acronym."""
    found = _ACRONYM.fullmatch(words[verb - 1][0]) if verb else None
    size = len(found[1].rstrip("s")) + 1 if found else 1
    return max(verb - size, 0)
