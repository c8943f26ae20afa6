"""What other generators' authors wrote means the same here, or is reported."""

from __future__ import annotations

import pytest

from digest.config.tables import Config, SiteTable, TaxonomyTable
from digest.content.front_matter import Metadata, read_front_matter, read_metadata
from digest.content.inventory import Source
from digest.content.parse import parse_post
from digest.core.diagnostics import Report
from support.sites import SiteDriver

POST = "---\ntitle: A\ndate: 2026-02-03\n---\nWords.\n"
NEW_YORK = SiteTable(timezone="America/New_York")


def read(lines: str, *taxonomies: str) -> tuple[Metadata, list[str]]:
    config = Config(site=NEW_YORK, taxonomies={name: TaxonomyTable() for name in taxonomies})
    report = Report()
    front_matter = read_front_matter(f"---\n{lines}\n---\nBody", "content/x.md", report)
    metadata = read_metadata(front_matter, "content/x.md", config, report)
    return metadata, [str(found.code) for found in report.diagnostics]


@pytest.mark.parametrize(
    ("taxonomy", "line", "field", "value", "terms"),
    [
        ("authors", "authors: [Zoë Smith]", "authors", ("Zoë Smith",), ("Zoë Smith",)),
        ("authors", "author: Ann Lee and Bo Ek", "authors", ("Ann Lee", "Bo Ek"), ("Ann Lee", "Bo Ek")),
        ("authors", "authors: [{name: Ann}]", "authors", ("Ann",), ("Ann",)),
        ("languages", "language: de", "language", "de", ("de",)),
        ("types", "type: page", "kind", "page", ("page",)),
        ("images", "image: a.png", "feature_image", "a.png", ("a.png",)),
        ("issues", "issue: 45", "number", 45, ("45",)),
        ("editions", "edition: Europe", "number", None, ("Europe",)),
    ],
)  # fmt: skip
def test_a_taxonomy_takes_no_meaning_away(
    taxonomy: str, line: str, field: str, value: object, terms: tuple[str, ...]
) -> None:
    metadata, found = read(line, taxonomy)
    assert getattr(metadata, field) == value
    assert metadata.taxonomies[taxonomy] == terms
    assert found == []


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("2026-02-03 10:00:00 America/Los_Angeles", "2026-02-03T10:00:00-08:00"),
        ("2026-07-03 10:00 America/Los_Angeles", "2026-07-03T10:00:00-07:00"),
        ("2026-02-03T10:00:00[Europe/Paris]", "2026-02-03T10:00:00+01:00"),
        ("2026-02-03T10:00:00+02:00[Europe/Paris]", "2026-02-03T10:00:00+02:00"),
        ("February 3, 2026 10:00 am Pacific Time", "2026-02-03T10:00:00-08:00"),
        ("2026-02-03 10:00 PT", "2026-02-03T10:00:00-08:00"),
        ("2026-02-03 10:00 Asia/Tokyo", "2026-02-03T10:00:00+09:00"),
        ("2026-02-03 10:00 am", "2026-02-03T10:00:00-05:00"),
        ("2026-02-03 10:00 a.m. CET", "2026-02-03T10:00:00+01:00"),
    ],
)
def test_a_zone_that_is_named_counts(written: str, wanted: str) -> None:
    metadata, found = read(f"date: {written}")
    assert metadata.date is not None
    assert (metadata.date.isoformat(), found) == (wanted, [])


def test_a_zone_that_nobody_knows_is_reported() -> None:
    assert read("date: 2026-02-03 10:00 Europe/Atlantis")[1] == ["bad-date"]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("title: 'Rock &amp; Roll &#8211; it&rsquo;s'", "title", "Rock & Roll – it’s"),
        ("summary: 'a&nbsp;b &#x2014; c'", "summary", "a\xa0b — c"),
        ("author: 'Zo&euml; Smith'", "authors", ("Zoë Smith",)),
        ("title: AT&T and R&D; see &c.", "title", "AT&T and R&D; see &c."),
        ("title: 'a &#0; b &#x1f;'", "title", "a &#0; b &#x1f;"),
        ("title: '&amp;amp;'", "title", "&amp;"),
    ],
)
def test_entities_in_texts_are_characters(line: str, field: str, value: object) -> None:
    assert getattr(read(line)[0], field) == value


@pytest.mark.parametrize(
    ("line", "terms", "codes"),
    [
        ("tags: [{label: Ropes, permalink: /r}, {name: Knots}]", ("Ropes", "Knots"), []),
        ("tags: {label: Ropes, permalink: /r}", ("Ropes",), []),
        ("tags: [{permalink: /r, title: Ropes}]", ("Ropes",), []),
        ("tags: [{permalink: /r}]", (), ["bad-value"]),
        ("tags: {permalink: /r}", (), ["bad-value"]),
        ("tags: ['R&amp;D']", ("R&D",), []),
        ("tags: {ropes: , knots: true}", ("ropes", "knots"), []),
    ],
)
def test_a_term_is_never_the_name_of_a_key(
    line: str, terms: tuple[str, ...], codes: list[str]
) -> None:
    metadata, found = read(line)
    assert (metadata.taxonomies.get("tags", ()), found) == (terms, codes)


@pytest.mark.parametrize(
    "line",
    [
        "date: {created: 2026-02-03, updated: 2026-02-05}",
        "date: {published: 2026-02-03, modified: 2026-02-05}",
    ],
)
def test_a_mapping_of_dates_is_read(line: str) -> None:
    metadata, found = read(line)
    assert metadata.date is not None
    assert metadata.updated is not None
    assert (metadata.date.day, metadata.updated.day, found) == (3, 5, [])


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("permalink: /about/index.html", "/about/"),
        ("url: about/index.html", "/about/"),
        ("permalink: /about.html", "/about.html"),
        ("permalink: /about/my-index.html", "/about/my-index.html"),
    ],
)
def test_an_address_of_a_folders_index_is_the_folders(
    line: str, url: str, site: SiteDriver
) -> None:
    site.write({"content/a.md": f"---\ntitle: A\ndate: 2026-02-03\n{line}\n---\nx"})
    site.write({"content/b.md": "# B\n"})
    built = site.build()
    (post,) = (each for each in built.json("/posts.json") if each["title"] == "A")
    assert post["url"] == url
    assert built.has(url)


@pytest.mark.parametrize(
    "line",
    ["unlisted: true", "eleventyExcludeFromCollections: true", "build: {list: never}"],
)
def test_an_unlisted_post_is_a_page_and_nowhere_else(line: str, site: SiteDriver) -> None:
    site.write({"content/a.md": POST, "content/p.md": "# P\n\n[secret](un.md)\n"})
    text = f"---\ntitle: Hidden\ndate: 2026-02-03\ntags: [x]\n{line}\n---\n[b](https://b.org)\n"
    built = site.write({"content/un.md": text}).build()
    built.expect_page("/posts/un/", '<meta name="robots" content="noindex">')
    built.expect_problems()
    own = {"p/index.html", "p/index.md", "posts/un/index.html"}
    others = {name: data for name, data in built.tree().items() if name not in own}
    assert [name for name, data in others.items() if b"/un/" in data or b"Hidden" in data] == []


@pytest.mark.parametrize("line", ["permalink: false", "build: {render: never}"])
def test_a_post_told_not_to_be_written_is_not(line: str, site: SiteDriver) -> None:
    text = f"---\ntitle: A\ndate: 2026-02-03\n{line}\n---\nx"
    built = site.write({"content/a.md": text, "content/b.md": "# B\n"}).build()
    assert not built.has("/posts/a/")
    assert built.has("/b/")


BELOW = '[site]\nbase_url = "https://harbour.example/blog"\n'


def test_an_address_that_has_the_base_path_already_does_not_get_it_twice(site: SiteDriver) -> None:
    links = '[b](/blog/posts/b/#x) [b](/posts/b/) ![p](/blog/img/p.png) <a href="/blog/">h</a>'
    head = "---\ntitle: A\ndate: 2026-02-03\nimage: /blog/img/p.png\n---\n"
    site.write({"site.toml": BELOW, "content/a.md": head + links, "static/img/p.png": "x"})
    built = site.write({"content/b.md": "---\ntitle: B\ndate: 2026-02-03\n---\n# x\n"}).build()
    page = built.page("/posts/a/")
    assert "/blog/blog" not in page
    assert [text for text in ('href="/blog/posts/b/#x"', 'href="/blog/posts/b/"',
                              'src="/blog/img/p.png"', 'href="/blog/"') if text not in page] == []  # fmt: skip
    built.expect_problems()


@pytest.mark.parametrize("name", ["static/blog/p.png", "content/blog/p.png"])
def test_a_folder_of_the_base_paths_name_is_what_is_meant(name: str, site: SiteDriver) -> None:
    head = "---\ntitle: A\ndate: 2026-02-03\n---\n![p](/blog/p.png)"
    built = site.write({"site.toml": BELOW, "content/a.md": head, name: "x"}).build()
    built.expect_page("/posts/a/", 'src="/blog/blog/p.png"').expect_problems()


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("content/2024-03-05-a.md", "2024-03-05"),
        ("content/2024-03.md", "2024-03-17"),
        ("content/2024-02.md", "2024-02-01"),
        ("content/2024/03/a.md", "2024-03-17"),
        ("content/a.md", "2024-03-17"),
    ],
)
def test_the_date_in_a_files_name_counts_before_dates_in_its_text(path: str, day: str) -> None:
    groups = "".join(
        f"## {day} March 2024\n\n- [A](https://a.org/{day}): x\n\n" for day in (17, 10)
    )
    parsed = parse_post(Source(path=path, data=groups.encode()), Config())
    assert parsed.post.date is not None
    assert parsed.post.date.date().isoformat() == day
