from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, date, datetime
from typing import Any

import frontmatter
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.tables import Config, SiteTable, TaxonomyTable
from digest.content.front_matter import (
    KEYS,
    FrontMatter,
    Metadata,
    clean_slug,
    fold_key,
    read_front_matter,
    read_metadata,
    write_front_matter,
)
from digest.content.front_matter.writing import FrontMatterForm
from digest.core.codes import Code
from digest.core.diagnostics import Report
from support.paths import SHARED

CONFIG = Config(
    site=SiteTable(timezone="Europe/Stockholm"), taxonomies={"companies": TaxonomyTable()}
)


def split(text: str, path: str = "content/x.md") -> tuple[FrontMatter, list[str]]:
    report = Report()
    header = read_front_matter(text, path, report)
    return header, [str(found) for found in report.diagnostics]


def plain(text: str, path: str = "content/x.md") -> dict[str, Any]:
    return {key: value.value for key, value in split(text, path)[0].values.items()}


def read(text: str, path: str = "content/x.md") -> tuple[Metadata, list[str]]:
    report = Report()
    header = read_front_matter(text, path, report)
    return read_metadata(header, path, CONFIG, report), [str(d) for d in report.diagnostics]


def yaml(*lines: str) -> str:
    return "\n".join(("---", *lines, "---", "Body"))


@pytest.mark.parametrize(
    ("text", "form", "body", "line"),
    [
        ("---\ntitle: x\n---\nBody", "yaml", "Body", 4),
        ("---\ntitle: x\n...\nBody", "yaml", "Body", 4),
        ("---\n---\nBody", "yaml", "Body", 3),
        ("\ufeff\n<!-- c\n -->\n---\ntitle: x\n---\nBody", "yaml", "Body", 7),
        ("--- # comment\ntitle: x\n---  \nBody", "yaml", "Body", 4),
        ('---json\n{"title": "x"}\n---\nBody', "json", "Body", 4),
        ('+++\ntitle = "x"\n+++\nBody', "toml", "Body", 4),
        ('{"title": "x",\n "n": [1, {}]}\nBody', "json", "Body", 3),
        ("Title: x\nDate: 2020-12-2\n\nBody", "keys", "\nBody", 3),
        ("Body", "none", "Body", 1),
        ("", "none", "", 1),
    ],
)
def test_header_and_body_are_told_apart(text: str, form: str, body: str, line: int) -> None:
    header, found = split(text)
    assert (header.form, header.body, header.body_line, found) == (form, body, line, [])


@pytest.mark.parametrize(
    "text",
    [
        "----\ntitle: x\n----\n",
        "++++++\ntitle='x'\n++++++\n",
        "---\n\nSome prose\n\n---\n\nmore",
        "---\n\nSome prose\n\nNote: it goes on\n\n---\n\nmore",
        "---\n\nNote: prose\n\nthat goes on\n\nand on\n\n---\n\nmore",
        "---",
        "Note: this is\nsome prose",
        "Note: this is\n\nprose",
        "Summary: we met.\n\nprose",
        "Warning: a\nTip: b\n\nprose",
        "{{< note >}}x{{< /note >}}",
        "{% raw %}x{% endraw %}",
        "{x} is a set",
        "# Title\n\ntext",
        "<!-- only a comment -->\n\ntext",
        "```python\nx = 1\n```\n",
    ],
)
def test_what_is_no_header_stays_in_the_body(text: str) -> None:
    header, found = split(text)
    assert (header.form, header.body, header.values, found) == ("none", text, {}, [])


def test_every_key_knows_its_place() -> None:
    header, _ = split("\n---\ntitle: x\n\ntags:\n  - a\ndraft: true\n---\n")
    places = {key: (value.line, value.column) for key, value in header.values.items()}
    assert places == {"title": (3, 1), "tags": (5, 1), "draft": (7, 1)}
    header, _ = split('+++\ntitle = """\na\n"""\n[extra]\nn = 1\n+++\n')
    places = {key: (value.line, value.column) for key, value in header.values.items()}
    assert places == {"title": (2, 1), "extra": (5, 2)}
    header, _ = split('{\n  "title": "x",\n  "tags": ["a",\n "b"], "draft": true\n}\n')
    places = {key: (value.line, value.column) for key, value in header.values.items()}
    assert places == {"title": (2, 3), "tags": (3, 3), "draft": (4, 8)}


def test_unquoted_yaml_words_keep_what_was_written() -> None:
    values = plain(
        yaml("a: yes", "b: 1.10", "c: on", "d: 007", "e: 2024-01-05", "f: 12", "g: 1.5", "h: true",
             "i: ~", "j:", "k: 1e3", "l: '12'", "m: none", "n: 12:30", "o: |", "  two", "  lines",
             "p: {a: 1, b: [x, no]}", "q: !!str 5")
    )  # fmt: skip
    assert values == {
        "a": "yes", "b": "1.10", "c": "on", "d": "007", "e": "2024-01-05", "f": 12, "g": 1.5,
        "h": True, "i": None, "j": None, "k": "1e3", "l": "12", "m": "none", "n": "12:30",
        "o": "two\nlines", "p": {"a": 1, "b": ["x", "no"]}, "q": "5",
    }  # fmt: skip


def test_anchors_and_merges_are_followed_but_cannot_explode() -> None:
    assert plain(yaml("a: &x {k: 1, l: 2}", "b:", "  <<: *x", "  l: 3"))["b"] == {"k": 1, "l": 3}
    assert split(yaml("a: &a [*a]"))[1][0].startswith("content/x.md:2:1: error[header-syntax]")
    bomb = [
        "a0: &a0 [x]",
        *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)),
    ]
    assert split(yaml(*bomb))[1][0].startswith("content/x.md:2:1: error[header-syntax]")


@pytest.mark.parametrize(
    ("line", "place", "message", "hint", "value"),
    [
        ("title: Foo: bar", "2:11", "there is a colon in the value", '`title: "Foo: bar"`', "Foo: bar"),
        ('title: "Foo" bar', "2:8", "the quotes around", """`title: '"Foo" bar'`""", '"Foo" bar'),
        ("title: 'it's'", "2:8", "the quotes around", "`title: \"it's\"`", "it's"),
        ('title: "Foo', "2:8", "the quotes around", '`title: "Foo"`', "Foo"),
        (r'title: "C:\path"', "2:11", "begins an escape", r"`title: 'C:\path'`", r"C:\path"),
        ("title: @me", "2:8", 'begins with "@"', '`title: "@me"`', "@me"),
        ("title: *bold* x", "2:8", 'begins with "*"', '`title: "*bold* x"`', "*bold* x"),
        ("title: [EN] News", "2:8", "the bracket", 'close it with "]"', "[EN] News"),
        ("title:Foo", "2:6", "there is no space", "`title: Foo`", "Foo"),
        ("  title: Foo", "2:3", "is indented", "begin it in the first column", "Foo"),
        ("\ttitle: Foo", "2:1", "a tab", "use spaces", "Foo"),
    ],
)  # fmt: skip
def test_a_yaml_fault_is_placed_explained_and_survived(
    line: str, place: str, message: str, hint: str, value: str
) -> None:
    header, found = split(yaml(line, "date: 2024-01-05"))
    assert header.values["title"].value == value
    assert header.values["date"].value == "2024-01-05"
    assert header.body == "Body"
    assert found[0].startswith(f"content/x.md:{place}: error[header-syntax]")
    assert message in found[0]
    assert hint in found[0].split("\n")[1]


def test_all_yaml_faults_are_reported_at_once_and_the_rest_is_read() -> None:
    header, found = split(
        yaml("title: A: b", "tags: [a, b", " date: 2024-01-05", "stray words", "list:", "  - x", "  - y: z: q",
             "good:", "  deep: [1, 2]")
    )  # fmt: skip
    assert {key: value.value for key, value in header.values.items()} == {
        "title": "A: b", "tags": ["a", "b"], "date": "2024-01-05 stray words",
        "list": ["x", "y: z: q"], "good": {"deep": [1, 2]},
    }  # fmt: skip
    assert [line.split(": ")[0].removeprefix("content/x.md:") for line in found] == [
        "2:9", "3:7", "4:2", "5:1", "8:9"
    ]  # fmt: skip


def test_a_header_that_is_never_closed_ends_where_the_text_begins() -> None:
    header, found = split("---\ntitle: x\ntags:\n  - a\n\n# Head\n\ntext")
    assert plain("---\ntitle: x\ntags:\n  - a\n\n# Head\n\ntext") == {"title": "x", "tags": ["a"]}
    assert (header.body, header.body_line) == ("\n# Head\n\ntext", 5)
    (line,) = found
    assert line == (
        'content/x.md:1:1: error[unclosed-header] the front matter opened with "---" is never closed'
        '\n  hint: put a line "---" after line 4'
    )


def test_text_glued_to_the_closing_fence_begins_the_body() -> None:
    header, found = split("---\ntitle: x\n---**Hello**\nworld\n\n---\nmore")
    assert (header.body, header.body_line) == ("**Hello**\nworld\n\n---\nmore", 3)
    assert found[0].startswith("content/x.md:3:4: warning[glued-fence]")


def test_a_file_that_is_one_code_fence_is_unwrapped() -> None:
    header, found = split("```markdown\n---\ntitle: x\n---\nbody\n```python\nx\n```\n```\n")
    assert (header.body, header.body_line) == ("body\n```python\nx\n```\n", 5)
    assert (header.values["title"].line, header.values["title"].column) == (3, 1)
    assert found[0].startswith("content/x.md:1:1: info[wrapped-file]")
    assert split("```md\na\n```\n\ntext\n\n```\nb\n```\n")[0].form == "none"


@pytest.mark.parametrize(
    "text",
    [
        yaml("title: x", "title: y"),
        yaml("title: a: b", "title: y"),
        '{"title": "x",\n "title": "y"}\nBody',
        '+++\ntitle = "x"\ntitle = "y"\n+++\nBody',
        "Title: x\nTitle: y\n\nBody",
    ],
)
def test_a_repeated_key_is_reported_in_every_form_and_the_last_counts(text: str) -> None:
    metadata, found = read(text)
    assert metadata.title == "y"
    line = [each for each in found if "duplicate-key" in each]
    assert len(line) == 1
    assert "is already set on line" in line[0]


def test_toml_and_json_faults_are_survived() -> None:
    metadata, found = read('+++\ntitle = "x"\ndate = 2024-1-5\n[extra]\nbar = no\n+++\nBody')
    assert (metadata.title, str(metadata.date)) == ("x", "2024-01-05 00:00:00+01:00")
    assert metadata.extra == {"bar": "no"}
    assert [line[:35] for line in found] == [
        "content/x.md:3:12: error[header-syn", "content/x.md:5:7: error[header-synt"
    ]  # fmt: skip
    metadata, found = read('{\n  "title": "x",\n  "tags": ["a",],\n  date: "2024-01-05"\n}\nBody')
    assert (metadata.title, metadata.taxonomies) == ("x", {"tags": ("a",)})
    assert str(metadata.date) == "2024-01-05 00:00:00+01:00"
    # From Python 3.13 on, the fault is the comma; before, it is the bracket behind it.
    assert re.match(r"content/x\.md:3:1[56]: error\[header-syntax\]", found[0])


def test_multimarkdown_values_go_on_over_indented_lines() -> None:
    metadata, _ = read("Title: x\nSummary: one\n    two\nAuthors: Ann Lee\n  Bo Ek\n\nBody")
    assert (metadata.summary, metadata.authors) == ("one two", ("Ann Lee", "Bo Ek"))


@pytest.mark.parametrize(
    ("lines", "field", "wanted"),
    [
        (("pubDate: 17 December 2023",), "date", "2023-12-17T00:00:00+01:00"),
        (("publishDate: 17 December 2023",), "date", "2023-12-17T00:00:00+01:00"),
        (("published: 2024-07-01",), "date", "2024-07-01T00:00:00+02:00"),
        (("lastmod: 2024-07-01 10:00",), "updated", "2024-07-01T10:00:00+02:00"),
        (("last_update: {date: 2024-07-01}",), "updated", "2024-07-01T00:00:00+02:00"),
        (("expires: 2024-07-01",), "expiry_date", "2024-07-01T00:00:00+02:00"),
    ],
)
def test_dates_of_other_generators_are_understood(
    lines: tuple[str, ...], field: str, wanted: str
) -> None:
    metadata, found = read(yaml(*lines))
    assert getattr(metadata, field).isoformat() == wanted
    assert found == []


def test_publish_date_beside_a_date_holds_the_post_back() -> None:
    metadata, _ = read(yaml("date: 2024-01-05", "publishDate: 2024-02-05"))
    assert metadata.date == datetime(2024, 1, 4, 23, tzinfo=UTC)
    assert metadata.publish_date == datetime(2024, 2, 4, 23, tzinfo=UTC)
    assert read(yaml("publishDate: 2024-02-05"))[0].publish_date is None


def test_a_date_without_a_year_takes_it_from_the_file_name() -> None:
    assert str(read(yaml("date: 3rd Jan"), "content/2024-01-07-x.md")[0].date)[:10] == "2024-01-03"
    assert str(read(yaml("date: 9 Jan"), "content/2024-01-07-x.md")[0].date)[:10] == "2024-01-09"
    assert str(read(yaml("date: 31 Dec"), "content/2024-01-07-x.md")[0].date)[:10] == "2023-12-31"
    (found,) = read(yaml("date: 3rd Jan"))[1]
    assert found.startswith('content/x.md:2:1: error[bad-date] "date" has no year: "3rd Jan"')


@pytest.mark.parametrize(
    ("line", "field", "wanted"),
    [
        ("seoTitle: x", "seo_title", "x"),
        ("seo: {title: x}", "seo_title", "x"),
        ("excerpt: x", "summary", "x"),
        ("subtitle: x", "summary", "x"),
        ("author: Ann Lee and Bo Ek", "authors", ("Ann Lee", "Bo Ek")),
        ("author: 'Smith & Sons'", "authors", ("Smith & Sons",)),
        ("authors: [{name: Ann}, Bo <b@x.org>]", "authors", ("Ann", "Bo")),
        ("authors: {ann: {url: x}}", "authors", ("ann",)),
        ("published: false", "draft", True),
        ("draft: yes", "draft", True),
        ("draft: 'false'", "draft", False),
        ("status: hidden", "draft", True),
        ("status: published", "draft", False),
        ("locale: en_US", "language", "en-US"),
        ("url: /a/b/", "permalink", "/a/b/"),
        ("url: https://x.org/", "canonical_url", "https://x.org/"),
        ("slug: /my/page", "permalink", "/my/page"),
        ("slug: My Post", "slug", "My-Post"),
        ("permalink: pretty", "permalink", None),
        ("redirect_from: /old/", "aliases", ("/old/",)),
        ("id: 12", "guid", "12"),
        ("issue: '#45'", "number", 45),
        ("issue: Spring", "number", None),
        ("image: a.png", "feature_image", "a.png"),
        ("image: {feature: a.png}", "feature_image", "a.png"),
        ("cover: {image: a.png, alt: b}", "feature_image", "a.png"),
        ("cover: {image: a.png, alt: b}", "feature_image_alt", "b"),
        ("images: [a.png, b.png]", "feature_image", "a.png"),
        ("heroImage: {src: a.png}", "feature_image", "a.png"),
        ("ShowToc: false", "toc", False),
        ("hide_table_of_contents: true", "toc", False),
        ("tableOfContents: {minHeadingLevel: 2}", "toc", True),
        ("disable_comments: true", "comments", False),
        ("share: off", "social_share", False),
        ("items: none", "items_layout", "none"),
        ("items: false", "items_layout", "none"),
        ("items: [a, b]", "items_layout", None),
        ("layout: ../../layouts/Post.astro", "layout", "Post"),
        ("type: page", "kind", "page"),
        ("type: newsletter", "kind", None),
    ],
)
def test_one_meaning_has_many_spellings(line: str, field: str, wanted: object) -> None:
    metadata, found = read(yaml(line))
    assert getattr(metadata, field) == wanted
    assert found == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (yaml("tags: [a, b c]"), {"tags": ("a", "b c")}),
        (yaml("tags: a, b c"), {"tags": ("a", "b c")}),
        (yaml("tags: a b"), {"tags": ("a", "b")}),
        (yaml("category: This Week in Rust"), {"categories": ("This Week in Rust",)}),
        (yaml("tags: ['#ai', ai, 2024]"), {"tags": ("ai", "2024")}),
        (yaml("series: Big, Bad"), {"series": ("Big, Bad",)}),
        (yaml("series: {name: Big, part: 2}"), {"series": ("Big",)}),
        (yaml("company: OpenAI"), {"companies": ("OpenAI",)}),
        (yaml("taxonomies: {tags: [a]}"), {"tags": ("a",)}),
        (yaml("tags:"), {}),
        ("Title: x\nTags: a b, c\n\n", {"tags": ("a b", "c")}),
    ],
)
def test_terms_are_read_from_lists_and_texts(text: str, wanted: dict[str, tuple[str, ...]]) -> None:
    assert read(text)[0].taxonomies == wanted


def test_keys_nobody_claims_are_kept_and_keys_of_extra_tables_are_lifted() -> None:
    metadata, found = read("+++\nweight = 3\n[extra]\nday = 1979-05-27\nnested = {a = 1}\n+++\n")
    assert metadata.extra == {"weight": 3, "day": "1979-05-27", "nested": {"a": 1}}
    assert found == []


@pytest.mark.parametrize(
    ("key", "meant"),
    [("sumary", "summary"), ("titel", "title"), ("tagz", "tags"), ("catgories", "categories"),
     ("feature_imge", "feature_image"), ("discription", "description"), ("expirydat", "expiry_date")],
)  # fmt: skip
def test_a_slip_is_reported_with_the_key_that_was_meant(key: str, meant: str) -> None:
    metadata, found = read(yaml("title: x", f"{key}: y"))
    (line,) = found
    assert line == (
        f'content/x.md:3:1: warning[unknown-key] front matter has no key "{key}"'
        f'\n  hint: did you mean "{meant}"?'
    )
    assert metadata.extra == {key: "y"}


@pytest.mark.parametrize(
    "key",
    ["weight", "linkTitle", "topics", "people", "models", "sidebar_position", "original_slug", "mood",
     "rating", "cssclasses", "eleventyNavigation", "name", "links", "credit", "version", "dates"],
)  # fmt: skip
def test_keys_of_others_are_kept_in_silence(key: str) -> None:
    metadata, found = read(yaml(f"{key}: y"))
    assert (metadata.extra, found) == ({key: "y"}, [])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("title: [a, b]", '"title" is not a text'),
        ("toc: perhaps", '"toc" is neither true nor false: "perhaps"'),
        ("number: many", '"number" is not a whole number: "many"'),
        ("cover: {height: 3}", '"cover" has no address of a picture'),
        ("items: heading", 'there is no layout of items called "heading"'),
        ("tags: [[a]]", '"tags" is not a list of names'),
        ("check: {bad-dat: off}", 'there is no diagnostic code "bad-dat"'),
        ("check: {bad-date: loud}", '"loud" is no grade for "bad-date"'),
    ],
)
def test_a_value_of_the_wrong_type_is_reported_with_its_place(line: str, message: str) -> None:
    (found,) = read(yaml(line))[1]
    assert found.startswith(f"content/x.md:2:1: warning[bad-value] {message}")
    assert "\n  hint: " in found


def test_of_two_spellings_the_canonical_one_counts() -> None:
    metadata, found = read(
        yaml("pubDate: 2024-01-01", "date: 2024-01-05", "excerpt:", "summary: x")
    )
    assert str(metadata.date)[:10] == "2024-01-05"
    (line,) = found
    assert line == (
        'content/x.md:2:1: info[conflicting-keys] "pubDate" and "date" mean the same and differ'
        '\n  hint: keep one; "date" counts'
    )


def test_a_post_can_silence_and_regrade_codes_for_itself() -> None:
    metadata, found = read(yaml("sumary: x", "check: {unknown-key: off, duplicate-url: error}"))
    assert metadata.checks == {"unknown-key": "off", "duplicate-url": "error"}
    assert found == []
    assert read(yaml("checks: [unknown-key]", "sumary: x"))[1] == []


def test_posts_in_a_drafts_folder_are_drafts_unless_they_say_otherwise() -> None:
    assert read("text", "content/_drafts/x.md")[0].draft
    assert not read(yaml("draft: false"), "content/_drafts/x.md")[0].draft


def test_a_permalink_cannot_leave_the_site() -> None:
    metadata, found = read(yaml("url: /../../etc/"))
    assert metadata.permalink is None
    assert "bad-value" in found[0]


def test_slugs_written_by_hand_stand_in_an_address_as_they_are() -> None:
    assert clean_slug("My Post #4?") == "My-Post-4"
    assert clean_slug("/åäö/") == "åäö"
    assert clean_slug("???") == "untitled"


CHROME = 'Copy path\n1\n2\n{\n"metadata": {"title": "A", "url": "https://x.org/a"},\n"page_content": "Text <b> {{x}}"\n}\n| tail'


def test_a_json_document_is_found_among_other_text() -> None:
    header, found = split(CHROME, "content/a.json")
    metadata, _ = read(CHROME, "content/a.json")
    assert (header.form, header.body, header.body_line) == ("json-document", "Text <b> {{x}}", 6)
    assert (metadata.title, metadata.canonical_url) == ("A", "https://x.org/a")
    assert found == []


@pytest.mark.parametrize(
    ("document", "form"),
    [
        ({"title": "A", "url": "https://x.org", "content": "t"}, "json-document"),
        ({"headline": "A", "link": "https://x.org", "articleBody": "t"}, "json-document"),
        ({"title": "A", "source": "https://x.org", "html": "t"}, "json-html"),
        ({"meta": {"title": "A", "url": "https://x.org"}, "markdown": "t"}, "json-markdown"),
    ],
)
def test_other_shapes_of_json_are_documents_too(document: dict[str, Any], form: str) -> None:
    text = json.dumps(document)
    metadata, _ = read(text, "a.json")
    assert split(text, "a.json")[0].form == form
    assert (metadata.title, metadata.canonical_url) == ("A", "https://x.org")


def test_json_that_is_no_document_is_shown_whole_and_reported() -> None:
    header, found = split('{"a": 1}', "content/a.json")
    assert (header.form, header.body) == ("json-document", '{"a": 1}')
    assert found[0].startswith("content/a.json:1: warning[not-a-document]")
    header, found = split('{"title": "x" "b"}', "content/a.json")
    assert header.body == '{"title": "x" "b"}'
    assert found[0].startswith("content/a.json:1:14: error[header-syntax]")


def test_authors_come_from_the_citation_at_a_documents_end() -> None:
    body = "Text. Citation @article{K, title = {T}, author = {Lee, Ann and {Bo} Ek}, year = {2020}} | |"
    metadata, _ = read(json.dumps({"title": "A", "content": body}), "a.json")
    assert metadata.authors == ("Ann Lee", "Bo Ek")


@pytest.mark.parametrize("form", ["yaml", "toml", "json"])
def test_a_written_header_is_read_back(form: FrontMatterForm) -> None:
    values = {"title": 'A: "b" \\ é', "date": date(2024, 1, 5), "tags": ["x: y", "z"], "draft": True,
              "number": 3}  # fmt: skip
    metadata, found = read(write_front_matter(values, form) + "Body")
    assert found == []
    assert (metadata.title, str(metadata.date)[:10]) == ('A: "b" \\ é', "2024-01-05")
    assert (metadata.taxonomies, metadata.draft, metadata.number) == (
        {"tags": ("x: y", "z")},
        True,
        3,
    )


def test_written_headers_keep_their_order_and_are_valid_for_others() -> None:
    values = {"title": "A", "date": date(2024, 1, 5), "cover": {"image": "a.png"}}
    text = write_front_matter(values)
    assert text.index("title") < text.index("date") < text.index("cover")
    assert frontmatter.loads(text + "\nBody").metadata == values
    assert tomllib.loads(write_front_matter(values, "toml").strip("+\n")) == values


def test_the_table_of_keys_has_no_spelling_twice() -> None:
    spellings = [fold_key(name) for key in KEYS for name in (key.name, *key.synonyms)]
    assert len(spellings) == len(set(spellings))
    assert all(key.description.endswith(".") for key in KEYS)


@given(st.text(max_size=200))
def test_no_header_breaks_the_reader_or_loses_the_body(text: str) -> None:
    for opening in ("", "---\n", "+++\n", "{", "title: "):
        header, _ = split(opening + text + "\n---\n\nLast words.\n")
        assert header.body.endswith("Last words.\n") or header.form == "none"
        read(opening + text)


@given(st.lists(st.sampled_from(
    ["title: x", "title: a: b", "date: 2024-01-05", " date: x", "\ttags: y", "- a", "  - b: c: d", "tags: [a",
     'q: "x', "k:v", "stray", "# c", "", "a: &b 1", "c: *z", "d: |", "  text", "? x", "'k': v", ": v", "%x", "@y"]),
    max_size=9))  # fmt: skip
def test_any_broken_yaml_is_reported_within_the_header(lines: list[str]) -> None:
    report = Report()
    header = read_front_matter(yaml(*lines), "x.md", report)
    assert header.body.endswith("Body")
    for found in report.diagnostics:
        assert found.code in {Code.HEADER_SYNTAX, Code.DUPLICATE_KEY}
        assert 1 <= found.line <= len(lines) + 2
        assert found.column >= 1


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not there")
def test_all_keys_of_the_hugo_seed_are_honoured() -> None:
    text = (SHARED / "seeds" / "content" / "ai-odyssey-february-24.md").read_text("utf-8")
    facts = json.loads((SHARED / "expected" / "seeds.json").read_text("utf-8"))
    wanted = facts["ai-odyssey-february-24.md"]["front_matter"]
    header, _ = split(text)
    metadata, found = read(text)
    assert len(header.values) == 21
    assert header.body_line == 35
    assert found == []
    for field in ("title", "seo_title", "summary", "description", "slug", "draft", "feature_image",
                  "feature_image_alt", "toc", "related", "social_share", "newsletter"):  # fmt: skip
        assert getattr(metadata, field) == wanted[field], field
    assert metadata.date == datetime.fromisoformat(wanted["date"])
    assert (metadata.updated, metadata.expiry_date, metadata.publish_date) == (None, None, None)
    assert metadata.authors == (wanted["author"],)
    assert metadata.comments is not wanted["disable_comments"]
    for name in ("categories", "tags", "series"):
        assert metadata.taxonomies[name] == tuple(wanted[name])
    assert metadata.extra == {}


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not there")
def test_the_scraped_seed_gives_title_source_author_and_text() -> None:
    text = (SHARED / "seeds" / "content" / "llm-primer.json").read_text("utf-8")
    facts = json.loads((SHARED / "expected" / "seeds.json").read_text("utf-8"))["llm-primer.json"]
    header, _ = split(text, "content/llm-primer.json")
    metadata, found = read(text, "content/llm-primer.json")
    assert (metadata.title, metadata.canonical_url) == (
        facts["metadata"]["title"], facts["metadata"]["url"]
    )  # fmt: skip
    assert metadata.authors == ("Aman Chadha",)
    assert len(header.body) == facts["page_content_characters"]
    assert (header.form, found, metadata.date) == ("json-document", [], None)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not there")
def test_headers_of_real_digests_are_read_without_a_complaint() -> None:
    for path in sorted((SHARED / "corpus").rglob("*.m*")):
        if path.is_file():
            text = path.read_bytes().decode().replace("\r\n", "\n")
            metadata, found = read(text, f"content/{path.name}")
            assert found == [], path
            assert metadata.title or not text.startswith(("---", "+++", "Title")), path
