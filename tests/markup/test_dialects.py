"""All dialects together: chosen by their signs, never failing, losing nothing, leaving prose alone."""

from __future__ import annotations

import random
import re
import time
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config.tables import Config
from digest.core.blocks import Document
from digest.core.diagnostics import Diagnostic, Report
from digest.markup.dialects.builtin_shortcodes import KNOWN
from digest.markup.dialects.dialect_plugins import DIALECTS, choose_dialects
from digest.markup.engine import parse_markup
from digest.markup.parser_state import Resources
from digest.markup.reference import reference_parser as reference
from support.dialect_samples import read, substituting
from support.paths import DOCS, SHARED

WORD = re.compile(r"[^\W_]{4,}")
PIECES = """```{note}|```{figure} a.png|:::{tip}|:::|```|:width: 3|---|text word|% c|+++|(lab)=|[](lab)
{{< notice tip >}}|{{< /notice >}}|{{< highlight py >}}|{{< /highlight >}}|{{% box %}}|{{% /box %}}
{{ a }}|{{ b }}|{% comment %}|{% endcomment %}|{% assign x = "y" %}|{% highlight r %}|{% endhighlight %}
{ref}`lab`|{cite}`k`|{sub}`2`|$x$|$$|\\[|\\]|\\( a_1 \\)|\\begin{align}|\\end{align}|[[P#h]]|![[i.png]]
%% c %%|%%|==m==|p ^abc|[TOC]|{:toc}|# H|## H2|a \\| b|[t]({{ site.baseurl }}/x)|[t]({{x}}/z)
![i]({static}/a)|<Tabs>|</Tabs>|<Tab label="x">|</Tab>|<Image src="a" />|import A from 'a'|{/* c */}
```{list-table}|* - a|  - b|```{csv-table}|1,2|```{glossary}|T|  d|```{math}|```{bibliography}|````{note}
````|~~~{code-block} python|~~~|[^1]|[^1]: note|: d|<div>|</div>|it costs $5 and $6|[see @k]|{{ youtube(id="x") }}
""".replace("\n", "|").split("|")
FILLED = substituting(a="x *y* {{ a }} {cite}`k`", b="- l\n\n```{note}\nq {{ b }}\n```")
FILES = Resources(
    shortcodes={"box": "<b>{{ inner }}</b>"},
    bibliography={"r.bib": "@misc{k, title={T}, year={2020}, author={A B}}"},
)


def documents() -> st.SearchStrategy[str]:
    line = st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "", "  ", "    ", "> ", "- "]),
        st.sampled_from(PIECES),
        st.sampled_from(["", " ", " {{ a }}"]),
    )
    return st.lists(line, max_size=20).map("\n".join)


def parse(
    body: str, monkeypatch: pytest.MonkeyPatch, *, everything: bool
) -> tuple[Document, tuple[Diagnostic, ...]]:
    with monkeypatch.context() as patch:
        if everything:
            others = tuple(d for d in DIALECTS if d.install.__name__ != "mdx_plugin")
            patch.setattr(reference, "choose_dialects", lambda *_: others)
        report = Report()
        document = parse_markup(
            body, path="p.md", first_line=1, config=Config(), report=report, resources=FILES
        )
        return document, report.diagnostics


@settings(max_examples=150, deadline=None)
@given(documents())
def test_whatever_is_combined_is_read(body: str) -> None:
    for path in ("content/p.md", "content/p.mdx"):
        read(body, path=path, config=FILLED, resources=FILES)


@pytest.mark.parametrize("seed", range(60))
def test_signs_miss_nothing_that_a_dialect_would_read(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = random.Random(seed).choice
    for _ in range(5):
        lines = (
            choice(["", "  ", "> ", "- "]) + choice(PIECES) for _ in range(choice([1, 2, 4, 12]))
        )
        body = "Start\n\n" + "\n".join(lines)
        chosen = parse(body, monkeypatch, everything=False)
        assert chosen == parse(body, monkeypatch, everything=True), body


@pytest.mark.parametrize(
    "body",
    [
        "Plain *text* with [a link](https://a.b/c_(d)) and `code`.",
        "It costs $5, or $6 - $7 (up from $4.50).",
        "\\[video\\] and model\\(s\\), 100%, C++, a = b, a==b, f(x)={x}",
        "| a | b |\n|---|---|\n| {c} | d |",
        "> [!NOTE]\n> x\n\n:::tip[T]\ny\n:::\n",
        "- [ ] task [1]: #tag @name ~~x~~ ^2 [^1]\n\n[^1]: x",
    ],
)
def test_plain_documents_need_no_dialect(body: str) -> None:
    assert not choose_dialects(body, "content/p.md", Config())


def test_a_site_with_substitutions_reads_all_where_braces_are() -> None:
    names = {d.install.__name__ for d in choose_dialects("{{ a }}", "p.md", FILLED)}
    assert {"directives_plugin", "roles_plugin", "math_plugin"} <= names
    assert not choose_dialects("no braces", "p.md", FILLED)


def test_the_page_of_dialects_names_every_shortcode() -> None:
    page = (DOCS / "dialects.md").read_text()
    table = page.partition("## MyST")[0]
    assert {name for name in KNOWN if not re.search(rf"\b{name}\b", table)} == set()


@pytest.mark.parametrize(
    "body",
    [
        "\\(" * 10_000,
        "$x" * 10_000,
        "[[a" * 5_000,
        "{{< x " * 8_000,
        "{% x " * 8_000,
        "```{note}\n" * 300,
        "{{< notice >}}\n" * 300,
        "==a " * 10_000,
        "%%a " * 4_000,
        "(a)=\n" * 3_000,
    ],
)
def test_hostile_repetition_takes_no_time(body: str) -> None:
    started = time.process_time()
    read(body)
    assert time.process_time() - started < 5


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")
@pytest.mark.parametrize("name", ["weekly-digest-5.md", "ai-odyssey-february-24.md"])
def test_the_words_of_a_real_post_are_all_there(name: str) -> None:
    text = (SHARED / "seeds/content" / name).read_text()
    body = text.split("---\n", 2)[2]
    shown = set(WORD.findall(unescape(read(body).html)))
    prose = re.sub(r"(?s)<script.*?</script>|<[^>]*>|\{\{<.*?>\}\}", " ", body)
    prose = re.sub(r"\]\([^)]*\)|https?://\S+|:[a-z_]+:", " ", prose)
    assert set(WORD.findall(prose)) - shown <= {"note"}
