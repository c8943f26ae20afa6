"""Template languages in bodies: substitutions, Liquid's tags, other generators' addresses."""

from __future__ import annotations

import pytest

from digest.markup.parser_state import Resources
from support.dialect_samples import html, read, substituting


def test_template_marks_in_prose_stay_prose() -> None:
    body = "Use {{ name }} and {{question.strip}} or [{{ a.b }}]({{ email_url }})!"
    assert html(body) == f"<p>{body}</p>"


def test_a_substitution_is_inline_markdown() -> None:
    config = substituting(wip="not **done** & [here](/x)", rec="{{ rec }}!")
    page = read("It is {{ wip }}; {{rec}} `{{ wip }}`.", config=config)
    assert page.html == (
        '<p>It is not <strong>done</strong> &amp; <a href="/x">here</a>; {{ rec }}!'
        " <code>{{ wip }}</code>.</p>"
    )
    link = next(span for span in page.document.blocks[0].spans if span.kind == "link")
    assert (link.line, link.column) == (1, 7)


def test_a_substitution_alone_on_its_line_is_blocks() -> None:
    page = read("- {{ two }}\n\n{{ two }}\n", config=substituting(two="# H\n\n- a\n- b"))
    assert [block.kind for block in page.document.blocks] == ["list", "heading", "list"]
    assert [block.line for block in page.document.blocks] == [1, 3, 3]


def test_a_substitution_may_bring_in_another_dialect() -> None:
    page = read("{{ warn }}", config=substituting(warn="```{warning}\nHot {kbd}`x`\n```"))
    assert page.document.blocks[0].name == "warning"
    assert "<kbd>x</kbd>" in page.html


def test_comments_and_raw_and_assign_leave_nothing() -> None:
    body = (
        "{% comment %}\n# hidden\n{% endcomment %}\n"
        '{% assign day = "Friday" %}\nText. {% assign timestamp="0:51" %}\n\n'
        "{% raw %}\n{{ kept }}\n{% endraw %}\n"
    )
    page = read(body)
    assert page.html == "<p>Text.</p>\n<p>{{ kept }}</p>"
    assert page.diagnostics == []


def test_a_listing_of_jekyll_is_code() -> None:
    page = read("{% highlight ruby linenos %}\n# no heading\n{% endhighlight %}\n")
    [block] = page.document.blocks
    assert (block.kind, block.name, block.text) == ("code", "ruby", "# no heading\n")
    assert 'data-n="1"' in block.html


def test_other_tags_are_shown_but_are_no_text() -> None:
    page = read("# A {% if x %} title\n\n{% include a.md v=2 %}\n")
    assert page.document.blocks[0].text == "A  title"
    assert "{% include a.md v=2 %}" in page.html
    assert page.text == "A  title\n"
    assert page.diagnostics == ["1:5 template-tag"]


def test_an_include_is_a_shortcode_where_the_site_has_a_template_of_its_name() -> None:
    own = Resources(shortcodes={"sponsor": "<b>{{ kwargs.by }}</b>", "nothing": ""})
    page = read(
        '{% include snippets/sponsor.html by="Ada & Co" %}\n{% include nothing.md %}\n\n'
        "By {% include_cached 'sponsor.html' by=Eve %} now.\n\n{% include other.html %}\n",
        resources=own,
    )
    assert page.html == (
        "<b>Ada &amp; Co</b>\n\n<p>By <b>Eve</b> now.</p>\n"
        '<p><code class="template-tag">{% include other.html %}</code></p>'
    )
    assert page.diagnostics == ["6:1 template-tag"]
    assert "templates/shortcodes/other.html" in page.hints[0]


def test_tags_in_code_are_left_alone() -> None:
    page = read("`{% x %}`\n\n```\n{% y %}\n```\n")
    assert page.diagnostics == []


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("{{bse}}115311", "https://b.s/a/115311"),
        ("{{ bse }}1", "https://b.s/a/1"),
        ("{{ site.baseurl }}/x", "/x"),
        ("{{site.url}}{{site.baseurl}}/x/(y)", "/x/(y)"),
        ("{{ site.baseurl }}", "/"),
        ('{{ "/img/a.png" | relative_url }}', "/img/a.png"),
        ("{{ '/a' | prepend: site.baseurl }}", "/a"),
        ("{% post_url 2016-07-26-name %}", "ref:2016-07-26-name"),
        ("{% link _posts/a.md %}#x", "ref:_posts/a.md#x"),
        ("{filename}/a b.md", None),
        ("{filename}a.md", "ref:a.md"),
        ("|filename|a.md", "ref:a.md"),
        ("{static}/a.png", "/a.png"),
        ("{tag}rust", "/tags/rust/"),
        ("@/posts/a.md#x", "ref:posts/a.md#x"),
    ],
)
def test_addresses_of_other_generators(address: str, url: str | None) -> None:
    page = read(f'{{% assign bse = "https://b.s/a/" %}}\n\n[text]({address} "T") end')
    assert page.urls[:1] == ([url] if url else [])
    assert page.text.startswith("text" if url else "[text]")


def test_templated_links_keep_their_places_and_their_markup() -> None:
    page = read("See ![i]({{ site.url }}/i.png) or\n[a **b**]({{ site.url }}/x).")
    spans = [s for s in page.document.blocks[0].spans if s.kind in {"link", "image"}]
    assert [(s.kind, s.line, s.column) for s in spans] == [("image", 1, 5), ("link", 2, 1)]
    assert '<a href="/x">a <strong>b</strong></a>' in page.html


def test_definitions_and_raw_tags_are_filled_too() -> None:
    page = read('[r] <img src="{{ site.baseurl }}/i.png">\n\n[r]: {{site.baseurl}}/y\n')
    assert page.urls == ["/y", "/i.png"]


@pytest.mark.parametrize(
    "line", ["[TOC]", "[toc]", "[[_TOC_]]", "{:toc}", "* TOC\n{:toc}", "1. x\n{: toc .a}", "${toc}"]
)
def test_requests_for_a_table_of_contents_are_left_out(line: str) -> None:
    assert html(f"a\n\n{line}\n\nb\n") == "<p>a</p>\n<p>b</p>"


def test_words_in_brackets_are_no_request() -> None:
    assert "[TOC] is here" in html("[TOC] is here\n")
