"""Hand-made views of every kind of page, for the tests of the theme: no other part is needed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from digest.core.model import Image, Item, Link, LinkKind, Post
from digest.site.contexts import (
    ArchiveMonth,
    ArchiveView,
    ArchiveYear,
    ErrorView,
    FeedLink,
    ItemCard,
    ItemsView,
    ListView,
    NavLink,
    PageContext,
    PageLink,
    Pagination,
    PostCard,
    PostView,
    RedirectView,
    SeriesPart,
    SiteContext,
    SourceLink,
    TermLink,
    TermsView,
    TocEntry,
    View,
)

FEEDS = (
    FeedLink(title="The Weekly Lens (RSS)", url="/rss.xml", type="application/rss+xml"),
    FeedLink(title="The Weekly Lens (Atom)", url="/atom.xml", type="application/atom+xml"),
    FeedLink(title="The Weekly Lens (JSON)", url="/feed.json", type="application/feed+json"),
)
SITE = SiteContext(
    title="The Weekly Lens",
    base_url="https://lens.example/blog",
    description="What mattered in machine learning this week, read slowly and linked carefully.",
    language="en",
    authors=("Ada Linden",),
    copyright="© Ada Linden, text under CC BY 4.0",
    menu=(
        NavLink(name="Archive", url="/archive/"),
        NavLink(name="Items", url="/items/"),
        NavLink(name="Tags", url="/tags/"),
        NavLink(name="About", url="/about/"),
    ),
    feeds=FEEDS,
    theme={
        "accent": "",
        "accent_dark": "",
        "logo": "",
        "head": "",
        "comments": "",
        "newsletter": "",
    },
    generator="digest 0.1.0",
)

TITLES: tuple[tuple[str, LinkKind, str, str], ...] = (
    ("Gemma, open weights from Google", "model", "Google", "https://ai.google.dev/gemma"),
    ("A video model that keeps its objects in place", "article", "OpenAI", "https://openai.com/sora"),
    ("Longer contexts with ring attention", "paper", "Berkeley", "https://arxiv.org/abs/2310.01889"),
    ("Groq's chips answer 500 tokens a second", "video", "Groq", "https://youtu.be/abc"),
    ("A dataset of three million <labelled> & licensed photographs", "dataset", "LAION", "https://laion.ai/x?a=1&b=2"),
    ("Weights & measures: how evaluation harnesses disagree", "code", "EleutherAI", "https://github.com/EleutherAI/lm-evaluation-harness"),
)  # fmt: skip


def make_item(position: int, **changes: Any) -> Item:
    title, kind, source, url = TITLES[(position - 1) % len(TITLES)]
    values: dict[str, Any] = {
        "id": f"item-{position}", "post": "content/issue-12.md", "position": position,
        "number": None, "section": ("Models",) if position < 4 else ("Data and tools",),
        "title": title, "url": url, "links": (Link(url=url, text=title, kind=kind),),
        "kind": kind, "date": date(2024, 2, 14 + position % 14), "sources": (source,),
        "summary": f"{title}: what it is and why a reader would care, in a sentence or two.",
        "anchor": f"item-{position}", "line": 10 * position,
    }  # fmt: skip
    return Item(**{**values, **changes})


def make_item_card(item: Item, **changes: Any) -> ItemCard:
    values: dict[str, Any] = {
        "item": item, "url": f"/posts/issue-12/#{item.anchor}", "post_title": "Small models grow up",
        "post_url": "/posts/issue-12/", "post_date": datetime(2024, 2, 24, tzinfo=UTC),
        "host": (item.url or "").split("/")[2] if item.url else "",
        "sources": tuple(SourceLink(name=name, url="") for name in item.sources),
    }  # fmt: skip
    return ItemCard(**{**values, **changes})


ITEM_CARDS = tuple(make_item_card(make_item(position)) for position in range(1, 7))
TERMS = (
    TermLink(
        taxonomy="tags",
        name="open weights",
        slug="open-weights",
        url="/tags/open-weights/",
        count=4,
    ),
    TermLink(taxonomy="tags", name="video", slug="video", url="/tags/video/", count=2),
    TermLink(taxonomy="categories", name="R&D", slug="r-d", url="/categories/r-d/", count=9),
    TermLink(taxonomy="tags", name="rare", slug="rare", url="", count=1),
)


def make_card(number: int = 12, **changes: Any) -> PostCard:
    values: dict[str, Any] = {
        "path": f"content/issue-{number}.md", "url": f"/posts/issue-{number}/",
        "title": "Small models grow up" if number == 12 else f"Issue {number}: what the week left behind",
        "language": "en", "date": datetime(2024, 1 + number % 2, 2 * number, tzinfo=UTC),
        "summary": "Open weights arrive from an unexpected door, video keeps its objects in place, "
        "and three papers argue about what a benchmark is for.",
        "authors": ("Ada Linden", "Björn Ek"), "number": number, "image": None, "image_alt": "",
        "item_count": len(ITEM_CARDS), "minutes": 8, "terms": TERMS,
        "highlights": tuple(card.item.title for card in ITEM_CARDS[:5]), "status": "",
    }  # fmt: skip
    return PostCard(**{**values, **changes})


def make_post(**changes: Any) -> Post:
    values: dict[str, Any] = {
        "path": "content/issue-12.md", "kind": "post", "slug": "issue-12", "url": "/posts/issue-12/",
        "title": "Small models grow up", "seo_title": "", "date": datetime(2024, 2, 24, tzinfo=UTC),
        "updated": datetime(2024, 2, 26, tzinfo=UTC), "authors": ("Ada Linden", "Björn Ek"),
        "summary": "Open weights arrive from an unexpected door.",
        "description": "Open weights arrive from an unexpected door, and three papers argue about what a benchmark is for.",
        "draft": False, "publish_date": None, "expiry_date": None, "language": "en",
        "taxonomies": {"tags": ("open weights", "video", "rare")}, "series": ("Foundations",),
        "feature_image": None, "feature_image_alt": "", "toc": True, "related": True,
        "social_share": True, "newsletter": True, "comments": True, "aliases": (),
        "canonical_url": None, "number": 12, "word_count": 1800, "headings": (),
        "items": tuple(card.item for card in ITEM_CARDS), "links": (), "images": (), "guid": None,
        "layout": None, "extra": {},
    }  # fmt: skip
    return Post(**{**values, **changes})


TOC = (
    TocEntry(text="Models", id="models", level=2, children=(
        TocEntry(text="Gemma, open weights from Google", id="h-item-1", level=3, children=()),
    )),
    TocEntry(text="Data & tools", id="data", level=2, children=()),
)  # fmt: skip

PARAGRAPH = (
    "<p>The release is small by the standards of the year, which is why it matters: it runs on a "
    'laptop, its <a href="https://example.org/card">model card</a> is <em>readable</em>, and the '
    "licence says <code>what you may do</code> in four plain sentences. Nobody had to guess.</p>"
)


def write_section(card: ItemCard, rest: str = PARAGRAPH) -> str:
    item = card.item
    title = item.title.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<section class="item" id="{item.anchor}">\n<h3 id="h-{item.anchor}">'
        f'<a href="{(item.url or "").replace("&", "&amp;")}">{title}</a></h3>\n\x00{item.position}\x00\n{rest}\n</section>\n'
    )


RICH = """
<h2 id="rich">Everything a body may hold</h2>
<p>A paragraph with a footnote<sup class="footnote-ref"><a id="fnref-1" href="#fn-1">1</a></sup>,
inline <math><mi>x</mi><mo>=</mo><mn>1</mn></math>, <mark>a mark</mark>, <kbd>Ctrl</kbd> and
<del>a slip</del>.</p>
<aside class="admonition note"><p class="admonition-title">Note</p><p>Alerts look like this.</p></aside>
<aside class="admonition warning"><p class="admonition-title">Warning</p><p>And warnings like this.</p></aside>
<blockquote><p>Measure what you value, or you will value what you measure.</p></blockquote>
<div class="table-wrap" role="region" aria-label="Table" tabindex="0">
<table><thead><tr><th>Model</th><th style="text-align:right">Parameters</th></tr></thead>
<tbody><tr><td>Gemma</td><td style="text-align:right">2 and 7 billion</td></tr>
<tr><td>Phi-2</td><td style="text-align:right">2.7 billion</td></tr></tbody></table></div>
<figure><img src="/blog/chart.svg" alt="A chart" width="600" height="200"><figcaption>Fig. 1: a chart that says little.</figcaption></figure>
<div class="highlight"><pre tabindex="0"><code class="language-python"><span class="line"><span class="ln" data-n="1"></span><span class="k">def</span> <span class="nf">answer</span>() -&gt; int:</span>
<span class="line hl"><span class="ln" data-n="2"></span>    <span class="k">return</span> <span class="mi">42</span>  <span class="c1"># as everybody knows</span></span>
</code></pre></div>
<details class="admonition details"><summary>More</summary><p>Hidden until asked for.</p></details>
<ul class="tasks">
<li class="task"><input type="checkbox" disabled checked aria-label="done"> read</li>
<li class="task"><input type="checkbox" disabled aria-label="to do"> write</li>
</ul>
<dl><dt>Token</dt><dd>A piece of a word.</dd></dl>
<hr>
<math display="block"><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>
<section class="footnotes" role="doc-endnotes" aria-label="Footnotes"><ol>
<li id="fn-1" role="doc-footnote"><p>A footnote. <a href="#fnref-1" class="footnote-back" role="doc-backlink" aria-label="Back to the text">↩</a></p></li>
</ol></section>
"""

BODY = (
    "<p>Hello. This week the small models caught up, and the large ones learned to draw.</p>\n"
    '<h2 id="models">Models</h2>\n'
    + "".join(write_section(card) for card in ITEM_CARDS[:3])
    + '<h2 id="data">Data &amp; tools</h2>\n'
    + "".join(write_section(card) for card in ITEM_CARDS[3:])
    + RICH
)

POST_VIEW = PostView(
    post=make_post(),
    card=make_card(),
    body=BODY,
    toc=TOC,
    items=ITEM_CARDS,
    newer=make_card(13),
    older=make_card(11),
    series=(
        SeriesPart(
            term=TermLink(taxonomy="series", name="Foundations", slug="foundations", url="/series/foundations/", count=3),
            part=2, total=3, previous=make_card(8), next=make_card(14),
        ),
    ),
    related=(make_card(5), make_card(7)),
    terms=TERMS,
    share_url="/posts/issue-12/",
    image=Image(url="/blog/chart.svg", alt="A chart"),
)  # fmt: skip

CARDS = (make_card(), *(make_card(number) for number in range(11, 5, -1)))
PAGES = Pagination(
    number=1, total=9, count=170, previous="", next="/page/2/",
    pages=(
        PageLink(number=1, url="/"), PageLink(number=2, url="/page/2/"),
        PageLink(number=3, url="/page/3/"), PageLink(number=9, url="/page/9/", gap=True),
    ),
)  # fmt: skip
MANY_TERMS = tuple(
    TermLink(taxonomy="tags", name=name, slug=name, url=f"/tags/{name}/", count=count)
    for count, name in enumerate(
        (
            f"{letter}{word}"
            for letter in "abcdefgh"
            for word in ("gents", "lignment", "ttention", "udio")
        ),
        1,
    )
)
MONTHS = (
    ArchiveMonth(month=date(2024, 2, 1), url="/archive/2024/02/", count=3, posts=CARDS[:3]),
    ArchiveMonth(month=date(2024, 1, 1), url="/archive/2024/01/", count=2, posts=CARDS[3:5]),
)


def make_page(kind: str, url: str, title: str, **changes: Any) -> PageContext:
    values: dict[str, Any] = {
        "kind": kind, "url": url, "title": title, "head_title": f"{title} · {SITE.title}",
        "description": f"{title}: a page of the digest.", "language": "en",
        "breadcrumbs": () if kind == "home" else (
            NavLink(name="Home", url="/"), NavLink(name=title, url=url),
        ),
    }  # fmt: skip
    return PageContext(**{**values, **changes})


SAMPLES: dict[str, tuple[str, PageContext, View]] = {
    "home": ("home.html", make_page("home", "/", SITE.title), ListView(posts=CARDS, pagination=PAGES)),
    "post": ("post.html", make_page("post", "/posts/issue-12/", "Small models grow up"), POST_VIEW),
    "page": (
        "page.html",
        make_page("page", "/about/", "About this digest"),
        replace(POST_VIEW, post=make_post(kind="page", date=None, number=None, items=()), items=(), toc=(),
                body="<p>Who writes this, and how.</p>", series=(), newer=None, older=None),
    ),
    "list": ("list.html", make_page("list", "/posts/", "All posts"), ListView(
        posts=CARDS, pagination=PAGES, intro="<p>Everything, <em>newest</em> first.</p>")),
    "term": ("term.html", make_page("term", "/tags/video/", "video", feeds=FEEDS[:1]), ListView(
        posts=CARDS[:2], term=TERMS[1],
        pagination=Pagination(number=1, total=1, count=2, previous="", next="", pages=(PageLink(number=1, url="/tags/video/"),)))),
    "series": ("term.html", make_page("term", "/series/foundations/", "Foundations"), ListView(
        posts=CARDS[:3], term=TERMS[1], ordered=True,
        pagination=Pagination(number=1, total=1, count=3, previous="", next="", pages=(PageLink(number=1, url="/series/foundations/"),)))),
    "terms": ("terms.html", make_page("terms", "/tags/", "Tags"), TermsView(
        taxonomy="tags", terms=MANY_TERMS,
        letters=tuple((letter.upper(), tuple(t for t in MANY_TERMS if t.name[0] == letter)) for letter in "abcdefgh"))),
    "archive": ("archive.html", make_page("archive", "/archive/", "Archive"), ArchiveView(
        years=tuple(
            ArchiveYear(year=year, url=f"/archive/{year}/", count=5, months=tuple(replace(m, posts=()) for m in MONTHS))
            for year in (2024, 2023)
        ),
        undated=CARDS[5:])),
    "archive-month": ("archive.html", make_page("archive", "/archive/2024/", "2024"), ArchiveView(
        years=(ArchiveYear(year=2024, url="/archive/2024/", count=5, months=MONTHS),))),
    "items": ("items.html", make_page("items", "/items/", "Items"), ItemsView(
        groups=((CARDS[0], ITEM_CARDS), (CARDS[1], ITEM_CARDS[:2])), pagination=PAGES)),
    "404": ("404.html", make_page("404", "/404.html", "Page not found", noindex=True), ErrorView(posts=CARDS[:4])),
    "redirect": ("redirect.html", make_page("redirect", "/old/", "Moved", noindex=True), RedirectView(target="/posts/issue-12/")),
}  # fmt: skip
