"""Shortcodes: those built in, a site's own, unknown and broken ones, inside and outside code."""

from __future__ import annotations

import pytest

from digest.markup.dialects.embeds import make_gist, make_post, make_vimeo, make_youtube
from digest.markup.dialects.shortcode_syntax import find_tags, read_tag
from digest.markup.parser_state import Resources
from support.dialect_samples import html, read


def test_arguments_are_read_in_every_form() -> None:
    source = '{{< box one "two \\"2\\"" `raw "x"` key=plain other="a b" />}}'
    tag = read_tag(source, 0, len(source))
    assert tag is not None
    assert tag.args == ("one", 'two "2"', 'raw "x"')
    assert tag.kwargs == {"key": "plain", "other": "a b"}
    assert (tag.alone, tag.closes, tag.end) == (True, False, len(source))


@pytest.mark.parametrize(
    "source", ["{{ x }}", "{{<x", '{{< x "open >}}', "{{< x %}}", "{{< >}}", "{{</* x */>}}"]
)
def test_what_is_not_a_tag_is_none(source: str) -> None:
    assert list(find_tags(source, 0, len(source))) == []


def test_highlight_is_verbatim() -> None:
    page = read(
        '{{< highlight python "linenos=inline, style=monokai, hl_lines=2" >}}\n'
        "# a comment, no *heading*\nx = 1\n{{< / highlight >}}\n"
    )
    [block] = page.document.blocks
    assert (block.kind, block.name) == ("code", "python")
    assert block.text == "# a comment, no *heading*\nx = 1\n"
    assert 'data-n="1"' in block.html
    assert page.diagnostics == []


def test_highlight_in_a_list_entry_loses_its_indentation() -> None:
    page = read("- x\n\n  {{< highlight go >}}\n  if x {\n      y()\n  }\n  {{< /highlight >}}\n")
    [_, code] = page.document.blocks[0].children[0].children
    assert code.text == "if x {\n    y()\n}\n"


def test_highlight_on_one_line_is_code() -> None:
    [block] = read("{{< highlight go >}}x := 1{{< /highlight >}}").document.blocks
    assert (block.kind, block.text) == ("code", "x := 1\n")


def test_figure_has_a_caption_of_markdown() -> None:
    page = read(
        '{{< figure src="/a.png" alt="A" width="300" caption="By *Ann*" attr="CC" attrlink="/l" >}}'
    )
    assert page.html == (
        '<figure><img src="/a.png" alt="A" width="300" loading="lazy" decoding="async">'
        '<figcaption>By <em>Ann</em> <a href="/l">CC</a></figcaption></figure>'
    )
    [block] = page.document.blocks
    assert block.text == "A\nBy Ann CC"
    assert [(s.kind, block.text[s.start : s.end]) for s in block.spans] == [
        ("image", "A"), ("emphasis", "Ann"), ("link", "CC"),
    ]  # fmt: skip


def test_figure_over_several_lines() -> None:
    assert '<img src="/a.png"' in html('{{< figure\n  src="/a.png"\n  caption="C"\n>}}\n')


def test_figure_within_a_sentence_is_an_image() -> None:
    assert html('See {{< figure src="a.png" alt="A" >}} here.') == (
        '<p>See <img src="a.png" alt="A" loading="lazy" decoding="async"> here.</p>'
    )


def test_boxes_hold_markdown_with_its_true_lines() -> None:
    page = read("{{< notice warning >}}\n# H\n\n[a](https://x.y)\n{{< /notice >}}\n")
    [box] = page.document.blocks
    assert (box.kind, box.name) == ("container", "warning")
    heading, paragraph = box.children
    assert (heading.kind, heading.line) == ("heading", 2)
    assert (paragraph.spans[0].line, paragraph.spans[0].column) == (4, 1)


def test_boxes_nest_also_within_themselves() -> None:
    page = read(
        '{{< details "A" >}}\none\n{{< details "B" >}}\ntwo\n{{< /details >}}\n{{< /details >}}\n'
    )
    outer = page.document.blocks[0]
    assert (outer.text, outer.children[1].text) == ("A", "B")
    assert page.html.count("<details") == 2


def test_a_box_on_one_line_or_with_text_beside_its_tags() -> None:
    assert "<p>a <strong>b</strong></p>" in html("{{< notice >}}a **b**{{< /notice >}}")
    assert "<p>a\nb</p>" in html("{{< notice >}} a\nb {{< /notice >}}")


def test_players_need_no_script_and_no_cookie() -> None:
    page = read("{{< youtube dQw4w9WgXcQ >}}\n\n{{< vimeo 1234567 >}}\n")
    assert 'src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"' in page.html
    assert 'src="https://player.vimeo.com/video/1234567?dnt=1"' in page.html
    assert page.html.count('loading="lazy"') == 2
    assert "<script" not in page.html
    assert page.urls == ["https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://vimeo.com/1234567"]


@pytest.mark.parametrize(
    ("made", "url"),
    [
        (make_youtube("https://youtu.be/dQw4w9WgXcQ?t=3"), "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        (make_vimeo("https://vimeo.com/12"), "https://vimeo.com/12"),
        (make_post("SanDiegoZoo", "1453110110599868418"), "https://x.com/SanDiegoZoo/status/1453110110599868418"),
        (make_post("https://twitter.com/a/status/12", ""), "https://x.com/a/status/12"),
        (make_post("12", ""), "https://x.com/i/status/12"),
        (make_gist("spf13", "7896402", "img.html"), "https://gist.github.com/spf13/7896402#file-img-html"),
    ],
)  # fmt: skip
def test_embeds_lead_to_their_page(made: object, url: str) -> None:
    assert getattr(made, "url", None) == url


def test_cards_within_a_sentence_are_links() -> None:
    assert html('See {{< tweet user="a" id="12" >}}.') == (
        '<p>See <a href="https://x.com/a/status/12" rel="noopener">Post by @a on X</a>.</p>'
    )


def test_mermaid_stays_readable() -> None:
    body = "{{< mermaid >}}\ngraph TD; A-->B\n{{< /mermaid >}}"
    assert html(body) == '<pre class="mermaid">graph TD; A--&gt;B</pre>'


def test_references_become_addresses_for_the_site() -> None:
    page = read('[t]({{< ref "posts/a b.md#x" >}}) and [u]({{% relref "b.md" %}} "T").')
    assert page.urls == ["ref:posts/a%20b.md#x", "ref:b.md"]
    assert page.text == "t and u."
    assert page.document.blocks[0].spans[1].title == "T"


def test_escaped_tags_and_tags_in_code_are_shown() -> None:
    page = read(
        "{{</* youtube x */>}}, `{{< nope >}}`\n\n    {{< nope >}}\n\n```\n{{< nope >}}\n```\n"
    )
    assert "<p>{{&lt; youtube x &gt;}}, <code>{{&lt; nope &gt;}}</code></p>" in page.html
    assert page.html.count("{{&lt; nope &gt;}}") == 3
    assert page.diagnostics == []


def test_unknown_ones_stay_visible_and_are_reported_once() -> None:
    page = read('A {{< nope a="1" >}} b.\n\n{{< nope >}}\n**in**\n{{< /nope >}}\n')
    assert '{{&lt; nope a="1" &gt;}}' in page.html
    assert "<p><strong>in</strong></p>" in page.html
    assert page.document.blocks[0].text == "A  b."
    assert page.diagnostics == ["1:3 unknown-shortcode"]
    assert "templates/shortcodes/nope.html" in page.hints[0]


def test_unclosed_and_unopened_ones_are_reported() -> None:
    page = read("{{< details >}}\ntext\n\n{{< /notice >}}\n")
    assert page.diagnostics == ["1:1 unclosed-shortcode", "4:1 unclosed-shortcode"]
    assert "text" in page.html
    assert page.hints[0] == 'write "{{< /details >}}" where it ends'


OWN = Resources(
    shortcodes={
        "box": '<div class="{{ args[0] }}" data-k="{{ kwargs.k }}">{{ inner }}</div>',
        "raw": "<i>{{ inner_markdown }}</i>",
        "year": "{{ get(0) }}",
        "broken": "{{ nothing.here }}",
    }
)


def test_a_sites_own_shortcodes_get_arguments_and_inner_html() -> None:
    page = read('{{< box "a&b" k=1 >}}\n**x** & [y](https://z.w)\n{{< /box >}}\n', resources=OWN)
    assert page.html == (
        '<div class="a&amp;b" data-k="1">'
        '<p><strong>x</strong> &amp; <a href="https://z.w">y</a></p>\n</div>'
    )
    assert page.document.blocks[0].kind == "embed"
    assert page.text == "x & y"


def test_a_sites_own_shortcodes_work_in_a_sentence_and_see_the_source() -> None:
    assert read("In {{< year 2024 >}}: {{< raw >}}*a*{{< /raw >}}", resources=OWN).html == (
        "<p>In 2024: <i>*a*</i></p>"
    )


def test_a_faulty_template_leaves_the_tag_and_is_reported() -> None:
    page = read("a\n\n{{< broken >}}\n", resources=OWN)
    assert "{{&lt; broken &gt;}}" in page.html
    assert page.diagnostics == ["3:0 template-failed"]


def test_names_that_themes_give_to_boxes_are_known() -> None:
    page = read(
        "{{% tip %}}\n*a*\n{{% /tip %}}\n\n{{< callout warning >}}b{{< /callout >}}\n\n"
        '{{< expand "More" >}}\nc\n{{< /expand >}}\n\n{{< rawhtml >}}\n<hr>\n{{< /rawhtml >}}\n'
    )
    assert [(b.kind, b.name, b.text) for b in page.document.blocks] == [
        ("container", "tip", "Tip"), ("container", "warning", "Warning"),
        ("container", "details", "More"), ("html", "", ""),
    ]  # fmt: skip
    assert page.diagnostics == []


def test_a_sites_own_template_wins_over_a_built_in_one() -> None:
    own = Resources(shortcodes={"tip": "<b>{{ args[0] }}</b>", "youtube": "<i>mine</i>"})
    page = read('{{< tip "alone" >}}\n\nA {{< youtube x >}}.', resources=own)
    assert page.html == "<b>alone</b>\n<p>A <i>mine</i>.</p>"


def test_calls_of_zola_are_shortcodes_where_their_name_is_known() -> None:
    page = read(
        '{{ youtube(id="dQw4w9WgXcQ", class="x") }}\n\nUse {{ nope(a="b") }} and {{ f(x) }}.'
    )
    assert page.urls == ["https://www.youtube.com/watch?v=dQw4w9WgXcQ"]
    assert '<p>Use {{ nope(a="b") }} and {{ f(x) }}.</p>' in page.html
    assert page.diagnostics == []
