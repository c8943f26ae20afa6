"""The rule about Markdown characters that stay visible: unclosed, or kept apart by a space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from digest.core.blocks import Block, Document
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.markup.block_contents import walk_blocks

_LEAVES = frozenset({"paragraph", "heading", "cell", "term"})
_HIDDEN = frozenset({"code", "math", "html"})
_SUSPECT = re.compile(r"`|\*\*|\]\s?[(\[]")
_TEX_QUOTES = re.compile(r"``[^`]*?''|`[^`']*'")
_BOLD = re.compile(r"(?<!\*)\*\*(?!\*)")
_MEANT = re.compile(r"\w\*\*\w|\w \*\* \w|\*\*(?:kw|opt|arg|param|env)\w*|\*\*[/.]|[/.]\*\*")
"""Two asterisks that are no Markdown: a power, an argument, a pattern of file names."""
_SPLIT_LINK = re.compile(r"\[(?P<text>[^\[\]]{3,})\]\s\((?=https?://)")
_SHOWN_LINK = re.compile(r"\]\((?:https?://|mailto:|\.{0,2}/\w|#\w)")
_SPACED_ADDRESS = re.compile(r"""\]\([^()\s"']+ [^()\n"']*\)""")
_LOST_REFERENCE = re.compile(
    r"(?<![\w\]!])\[(?=[^\[\]]*[^\W\d_]{2})[^\[\]]+\]\[(?P<label>[^\[\]]*)\](?!\()"
)
_AROUND = 12


class _Finding(NamedTuple):
    at: int
    sign: str
    message: str
    hint: str


def find_unbalanced_markup(
    path: str, document: Document, lines: tuple[int, str], report: Report
) -> None:
    """Report Markdown characters that readers will see, once for each kind and leaf block."""
    first, body = lines
    if not _SUSPECT.search(body):
        return
    source = body.split("\n")
    leaves = [b for b in walk_blocks(document.blocks) if b.line and not b.children]
    ends = [*(block.line for block in leaves[1:]), first + len(source)]
    for leaf, end in zip(leaves, ends, strict=False):  # no leaves, where all is an import
        text = leaf.text
        if leaf.kind not in _LEAVES or not ("`" in text or "**" in text or "]" in text):
            continue
        if not _SUSPECT.search(text):
            continue
        until = max(end - first, leaf.line - first + 1)
        written = source[leaf.line - first : until]
        for found in _judge(_mask(leaf), "\n".join(written)):
            line, column = _place(found, leaf, written)
            report.add(
                Code.UNBALANCED_MARKUP,
                path,
                found.message,
                line=line,
                column=column,
                hint=found.hint,
            )


def _mask(leaf: Block) -> str:
    """Return the text of a leaf with code, formulas and raw HTML replaced by spaces."""
    text = leaf.text
    for span in leaf.spans:
        if span.kind in _HIDDEN:
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _judge(text: str, written: str) -> Iterator[_Finding]:
    """Yield what is wrong with a text; what its author escaped is meant as it is."""
    without_quotes = _TEX_QUOTES.sub(lambda quoted: " " * len(quoted[0]), text)
    if without_quotes.count("`") % 2 and "\\`" not in written:
        at = without_quotes.index("`")
        yield _Finding(at, "`", "a ` has no partner", "close the code, or write \\`")
    if (bold := _find_bold(text)) is not None and "\\*" not in written:
        hint = "close it, or put a space between ** and the letters outside"
        yield _Finding(bold, "**", "the ** is shown as it is", hint)
    if (shown := _SHOWN_LINK.search(text)) and "\\" not in written:
        hint = "write [text](address), brackets within the text in pairs"
        if _SPACED_ADDRESS.match(text, shown.start()):
            hint = "write %20 for the spaces in its address"
        yield _Finding(shown.start(), "](", "a link is shown as it is written", hint)
    if (lost := _LOST_REFERENCE.search(text)) and "\\" not in written:
        label = lost["label"] or lost[0][1:-3]
        hint = f'write "[{label}]: https://…" on a line of its own'
        message = f'nobody wrote the address of "{lost[0]}"'
        yield _Finding(lost.start(), lost[0], message, hint)
    if split := _SPLIT_LINK.search(text):
        hint = f'write "[{split["text"]}](…" without a space'
        yield _Finding(
            split.start(), "[", "a space parts the text of a link from its address", hint
        )


def _find_bold(text: str) -> int | None:
    """Return the offset of the first ** that was meant to make something bold."""
    if "**" not in text:
        return None
    rest = _MEANT.sub(lambda meant: " " * len(meant[0]), text)
    for found in _BOLD.finditer(rest):
        before, after = rest[found.start() - 1 : found.start()], rest[found.end() : found.end() + 1]
        if (before and not before.isspace()) or (after and not after.isspace()):
            return found.start()
    return None


def _place(found: _Finding, leaf: Block, written: list[str]) -> tuple[int, int]:
    """Return line and column of a finding: found by the letters behind it, else by those before."""
    text = leaf.text
    after = text[found.at : found.at + len(found.sign) + _AROUND].split("\n")[0]
    before = text[max(0, found.at - _AROUND) : found.at + len(found.sign)].split("\n")[-1]
    for needle, offset in ((after, 0), (before, len(before) - len(found.sign))):
        for row, line in enumerate(written):
            if (column := line.find(needle)) >= 0:
                return leaf.line + row, column + offset + 1
    return leaf.line, 0
