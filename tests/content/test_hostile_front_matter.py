"""Front matter that means harm, or was broken by a program: a diagnostic with a place, never more."""

from __future__ import annotations

import random
import time

import msgspec
import pytest

from digest.config.tables import Config
from digest.content.front_matter import KEYS
from digest.content.inventory import Source
from digest.content.parse import Parsed, parse_post
from support.sites import SiteDriver

START = {"yaml": "---\ntitle: A\n", "toml": '+++\ntitle = "A"\n', "json": '{"title": "A",\n'}
END = {"yaml": "---\nWords.\n", "toml": "+++\nWords.\n", "json": "}\nWords.\n"}

ODD_VALUES = (
    *[
        "x",
        "[]",
        "{}",
        "-",
        "~",
        "yes",
        "true",
        ".inf",
        ".nan",
        "1e999",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "//x",
        "/index.html",
    ],
    *[
        "http://[::1",
        "../../x",
        "a:b",
        "%zz",
        "13/13/2026",
        "06-10-2026",
        "[[a]]",
        "{a:b}",
        "javascript:alert(1)",
    ],
    *("[a, b]", "{a: b}", "{name: x}", "{created: 2026-02-03}", "!!binary aGk=", "!!set {a, b}"),
    *('"\\ud800"', '"\\0"', "&a *a", "<<: 3", "|\n  x", "2026-02-03 25:00", "[{label: x}, 3]"),
    *("9" * 30, "2026-02-03T10:00:00+99:99", "2026-02-03 10:00 Etc/Bad", "\u202e", "x" * 999),
)


def parse(text: str, path: str = "content/a.md") -> Parsed:
    return parse_post(Source(path=path, data=text.encode()), Config())


def problems(parsed: Parsed) -> list[str]:
    return [str(found).split("\n")[0] for found in parsed.diagnostics]


def front_matter(form: str, line: str) -> str:
    return f"{START[form]}{line}\n{END[form]}"


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("yaml", "status: []"),
        ("yaml", "status: [a]"),
        ("toml", "status = []"),
        ("json", '"status": []'),
        ("yaml", "type: {}"),
        ("toml", "type = {a = 1}"),
        ("json", '"type": {"a": []}'),
    ],
)
def test_a_list_or_mapping_where_a_word_belongs_is_reported(form: str, line: str) -> None:
    parsed = parse(front_matter(form, line))
    place = 3 if form != "json" else 2
    key = line.strip('"')[:6].strip(' :"=')
    assert problems(parsed) == [f'content/a.md:{place}:1: warning[bad-value] "{key}" is not a word']
    assert not parsed.post.draft


@pytest.mark.parametrize("count", [40, 1000, 100_000])
@pytest.mark.parametrize("form", ["yaml", "toml", "json"])
def test_values_that_nest_too_deep_are_reported(form: str, count: int) -> None:
    deep = "[" * count + "]" * count
    line = {"yaml": f"x: {deep}", "toml": f"x = {deep}", "json": f'"x": {deep}'}[form]
    found = problems(parse(front_matter(form, line)))
    assert [line.split(" ")[1] for line in found] == ["error[header-syntax]"]
    assert found[0].startswith("content/a.md:")


def test_a_json_document_that_nests_too_deep_is_reported() -> None:
    text = '{"title": "A", "content": "Words.", "x": ' + "[" * 1000 + "]" * 1000 + "}"
    (found,) = problems(parse(text, "content/a.json"))
    assert found.startswith("content/a.json:1:42: error[header-syntax] not valid JSON: lists and")


def test_a_key_of_too_many_parts_is_reported() -> None:
    found = problems(parse(front_matter("toml", f"{'a.' * 200_000}a = 1")))
    assert found == ['content/a.md:3:1: error[header-syntax] "a": a key has too many parts']


@pytest.mark.parametrize("layout", ["x" * 300, f"a/{'x' * 251}"])
def test_a_layout_that_no_file_can_be_called_is_reported(layout: str, site: SiteDriver) -> None:
    site.write({"content/a.md": f"---\ndate: 2026-01-02\nlayout: {layout}\n---\nWords.\n"})
    (found,) = site.build().problems
    assert found.startswith('content/a.md:3:1: warning[bad-value] "layout" cannot be the name')


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('permalink: "a:b"', "bad-address"),
        ("permalink: /.digest-files/x/", "bad-address"),
        ('permalink: "http://[::1"', "bad-value"),
        ('canonical_url: "http://[::1"', "bad-value"),
        ('feature_image: "http://[::1"', "bad-value"),
        ('aliases: ["http://[::1"]', "bad-address"),
        ("aliases: ['c:d']", "bad-address"),
        ("date: 9999-12-31", "bad-date"),
        ("updated: 9999-12-31T23:59:59-12:00", "bad-date"),
    ],
)
def test_an_address_or_date_nothing_can_be_made_of_is_reported(
    line: str, code: str, site: SiteDriver
) -> None:
    site.write({"content/a.md": f"---\ntitle: A\n{line}\n---\nWords.\n"})
    (found,) = site.build().result.report.diagnostics
    assert (found.path, str(found.code)) == ("content/a.md", code)
    assert found.line == (0 if "aliases" in line else 3)


@pytest.mark.parametrize("line", ["date: 0001-01-01T00:00:00Z", "expiryDate: 9999-12-31T23:59:59Z"])
def test_dates_that_mean_none_are_none(line: str, site: SiteDriver) -> None:
    site.write({"content/a.md": f"---\ntitle: A\n{line}\n---\nWords.\n"})
    site.write({"site.toml": "[expect]\nnewest_within_days = 0\n"})
    site.build().expect_problems()


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ('[permalinks.pinned]\n"content/a.md" = "http://[::1"\n', "2:1"),
        ('[permalinks.pinned]\n"content/a.md" = "c:/x/"\n', "2:1"),
        ('[permalinks.redirects]\n"a:b" = "/"\n', "2:1"),
        ('[taxonomies.tags]\npath = "a:b"\n', "2:1"),
        ('[taxonomies.tags]\npath = "../../x"\n', "2:1"),
        ("[expect]\nnewest_within_days = 99999999999\n", "2:1"),
        ("[build]\nfuture_grace = 99999999999\n", "2:1"),
    ],
)
def test_a_setting_nothing_can_be_made_of_is_reported(
    settings: str, place: str, site: SiteDriver
) -> None:
    site.write({"content/a.md": "# A\n", "site.toml": settings})
    (found,) = site.build().problems
    assert found.startswith(f"site.toml:{place}: error[bad-config-value]")


@pytest.mark.parametrize("name", ["a:b.txt", ".digest-files", "new\nline.txt", "back\\slash.txt"])
def test_a_file_that_cannot_be_written_is_left_out(name: str, site: SiteDriver) -> None:
    site.write({"content/a.md": "# A\n", f"static/{name}": "x"})
    built = site.build()
    assert [str(found.code) for found in built.result.report.diagnostics] == ["unusable-name"]
    assert built.has("/a/")


@pytest.mark.parametrize(
    "line",
    [
        f"tags: [{', '.join(f'tag {n}' for n in range(5000))}]",
        f"tags: [{', '.join(['same'] * 19_000)}]",
        "\n".join(f"unheard{n}of: 1" for n in range(5000)),
        "\n".join(f"a{n}: &a{n} [1, 2]" for n in range(4000)),
    ],
    ids=["different tags", "equal tags", "unknown keys", "anchors"],
)
def test_very_many_values_take_no_longer_than_a_moment(line: str) -> None:
    started = time.process_time()
    parsed = parse(f"---\ntitle: A\n{line}\n---\nWords.\n")
    assert time.process_time() - started < 2
    assert len(parsed.post.taxonomies.get("tags", ())) <= 250


def test_of_very_many_tags_the_first_count(site: SiteDriver) -> None:
    tags = ", ".join(f"tag {number}" for number in range(5000))
    site.write({"content/a.md": f"---\ntitle: A\ntags: [{tags}]\n---\nWords.\n"})
    (found,) = site.build().problems
    assert found.startswith(
        'content/a.md:3:1: warning[bad-value] "tags" has 5000 terms: the first 250 count'
    )


@pytest.mark.parametrize(
    ("form", "line", "title"),
    [
        ("json", '"title": "a\\ud800b"', "ab"),
        ("json", '"title": "a\\u0000\\u0007b"', "ab"),
        ("yaml", 'title: "a\\x07\\0b"', "ab"),
        ("json", f'"title": {"9" * 30}', "9" * 30),
        ("toml", f"title = {'9' * 30}", "9" * 30),
    ],
)
def test_what_no_output_can_hold_is_left_out_of_values(form: str, line: str, title: str) -> None:
    start = {"yaml": "---\n", "toml": "+++\n", "json": "{\n"}[form]
    post = parse(f"{start}{line}\n{END[form]}").post
    assert post.title == title
    assert msgspec.json.encode(post)


def test_no_combination_of_odd_values_is_an_internal_error() -> None:
    chance = random.Random(2026)
    for _ in range(300):
        lines = [f"{chance.choice(KEYS).name}: {chance.choice(ODD_VALUES)}" for _ in range(4)]
        parsed = parse("---\n" + "\n".join(lines) + "\n---\nBody ![a](b.png)\n\n<!--more-->\n\nx\n")
        assert msgspec.json.encode(parsed.post)
        assert all(str(found).encode() for found in parsed.diagnostics)
