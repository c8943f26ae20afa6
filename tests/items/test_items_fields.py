"""The fields of an item: identity, anchor, links, kind, sources, summary, and what is pinned."""

from __future__ import annotations

import string
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.tables import ItemsTable
from digest.core.addresses import canonicalise
from support.recognition import items_of, recognise, recognise_with_report, titles_of


def test_the_id_follows_the_address_and_not_the_place_or_wording() -> None:
    one = items_of("- [A thing](https://arxiv.org/abs/2401.00001)\n- [B](https://b.example)")[0]
    other = items_of("- [B](https://b.example)\n- [Thing!](http://arxiv.org/pdf/2401.00001v2)")[1]
    assert one.id == other.id
    assert one.anchor == "a-thing"
    assert other.anchor == "thing"
    assert len(one.id) == 12
    assert set(one.id) <= set(string.hexdigits)


def test_without_an_address_the_id_follows_the_title() -> None:
    text = "1、[a](https://a.example) x\n\n__2、{}__\n\ntext"
    one, other = (items_of(text.format(t))[1] for t in ("A Small Thing", "a small thing!"))
    assert (one.url, other.url) == (None, None)
    assert one.id == other.id


def test_anchors_are_unique_and_do_not_count_places() -> None:
    text = "## Notes\n\n- [Notes](https://a.example)\n- [Notes](https://b.example)\n{}"
    short = items_of(text.format(""))
    long = items_of(
        text.replace("## Notes\n\n", "## Notes\n\n- [X](https://x.example)\n").format("")
    )
    assert [i.anchor for i in short] == [i.anchor for i in long][1:]
    assert len({i.anchor for i in short} | {"notes"}) == 3


def test_heading_items_keep_the_headings_id() -> None:
    items = items_of("## 1. First thing {#own}\n\nSome words about the first thing here.\n\n"
                     "## 2. Second thing\n\nSome words about the second thing here.")  # fmt: skip
    assert [i.anchor for i in items] == ["own", "2-second-thing"]


def test_repeated_addresses_are_reported_with_their_places() -> None:
    text = "- [One](https://a.example/x)\n- [Two](http://www.a.example/x/?utm_source=y)\n"
    _, diagnostics = recognise_with_report(text)
    (repeat,) = diagnostics
    assert (repeat.line, repeat.column) == (2, 3)
    assert repeat.message == (
        "http://www.a.example/x/?utm_source=y is already the link of the item at line 1"
    )


def test_two_places_in_one_page_are_no_repeat() -> None:
    text = "- [One](https://a.example/x#one)\n- [Two](https://a.example/x#two)\n"
    assert recognise_with_report(text)[1] == ()


def test_links_have_kinds_places_and_text() -> None:
    (item,) = items_of(
        "- [Boat](https://boat.example) ([paper](https://arxiv.org/abs/2401.1), "
        "[code](https://github.com/a/b), [mail](mailto:a@b.c), [up](#top), [empty]())"
    )
    assert [(link.text, link.kind, link.line) for link in item.links] == [
        ("Boat", "article", 1), ("paper", "paper", 1), ("code", "code", 1),
    ]  # fmt: skip


def test_the_link_that_says_what_it_is_comes_before_others() -> None:
    (item,) = items_of(
        "- Ropes got shorter ([demo](https://demo.example), [paper](https://p.example))"
    )
    assert (item.url, item.kind) == ("https://p.example", "paper")


def test_footnotes_count_to_the_items_links_but_bare_citations_do_not() -> None:
    items = items_of("""
## 1. Ropes

A [rope](https://rope.example) is long.[^1] It is also strong.[^2]

## 2. Sails

A [sail](https://sail.example) is wide, and more words follow here.

[^1]: [Source](https://source.example)
[^2]: https://bare.example/x
""")
    assert [link.url for link in items[0].links] == [
        "https://rope.example", "https://source.example",
    ]  # fmt: skip


def test_a_pictures_own_link_is_no_source() -> None:
    (item,) = items_of("- [![a](https://i.example/a.png)](https://i.example/a.png) Ropes, "
                       "[says Kari](https://kari.example)")  # fmt: skip
    assert item.url == "https://kari.example"
    assert len(item.links) == 1


def test_an_address_that_a_template_would_fill_is_no_address() -> None:
    items = items_of(
        "- [A question?]({{base}}115311) Kari answers.\n- [Other #1][] changes a knot."
    )
    assert [(i.title, i.url) for i in items] == [("A question?", None), ("Other #1", None)]


@pytest.mark.parametrize(
    ("entry", "sources"),
    [
        ("[OpenAI launches a harbour](https://news.example)", ("OpenAI",)),
        (
            "[Anthropic and Google publish tide tables](https://news.example)",
            ("Anthropic", "Google"),
        ),
        ("[Groq - fast boats](https://news.example)", ("Groq",)),
        ("[Nvidia’s new rope](https://news.example)", ("Nvidia",)),
        ("[A rope](https://openai.com/rope)", ("OpenAI",)),
        ("[A rope](https://github.com/openai/rope)", ("OpenAI",)),
        ("[A rope](https://x.com/MistralAI/status/1)", ("Mistral",)),
        ("[A rope](https://unknown.example)", ()),
        ("[Kari launches a boat](https://unknown.example)", ()),
    ],
)
def test_sources(entry: str, sources: tuple[str, ...]) -> None:
    assert items_of(f"- {entry}")[0].sources == sources


def test_sources_of_headings_are_read_from_their_first_words() -> None:
    items = items_of("""
## 1. Reasoning without ropes

On May 3, 2024 researchers from Google Deepminde released a paper about it.

> Knots are not needed. — Nvidia

## 2. A long essay

Much was written, in [my letter](https://me.example) and elsewhere.

Recently Microsoft just released a boat.

> Boats float. - Mistral
""")
    assert [(i.sources, str(i.date)) for i in items] == [
        (("Google DeepMind",), "2024-05-03"),
        (("Microsoft", "Mistral"), "None"),
    ]


def test_every_field_can_be_pinned() -> None:
    recognition, diagnostics = recognise_with_report("""
## A quiet week {.item source="Big Lab, Other Lab" date=2024-02-21 kind=model number=7 url=https://p.example title="Quiet"}

Nothing [happened](https://n.example).

## Not this one {.not-item}

- [One](https://one.example)
""")  # fmt: skip
    (item,) = recognition.items
    assert (item.title, item.url, item.kind, item.number) == (
        "Quiet",
        "https://p.example",
        "model",
        7,
    )
    assert (item.date, item.sources) == (date(2024, 2, 21), ("Big Lab", "Other Lab"))
    assert diagnostics == ()


def test_marked_items_count_even_where_nothing_is_one() -> None:
    text = """
## About

Words.

### A thing {.item}

It is [here](https://thing.example).
"""
    assert titles_of(text) == ["A thing"]
    assert titles_of(text, layout="none") == ["A thing"]


def test_pins_nobody_understands_are_reported_and_guessed() -> None:
    text = "## 1. Ropes {kind=modle date=someday number=x}\n\nLong words about ropes, and [more](https://r.example).\n\n## 2. Sails\n\nLong words about sails, and [more](https://s.example)."
    recognition, diagnostics = recognise_with_report(text)
    assert [(i.kind, i.date, i.number) for i in recognition.items] == [
        ("article", None, 1), ("article", None, 2),
    ]  # fmt: skip
    assert [(d.line, d.message, d.hint) for d in diagnostics] == [
        (1, '"someday" is no date', "for example date=2024-02-21"),
        (1, '"x" is no number', "for example number=3"),
        (1, 'there is no kind "modle"', 'did you mean "model"?'),
    ]


CHAPTER = """
## Ropes
A [rope](https://rope.example).
- [One](https://one.example)

## Sails
A [sail](https://sail.example).
"""


def test_a_layout_can_be_asked_for() -> None:
    assert titles_of(CHAPTER) == ["One"]
    assert titles_of(CHAPTER, layout="headings") == ["Ropes", "Sails"]
    assert titles_of(CHAPTER, layout="none") == []
    assert titles_of(CHAPTER, table=ItemsTable(layout="headings", level=2)) == ["Ropes", "Sails"]
    assert titles_of(CHAPTER, table=ItemsTable(ignore_sections=("ropes",))) == []
    assert titles_of(CHAPTER, layout="bullets", table=ItemsTable(layout="none")) == ["One"]


def test_a_whole_post_can_be_one_item() -> None:
    known = {
        "title": "Aman's Notes • On Boats",
        "url": "https://aman.example/boats",
        "summary": "S.",
    }
    recognition = recognise("Long text about [boats](https://b.example).", **known)
    (item,) = recognition.items
    assert (item.title, item.url, item.sources) == (known["title"], known["url"], ("Aman's Notes",))
    assert recognition.placements == ()
    assert recognition.choices[-1].layout == "post"
    assert titles_of("Words.", layout="post", title="T") == ["T"]


def test_every_choice_is_explained() -> None:
    recognition = recognise("""
# Contents

- [One](#one)

# News

- [One](https://one.example)

# People

- [@kari](https://github.com/kari)
- [@ola](https://github.com/ola)
""")
    assert [(c.section, c.layout, c.count) for c in recognition.choices] == [
        (("Contents",), "none", 0),
        (("News",), "bullets", 1),
        (("People",), "none", 0),
    ]
    contents, news, _ = (choice.reason for choice in recognition.choices)
    assert "against: a table of contents" in contents
    assert news.startswith("for: a link opens it")


def test_placements_lead_to_the_blocks_of_each_item() -> None:
    recognition = recognise("""
## 1. Ropes

They are long, as everyone on board will tell you.

---

## 2. Sails

They are wide, as everyone on board will tell you.

# List

- [One](https://one.example)
- two
- [Three](https://three.example)
""")
    assert [(p.path, p.count, p.position) for p in recognition.placements] == [
        ((0,), 2, 1), ((3,), 2, 2), ((6, 0), 1, 3), ((6, 2), 1, 4),
    ]  # fmt: skip


def test_summaries_are_short_and_do_not_repeat_the_title() -> None:
    long = "They are long. " * 60
    items = items_of(f"- [Ropes](https://r.example) – {long}\n- [Sails](https://s.example)\n")
    assert items[0].summary.startswith("They are long.")
    assert len(items[0].summary) <= 300
    assert items[1].summary == ""


@pytest.mark.parametrize(
    "part",
    ["**What.** It floats.", "**Why it matters:** It floats.", "**What**: It floats.",
     "👉 **TL;DR** — It floats."],
)  # fmt: skip
def test_a_summary_begins_behind_the_name_of_the_part(part: str) -> None:
    (item,) = items_of(f"# 1. [A boat](https://boat.example)\n\n{part}\n\n**Why.** Salt.\n")
    assert item.summary == "It floats. Salt."


@pytest.mark.parametrize(
    "words", ["**What a boat** that is.", "**Acme:** it floats.", "**Why** boats float is known."]
)
def test_bold_words_that_say_something_stay_in_the_summary(words: str) -> None:
    (item,) = items_of(f"# 1. [A boat](https://boat.example)\n\n{words}\n")
    assert item.summary == words.replace("*", "")


@given(st.lists(st.sampled_from([
    "# A", "## 1. B", "## [C](https://c.example)", "- [d](https://d.example)", "  - e", "1、f",
    "**g**", "28 Jan 2024", "- 3 May, H [posted](https://h.example) x", "| a | b |", "|--|--|",
    "| [i](https://i.example) | j |", "text", "[k](https://k.example) l", "", "---", "> m", "```",
    "- [n][]", "[x]: y", "<!--", "-->", "{.item}", "*", "**[o](https://o.example)**",
]), max_size=14))  # fmt: skip
def test_any_text_gives_items_with_titles_and_true_places(lines: list[str]) -> None:
    recognition = recognise("\n".join(lines))
    anchors = [item.anchor for item in recognition.items]
    assert len(set(anchors)) == len(anchors)
    assert len(recognition.placements) == len(recognition.items)
    assert all(1 <= item.line <= len(lines) for item in recognition.items)
    paths = [p.path for p in recognition.placements]
    assert paths == sorted(paths)
    assert len(set(paths)) == len(paths)


def test_long_paragraphs_are_read_in_time() -> None:
    entry = "- **" + "word " * 6000 + "** [x](https://x.example) " + "a.b " * 8000
    text = "\n".join([entry, "", "[" * 3000, "", "1" * 3000, "", "“" * 3000, "", "A " * 9000])
    start = time.process_time()
    recognise(text + "\n\n3 May, " + "Org and " * 3000 + "[paper](https://p.example)")
    assert time.process_time() - start < 5


def test_ids_use_the_canonical_form() -> None:
    (item,) = items_of("- [x](https://www.example.com/a/?utm_source=z)")
    (same,) = items_of(f"- [y]({canonicalise('https://www.example.com/a/?utm_source=z')})")
    assert item.id == same.id
