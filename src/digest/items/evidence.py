"""What a node may look like: every kind of evidence for or against its being an entry.

Record extraction from pages rests on two observations (MDR, DEPTA, VIPS): entries stand beside
others of their shape, and each has parts that vary while its frame repeats. So most evidence is
shared: a node counts by itself, with its siblings, and with all nodes of its shape in the post
(see `cut`). What is said of one node alone, such as that its heading announces jobs, is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

MEANINGS = {
    "heading": "a heading",
    "bold-line": "a bold line",
    "numbered-line": "a numbered line",
    "bold-lead": "bold words open it",
    "link-line": "a line that is a link",
    "date-line": "a line that is a date",
    "colon-line": "a short line that ends in a colon",
    "list-entry": "an entry of a list",
    "table-row": "a row of a table",
    "paragraph": "a paragraph",
    "term": "a term with its definition",
    "unlinked-line": "no line of its kind has a link",
    "post": "the post itself",
    "title-is-link": "its title is a link",
    "title-has-link": "its title holds a link",
    "numbered": "it is numbered",
    "dated": "it begins with a date",
    "link-first": "a link opens it",
    "bold-first": "bold words open it",
    "reference-first": "a reference opens it",
    "link-inside": "a link stands in it",
    "link-below": "links stand below it",
    "no-link": "it has no link",
    "only-local-links": "its links stay in the page",
    "stays-on-site": "its links stay on the site",
    "none-links": "nor have its neighbours",
    "told": "it says something at length",
    "headline": "it reads as a headline",
    "one-word": "its title is one word",
    "category": "its name is that of a kind of entries",
    "part": "its name is that of a part of an entry",
    "chapter": "its name is that of a chapter",
    "recurring-part": "it is a part that recurs under its neighbours",
    "title-recurs": "its title recurs in the post",
    "ends-in-colon": "it ends in a colon",
    "no-title": "it has no title",
    "generic-title": "its link says nothing of what it leads to",
    "prose": "text stands under it",
    "much-prose": "much text stands under it",
    "prose-links": "that text has links",
    "ends-in-link": "its text ends in a link that leads on",
    "lists-links": "it is little but a list of links",
    "lists-facts": "its list has labels such as code, paper, source",
    "only-subheadings": "only headings stand under it",
    "has-subheadings": "headings stand under it",
    "parts-recur": "its parts recur under its neighbours",
    "numbered-below": "the headings under it are numbered",
    "holds-lines": "lines under it stand over parts of it",
    "mostly-listed": "most of it is a list",
    "only-list": "nothing but a list stands under it",
    "each-paragraph-links": "each of several paragraphs has a link",
    "odd-one-out": "its neighbours are links and it is a list",
    "neighbours-list": "it is mostly a list, as its neighbours are",
    "innermost": "no heading with text is deeper",
    "alone": "it stands alone",
    "two": "it is one of two",
    "several": "several stand beside it",
    "beside-links": "its neighbours are links",
    "nested": "it is nested",
    "ordered": "its list is numbered",
    "nests-list": "a list is nested in it",
    "parted-by-bars": "bars part its words",
    "beside-prose": "long text stands beside the list",
    "after-colon": "the line before it ends in a colon",
    "preamble": "it stands before the first heading",
    "beside-list": "a list stands beside it",
    "above-headings": "headings stand after it",
    "beside-entries": "the post lists entries elsewhere",
    "only-paragraphs": "the post is paragraphs that link",
    "neighbours-ask": "its neighbours ask something of the reader",
    "short": "it is short",
    "long": "it is long",
    "label-recurs": "its label recurs in other lists",
    "fact": "it is only a label and its value",
    "labelled-link": "a label such as “Paper:” stands before its link",
    "person": "it is a person's name",
    "asks": "it asks something of the reader",
    "boilerplate": "a heading that announces no entries",
    "contents": "a table of contents",
    "references": "the references of an article",
    "gathering-title": "the title is a digest's",
    "boilerplate-title": "the title is that of a page about the digest",
    "dated-post": "the post has a date",
    "chaptered": "its headings are those of chapters",
    "few-links": "it has few links",
    "much-code": "it has much code",
    "linkless-sections": "most of its sections have no link",
    "names-source": "it names its source",
    "long-sections": "its sections are long",
    "linked-lists": "most links stand in lists",
    "nothing-new": "it says there is nothing new",
    "asks-inside": "its text asks something of the reader",
    "date-only": "it is only a date",
    "signs-off": "it ends the issue",
}
"""What each name of evidence means; `weights.toml` says what each is worth."""

NAMES = tuple(MEANINGS)
BIT = {name: 1 << at for at, name in enumerate(NAMES)}


def names_of(bits: int) -> Iterator[str]:
    """Yield the names of a set of evidence."""
    for at, name in enumerate(NAMES):
        if bits >> at & 1:
            yield name


def bits_of(names: Iterable[str]) -> int:
    """Return a set of evidence as bits."""
    bits = 0
    for name in names:
        bits |= BIT[name]
    return bits


OWN = bits_of(
    (
        "recurring-part",
        "asks",
        "asks-inside",
        "odd-one-out",
        "boilerplate",
        "contents",
        "references",
        "nothing-new",
        "date-only",
        "signs-off",
        "person",
        "fact",
        "label-recurs",
    )
)
"""Evidence that says nothing of a node's neighbours."""
