"""MyST roles, comments, targets and cross references; citations of a bibliography."""

from __future__ import annotations

import pytest

from digest.markup.myst.citations import read_bibliography
from digest.markup.myst.cross_references import make_id, make_reference, split_reference
from digest.markup.parser_state import Resources
from support.dialect_samples import html, read
from support.markup_samples import with_markdown

BIB = """
@article{heaven, title={The {Golden Age} of \\emph{Open} source}, year=2023,
  author={Heaven, Will Douglas and M\\"uller, K. and Doe, Jane}, journal={Review}, doi={10.1/x}}
@misc{openai, title={GPT-4 \\& more}, author={OpenAI}, year={2023}, howpublished={\\url{https://o.ai}}}
@book{two, title={Two}, author={A One and B Other}}
"""
FILES = Resources(bibliography={"refs.bib": BIB})


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("{sub}`2`", "<sub>2</sub>"),
        ("{sup}`2`", "<sup>2</sup>"),
        ("{kbd}`Ctrl+C`", "<kbd>Ctrl</kbd>+<kbd>C</kbd>"),
        ("{abbr}`AI (Artificial Intelligence)`", '<abbr title="Artificial Intelligence">AI</abbr>'),
        ("{code}`a < b`", "<code>a &lt; b</code>"),
        ("{py:class}`Foo`", "<code>Foo</code>"),
        ("{guilabel}`OK`", '<span class="label">OK</span>'),
        ("{menuselection}`File --> Open`", '<span class="menu">File › Open</span>'),
        ("{term}`SotA`", '<em class="term">SotA</em>'),
        ("{strong}`a *b*`", "<strong>a <em>b</em></strong>"),
        ("{pep}`8`", '<a href="https://peps.python.org/pep-0008/">PEP 8</a>'),
        ("{download}`the file <a.zip>`", '<a href="a.zip">the file</a>'),
        ("{doc}`Title <../a/b>`", '<a href="ref:../a/b">Title</a>'),
        ("{ref}`other-label`", '<a href="ref:other-label">other label</a>'),
        ("{index}`x; y`", ""),
        ("`` {sub}`2` ``", "<code>{sub}`2`</code>"),
        ("\\{sub}`2`", "{sub}<code>2</code>"),
    ],
)
def test_roles(role: str, shown: str) -> None:
    page = read(f"a {role} b")
    assert page.html == f"<p>a {shown} b</p>"
    assert page.diagnostics == []


def test_an_unknown_role_shows_its_text_and_is_reported_once() -> None:
    page = read("a {nope}`x < y` {nope}`z`")
    assert page.html == "<p>a x &lt; y z</p>"
    assert page.text == "a x < y z"
    assert page.diagnostics == ["1:3 unknown-role"]


def test_comments_go_and_end_paragraphs_but_not_code() -> None:
    body = "text\n% gone\nmore\n\n% gone\n% too\n\n    % kept\n\n```\n% kept\n```\n"
    page = read(body)
    assert page.html.count("gone") == page.html.count("too") == 0
    assert page.html.count("% kept") == 2
    assert [block.kind for block in page.document.blocks] == [
        "paragraph",
        "paragraph",
        "code",
        "code",
    ]


def test_a_per_cent_sign_at_the_start_of_a_wrapped_line_is_text() -> None:
    assert html("about 50\n% of it, 100%s") == "<p>about 50\n% of it, 100%s</p>"


def test_breaks_between_cells_go() -> None:
    assert html('a\n+++\nb\n\n+++ {"tags": []}\n') == "<p>a</p>\n<p>b</p>"


def test_labels_lead_to_the_block_below_them() -> None:
    page = read(
        "(start)=\n## The *Start*\n\n[](start) [t](start) {ref}`start` {ref}`see <start>` "
        "[](#the-start) [u](#the-start)\n\n(para)=\nA paragraph. [](para)\n"
    )
    assert page.document.labels == (("start", "start"), ("para", "para"))
    assert page.html.count('<a href="#start">The Start</a>') == 3
    assert page.html.count('href="#start"') == 7  # with the heading's own
    assert '<p id="para">' in page.html
    assert page.diagnostics == []


def test_links_without_text_are_named_by_their_target() -> None:
    page = read("## One two\n\n[](#one-two) and [](fine-tuning) and [](other.md)")
    assert '<a href="#one-two">One two</a>' in page.html
    assert '<a href="ref:fine-tuning">fine tuning</a>' in page.html
    assert page.urls[-1] == "other.md"


def test_references_to_nothing_in_this_body_are_reported() -> None:
    page = read("(here)=\n# H\n\nSee {eq}`gone` and {numref}`gone`.")
    assert page.diagnostics == ["4:5 unresolved-reference"]
    assert page.hints == ['write "(gone)=" above its target, or use one of: here']


def test_addresses_for_the_site_can_be_read_back() -> None:
    assert split_reference(make_reference("a b/c.md#über x")) == ("a b/c.md", "über x")
    assert split_reference("https://x.y") is None
    assert make_id("LLMs landscape") == "llms-landscape"


def test_citations_name_author_and_year() -> None:
    page = read("A {cite}`heaven,openai`; {cite:t}`two`; {cite:author}`openai`.", resources=FILES)
    assert page.text == "A (Heaven et al., 2023; OpenAI, 2023); One and Other (n.d.); OpenAI."
    assert 'href="https://doi.org/10.1/x" title="The Golden Age of Open source"' in page.html
    assert page.diagnostics == []


def test_a_bibliography_lists_what_is_cited() -> None:
    page = read("{cite}`openai`\n\n```{bibliography}\n```\n\n{cite:p}`heaven`", resources=FILES)
    listed = page.document.blocks[1]
    assert listed.html == (
        '<ul class="references">\n'
        '<li id="ref-heaven">Will Douglas Heaven, K. Müller and Jane Doe (2023). '
        '<a href="https://doi.org/10.1/x">The Golden Age of Open source</a>. <em>Review</em>.</li>\n'
        '<li id="ref-openai">OpenAI (2023). <a href="https://o.ai">GPT-4 &amp; more</a>.</li>\n</ul>'
    )
    assert 'href="#ref-heaven"' in page.html
    assert [span.url for span in listed.spans] == ["https://doi.org/10.1/x", "https://o.ai"]


def test_unknown_keys_show_themselves_each_reported_once() -> None:
    page = read("{cite}`a` {cite}`heaven,b` {cite}`a`", resources=FILES)
    assert page.text == "[a] (Heaven et al., 2023; [b]) [a]"
    assert page.diagnostics == ["1:1 unknown-citation", "1:11 unknown-citation"]


def test_the_hint_for_an_unknown_key_names_the_file() -> None:
    page = read("{cite}`a`", config=with_markdown(bibliography=("refs.bib",)), resources=FILES)
    assert page.hints == ['add "@misc{a, …}" to refs.bib']
    assert "bibliography = [" in read("{cite}`a`").hints[0]


def test_a_faulty_bibliography_gives_what_it_can() -> None:
    found = read_bibliography({"x.bib": BIB + "\n@misc{open, title={x\n", "y.bib": "junk"})
    assert sorted(found.entries) == ["heaven", "open", "openai", "two"]
    [(path, line, _)] = found.problems
    assert (path, line > 5) == ("x.bib", True)
    twice = read_bibliography({"x.bib": "@misc{a, title={A}}\n@misc{a, title={B}}"})
    assert len(twice.problems) == 1


def test_citations_of_pandoc_need_a_known_key() -> None:
    page = read("As [see @two, p. 3; -@openai; @gone] and [@someone] or [@x](/y).", resources=FILES)
    assert page.text == ("As (see One and Other, n.d., p. 3; 2023; [gone]) and [@someone] or @x.")
    assert page.diagnostics == ["1:4 unknown-citation"]
