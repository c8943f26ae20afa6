"""Feeds as readers' programs see them: read by feedparser, checked against the specifications."""

from __future__ import annotations

import json
import re
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from support.sites import SiteDriver

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser

SITE = {
    "site.toml": """
[site]
title = "News & <Views>"
description = "What happened"
base_url = "https://x.example/digest"
timezone = "Europe/Stockholm"
authors = ["Ada"]
copyright = "CC BY 4.0"
id_domain = "keep.example"
[feeds]
limit = 3
[taxonomies.tags]
feed_formats = ["rss", "atom", "json"]
feed_min_posts = 1
feed_full_text = true
""",
    "content/a.md": """---
title: "First < & issue"
date: 2024-02-01
updated: 2024-02-05T10:00:00Z
tags: [AI]
author: [Ada, Grace]
summary: What came first.
---
![A picture](pic.png) and [a link](../other/) and [another post](b.md).

## News

- [A tool](https://example.org/tool?utm_source=x) does *one* thing.
- [A talk](https://www.youtube.com/watch?v=abc) about it.
""",
    "content/b.md": "---\ntitle: Second\ndate: 2024-02-08\nguid: 2f1c\n---\nText with a \x0b control character.\n",
    "content/c.md": "---\ntitle: Third\ndate: 2024-02-15\nguid: 2f1c\n---\nText.\n",
    "content/d.md": "---\ntitle: Fourth\ndate: 2024-02-22\nguid: https://old.example/4\n---\nText.\n",
    "content/about.md": "# About\n\nNot in any feed.\n",
}


@pytest.fixture
def output(site: SiteDriver, tmp_path: Path) -> Path:
    site.write(SITE).build()
    return tmp_path / "public"


def read(path: Path) -> Any:
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_an_independent_parser_reads_the_newest_posts_in_order(output: Path, name: str) -> None:
    feed = read(output / name)
    assert feed.feed.title in {"News & <Views>", "News &amp; &lt;Views&gt;"}
    assert [entry.title for entry in feed.entries] == ["Fourth", "Third", "Second"]
    assert [entry.link for entry in feed.entries] == [
        f"https://x.example/digest/posts/{slug}/" for slug in ("d", "c", "b")
    ]


def test_ids_are_permanent_and_the_oldest_owner_keeps_a_repeated_one(output: Path) -> None:
    feed = read(output / "atom.xml")
    assert [entry.id for entry in feed.entries] == [
        "https://old.example/4",
        "tag:keep.example,2024-02-15:c",
        "tag:keep.example,2024-02-08:guid/2f1c",
    ]


def test_the_same_post_has_the_same_id_in_every_format(output: Path) -> None:
    atom, rss = read(output / "atom.xml"), read(output / "rss.xml")
    made = json.loads((output / "feed.json").read_text())
    assert (
        [e.id for e in atom.entries]
        == [e.id for e in rss.entries]
        == [e["id"] for e in made["items"]]
    )
    assert all(
        'isPermaLink="false"' in guid
        for guid in re.findall(r"<guid[^>]*>", (output / "rss.xml").read_text())
    )


@pytest.mark.parametrize(
    "name", ["rss.xml", "atom.xml", "tags/ai/atom.xml", "tags/ai/rss.xml", "items/rss.xml"]
)
def test_a_feed_names_its_own_address_and_that_of_its_page(output: Path, name: str) -> None:
    feed = read(output / name)
    links = {link.rel: link for link in feed.feed.links}
    assert links["self"].href == f"https://x.example/digest/{name}"
    assert links["self"].type == (
        "application/rss+xml" if "rss" in name else "application/atom+xml"
    )
    assert links["alternate"].href == "https://x.example/digest/" + name.rpartition("/")[0] + (
        "/" if "/" in name else ""
    )


def test_dates_are_the_posts_own_and_never_the_clocks(output: Path) -> None:
    term = read(output / "tags/ai/atom.xml")
    (entry,) = term.entries
    assert entry.published == "2024-02-01T00:00:00+01:00"
    assert datetime.fromisoformat(entry.updated) == datetime(2024, 2, 5, 10, tzinfo=UTC)
    assert term.feed.updated == entry.updated
    rss = (output / "tags/ai/rss.xml").read_text()
    assert "<pubDate>Thu, 01 Feb 2024 00:00:00 +0100</pubDate>" in rss
    assert "<lastBuildDate>Mon, 05 Feb 2024 10:00:00 +0000</lastBuildDate>" in rss


def test_the_whole_text_is_carried_with_absolute_addresses(output: Path) -> None:
    (entry,) = read(output / "tags/ai/rss.xml").entries
    (content,) = entry.content
    addresses = re.findall(r'(?:href|src)="([^"]*)"', content.value)
    assert "https://x.example/digest/posts/b/" in addresses
    assert all(address.startswith("https://") for address in addresses)
    assert entry.summary == "What came first."
    assert "\x00" not in content.value


def test_authors_and_categories_reach_every_format(output: Path) -> None:
    (rss,) = read(output / "tags/ai/rss.xml").entries
    (atom,) = read(output / "tags/ai/atom.xml").entries
    (made,) = json.loads((output / "tags/ai/feed.json").read_text())["items"]
    assert [author.name for author in atom.authors] == ["Ada", "Grace"]
    assert "<dc:creator>Grace</dc:creator>" in (output / "tags/ai/rss.xml").read_text()
    assert made["authors"] == [{"name": "Ada"}, {"name": "Grace"}]
    assert (
        [tag.term for tag in rss.tags] == [tag.term for tag in atom.tags] == made["tags"] == ["AI"]
    )


def test_a_json_feed_has_all_that_version_1_1_asks_for(output: Path) -> None:
    made = json.loads((output / "feed.json").read_text())
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert made["feed_url"] == "https://x.example/digest/feed.json"
    assert made["home_page_url"] == "https://x.example/digest/"
    for item in made["items"]:
        assert item["id"]
        assert item["url"]
        assert item["content_html"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None


def test_a_feed_of_items_has_one_entry_for_each_and_links_what_it_is_about(output: Path) -> None:
    feed = read(output / "items/rss.xml")
    assert [entry.title for entry in feed.entries] == ["A tool", "A talk"]
    assert feed.entries[0].link == "https://example.org/tool?utm_source=x"
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    assert feed.entries[0].id.startswith("tag:keep.example,2024-02-01:a/")
    assert (
        "https://x.example/digest/posts/a/#" in feed.entries[0].summary
        or feed.entries[0].content[0].value
    )


def test_xml_is_well_formed_even_if_a_body_is_not(output: Path) -> None:
    for path in [output / "rss.xml", output / "atom.xml"]:
        ElementTree.fromstring(path.read_bytes())


def test_text_past_the_feeds_size_is_replaced_by_its_contents(
    site: SiteDriver, tmp_path: Path
) -> None:
    words = "word " * 8000
    files = {
        f"content/p{n}.md": f"---\ntitle: P{n}\ndate: 2024-01-0{n}\n---\n{words}\n"
        for n in (1, 2, 3)
    }
    site.write({**files, "site.toml": "[feeds]\nmax_kb = 64\n"}).build()
    feed = read(tmp_path / "public/atom.xml")
    sizes = [len(entry.content[0].value) for entry in feed.entries]
    assert sizes[0] > 40_000
    assert sizes[1] < 1000 > sizes[2]


def test_no_feed_becomes_larger_than_its_limit(site: SiteDriver, tmp_path: Path) -> None:
    items = "\n".join(f"- [Tool {n}](https://example.org/{n}) & more < less" for n in range(300))
    files = {
        f"content/p{n}.md": f"---\ntitle: P{n}\ndate: 2024-01-0{n}\nsummary: Sum {n}.\n---\n{items}\n"
        for n in (1, 2, 3)
    }
    site.write({**files, "site.toml": "[feeds]\nmax_kb = 60\n"}).build()
    for name in ("rss.xml", "atom.xml", "feed.json"):
        assert (tmp_path / "public" / name).stat().st_size < 60 * 1024
    last = read(tmp_path / "public/atom.xml").entries[-1].content[0].value
    assert last.startswith("<p>Sum 1.</p>")
    assert "Tool 7" not in last
    assert '/posts/p1/">P1</a>' in last


def test_a_site_without_posts_has_empty_feeds(site: SiteDriver, tmp_path: Path) -> None:
    site.write({"content/about.md": "# About\n"}).build()
    assert read(tmp_path / "public/atom.xml").entries == []
    assert read(tmp_path / "public/rss.xml").entries == []


def test_feeds_are_the_same_bytes_in_every_run(site: SiteDriver, tmp_path: Path) -> None:
    site.write(SITE).build()
    first = {p: p.read_bytes() for p in (tmp_path / "public").rglob("*.xml")}
    site.write(SITE).build(cache=tmp_path / "another")
    assert {p: p.read_bytes() for p in (tmp_path / "public").rglob("*.xml")} == first


def write_tagged_posts(site: SiteDriver, settings: str = "") -> None:
    post = (
        "---\ndate: 2024-0{n}-01\ntags: [{tags}]\nsummary: Sum {n}.\n---\nThe whole text of {n}.\n"
    )
    tags = {1: "Often", 2: "Often, Seldom", 3: "Often, Seldom"}
    files = {f"content/{n}.md": post.format(n=n, tags=tags[n]) for n in tags}
    site.write(
        {"site.toml": f'[site]\nbase_url = "https://x.example"\n{settings}', **files}
    ).build()


def test_terms_of_three_posts_have_one_feed_of_summaries(site: SiteDriver, tmp_path: Path) -> None:
    write_tagged_posts(site)
    feeds = {p.relative_to(tmp_path).as_posix() for p in tmp_path.glob("public/tags/*/*.*")}
    assert {path for path in feeds if not path.endswith(".html")} == {"public/tags/often/rss.xml"}
    text = (tmp_path / "public/tags/often/rss.xml").read_text()
    assert "Sum 3." in text
    assert "The whole text" not in text


def test_a_taxonomy_chooses_the_feeds_of_its_terms(site: SiteDriver, tmp_path: Path) -> None:
    write_tagged_posts(
        site,
        "[taxonomies.tags]\nfeed_formats = ['atom']\nfeed_min_posts = 2\nfeed_full_text = true\n",
    )
    feeds = {p.relative_to(tmp_path).as_posix() for p in tmp_path.glob("public/tags/*/*.*")}
    assert {path for path in feeds if not path.endswith(".html")} == {
        "public/tags/often/atom.xml",
        "public/tags/seldom/atom.xml",
    }
    assert "The whole text" in (tmp_path / "public/tags/seldom/atom.xml").read_text()


def test_a_further_address_of_a_terms_feed_is_written_without_the_usual_one(
    site: SiteDriver, tmp_path: Path
) -> None:
    also = "[[feeds.also]]\nurl = '/old.xml'\nform = 'rss'\nfolder = '/tags/seldom/'\n"
    write_tagged_posts(site, also)
    assert len(read(tmp_path / "public/old.xml").entries) == 2
    assert not (tmp_path / "public/tags/seldom/rss.xml").exists()


HOSTILE = {
    "site.toml": '[site]\ntitle = "T"\nbase_url = "https://x.example"\n',
    "content/a.md": """---
title: "A <script>alert(1)</script> & co"
date: 2026-02-03
summary: "See <img src=x onerror=alert(2)> & more"
tags: ["<svg onload=alert(3)>"]
---
Text.

<script async src="https://widgets.example/embed.js"></script>

<style>.x{color:red}</style>

<div onclick="go()" title="one onclick=1">x</div>

<!--><script>alert(4)</script>-->

<svg><animate onbegin=alert(5) attributeName=x></svg><object data="/x.swf">y</object>
""",
}


def test_nothing_in_a_feed_runs_and_the_page_keeps_what_its_author_wrote(
    site: SiteDriver, tmp_path: Path
) -> None:
    site.write(HOSTILE).build()
    public = tmp_path / "public"
    page = (public / "posts/a/index.html").read_text()
    assert "widgets.example" in page
    assert 'onclick="go()"' in page
    rss = ElementTree.parse(public / "rss.xml").getroot()
    atom = ElementTree.parse(public / "atom.xml").getroot()
    contents = [
        rss.findtext(".//{http://purl.org/rss/1.0/modules/content/}encoded"),
        atom.findtext(".//{http://www.w3.org/2005/Atom}content"),
        json.loads((public / "feed.json").read_text())["items"][0]["content_html"],
    ]
    for content in contents:
        assert '<div title="one onclick=1">x</div>' in content
        assert not re.search(r"<script|<style|<object|<animate|<!--|\son[a-z]+=alert", content)


def test_plain_text_of_a_feed_is_harmless_where_it_is_taken_for_html(
    site: SiteDriver, tmp_path: Path
) -> None:
    site.write(HOSTILE).build()
    for name in ("rss.xml", "atom.xml"):
        for element in ElementTree.parse(tmp_path / "public" / name).iter():
            kind = element.tag.rpartition("}")[2]
            if kind not in {"encoded", "content"}:
                assert not re.search(r"<[a-zA-Z/!?]", (element.text or "").strip())
                assert "<" not in element.get("term", "")
    atom = "{http://www.w3.org/2005/Atom}"
    title = ElementTree.parse(tmp_path / "public" / "atom.xml").find(f"{atom}entry/{atom}title")
    assert title is not None
    assert (title.get("type"), title.text) == (
        "html",
        "A &lt;script&gt;alert(1)&lt;/script&gt; &amp; co",
    )
