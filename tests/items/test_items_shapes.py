"""Whole small digests in the shapes people publish; every sentence here is made up for the test."""

from __future__ import annotations

from datetime import date

from support.recognition import items_of, places_of, recognise, titles_of


def test_numbered_headings_over_prose() -> None:
    items = items_of("""
Some words before the first item.

## 1. A ferry learns to dock itself

The [harbour](https://harbour.example/ferry) let a model steer. Nobody noticed, which was the aim.

### Why it matters

Docking is where most scratches happen.

## 2. Maps without north 🧭

A group in Lund draws [maps](https://maps.example) that turn with the reader.
""")
    assert [(i.number, i.title, i.url) for i in items] == [
        (1, "A ferry learns to dock itself", "https://harbour.example/ferry"),
        (2, "Maps without north", "https://maps.example"),
    ]


def test_what_why_resources_take_the_first_resource() -> None:
    items = items_of("""
## Lab releases a small model
### What :dart:
On February 3rd, 2024 the lab showed a model built on [older work](https://old.example).
### Why it is interesting :eyes:
It fits in a watch.
### Resources
1. [Announcement](https://lab.example/small)
2. [Weights](https://huggingface.co/lab/small)

## A shop opens its cash registers
### What :dart:
The [chain](https://chain.example) publishes every receipt.
### Why it is interesting :eyes:
Receipts are diaries.
### Resources
1. [Data](https://data.example/receipts)
""", title="Monthly")  # fmt: skip
    assert [(i.title, i.url, str(i.date)) for i in items] == [
        ("Lab releases a small model", "https://lab.example/small", "2024-02-03"),
        ("A shop opens its cash registers", "https://data.example/receipts", "None"),
    ]
    assert [link.kind for link in items[0].links] == ["article", "article", "model"]


def test_chapters_with_recurring_parts_under_several_headings() -> None:
    text = """
# Vehicles

## On water

Two boats were launched:
- [One](https://one.example), early.
- [Two](https://two.example), late.

#### Sloop
A [sloop](https://sloop.example) has one mast.
##### Strengths
It goes close to the wind.
##### Limits
It needs a deep harbour.

#### Ketch
A [ketch](https://ketch.example) has two masts.
##### Strengths
Its sails are small and easy to handle.
##### Limits
It is slow.
"""
    assert places_of(text) == [("On water", "Sloop"), ("On water", "Ketch")]


def test_linked_headings_with_reading_times() -> None:
    items = items_of("""
## Big Stories

### [Chip maker opens a plant (4 minute read)](https://news.example/plant?utm_source=letter)

The plant will make memory for phones, and employ two thousand people.

### [Faster sorting](https://github.com/a/sort) by Kari

A branchless merge for short lists.

## Quick Links

### [A clock in CSS (GitHub Repo)](https://clock.example)

Hands drawn with gradients.
""")
    assert [(i.section, i.title, i.kind) for i in items] == [
        (("Big Stories",), "Chip maker opens a plant", "article"),
        (("Big Stories",), "Faster sorting", "code"),
        (("Quick Links",), "A clock in CSS", "article"),
    ]


def test_headings_that_are_links_over_lists_are_sections() -> None:
    text = """
## [Requests](https://tracker.example/requests)

* [Plan the move](https://tracker.example/1)
* [Stop the move](https://tracker.example/2)
"""
    assert places_of(text) == [("Requests", "Plan the move"), ("Requests", "Stop the move")]


def test_a_plain_heading_among_linked_ones_is_an_item_if_it_tells_something() -> None:
    text = """
## Projects

### [`boat`](https://github.com/a/boat)

The crate keeps track of buoys, and learnt about currents in March.

- [Add currents](https://github.com/a/boat/pull/1)

### [`tide`](https://github.com/a/tide)

Tables of high water for every harbour, now with half hours.

### From the blog: how we count waves

We look at the [spectrum](https://waves.example) and hope for the best, as one does at sea.
"""
    assert titles_of(text) == ["boat", "tide", "From the blog: how we count waves"]


def test_a_list_after_linked_headings_belongs_to_the_last_of_them() -> None:
    head = "\n".join(
        f"## [Thing {n}](https://t{n}.example)\n\nWords about thing {n} that fill a line or two.\n"
        for n in range(4)
    )
    text = head + "\n## Demos\n\n- [One](https://one.example)\n- [Two](https://two.example)\n"
    recognition = recognise(text)
    assert [i.title for i in recognition.items] == ["Thing 0", "Thing 1", "Thing 2", "Thing 3"]
    assert recognition.placements[-1].count == 4


def test_a_round_up_after_linked_headings_is_a_section_of_its_own() -> None:
    head = "\n".join(
        f"## [Thing {n}](https://t{n}.example)\n\nWords about thing {n} that fill a line or two.\n"
        for n in range(4)
    )
    text = head + "\n## Quick links\n\n- [One](https://one.example)\n- [Two](https://two.example)\n"
    assert places_of(text)[-2:] == [("Quick links", "One"), ("Quick links", "Two")]


def test_prose_that_ends_in_a_link_leading_on() -> None:
    items = items_of("""
# Harbour News 7

## A new crane in the east basin
The crane lifts forty tonnes, and sings while it does so. It replaces two older ones.

[Read more](https://harbour.example/crane)

## Applications close on Friday
Pilots who want to steer the school ship can apply until then, with a letter and a song.

[Apply today](https://school.example)

## Jobs at the harbour
[Crane driver](https://jobs.example/1): strong arms wanted.

[Singer](https://jobs.example/2): for the crane.
""", title="Harbour News 7")  # fmt: skip
    assert [(i.title, i.url) for i in items] == [
        ("A new crane in the east basin", "https://harbour.example/crane"),
        ("Applications close on Friday", "https://school.example"),
    ]


def test_headlines_over_prose_with_links() -> None:
    text = """
Dear friends, [something](https://x.example) happened to me.

## A Model That Reads Maps Like a Pilot

It reads altitudes off contour lines and was [published in May](https://maps.example/paper).

## Courts Ask Who Wrote the Melody

The [first ruling](https://court.example) favours the singer over the machine that copied her.

## Cheaper Chips for Slow Jobs

Old accelerators find a second life in batch work, says [a report](https://report.example).
"""
    assert titles_of(text) == []
    assert titles_of(text, date=date(2025, 5, 1)) == [
        "A Model That Reads Maps Like a Pilot",
        "Courts Ask Who Wrote the Melody",
        "Cheaper Chips for Slow Jobs",
    ]


def test_an_essay_has_no_items() -> None:
    text = """
# On slow software

## Background

It was [long ago](https://b.example). Much has changed since, and not all of it for the better.

## Method

We [measured](https://c.example) things twice, and wrote down the second number.

- once in the morning
- once at night

## Conclusion

Slow is [fine](https://d.example) where people wait anyway, which is everywhere.
"""
    assert titles_of(text) == []


def test_dated_entries_in_dated_groups() -> None:
    recognition = recognise("""
# Weekly Boats

**7 Jan 2024**
1.\t4 Jan, Harbour Lab published a [paper](https://arxiv.org/abs/2401.00001) “How Ropes Learn”. It finds that they do not.

2.\t31 Dec, researchers from Tide Uni and Moon Institute etc released a [report](https://tide.example/r.html) “High Water”. Dry reading.

1)\t29 Dec, according to [The Daily Gull](https://gull.example/a), fish prices fall for the third week. Nobody is glad.

**30 Dec 2023**

- 28 Dec, Quay [posted](https://x.com/quay/status/1) on X that they will close. It rained.
""")  # fmt: skip
    assert recognition.newest_date is not None
    assert recognition.newest_date.isoformat() == "2024-01-07"
    assert [(str(i.date), i.sources, i.title, i.kind) for i in recognition.items] == [
        ("2024-01-04", ("Harbour Lab",), "How Ropes Learn", "paper"),
        ("2023-12-31", ("Tide Uni", "Moon Institute"), "High Water", "article"),
        ("2023-12-29", ("The Daily Gull",), "fish prices fall for the third week", "article"),
        ("2023-12-28", ("Quay",), "Quay posted on X that they will close", "social"),
    ]
    assert [i.section for i in recognition.items] == [("7 Jan 2024",)] * 3 + [("30 Dec 2023",)]
    assert recognition.items[0].summary == "It finds that they do not."


def test_dated_paragraphs() -> None:
    items = items_of("""
## March 2025

**3 March**: [Quay](https://quay.example/open) opens again.

**1 March**: [Gull](https://gull.example/print), a paper, prints on both sides.
""")
    assert [(str(i.date), i.title) for i in items] == [
        ("2025-03-03", "Quay opens again"),
        ("2025-03-01", "Gull"),
    ]


def test_bullets_with_labels_emoji_and_remarks() -> None:
    items = items_of("""
### Watching
* [video] [Sailing at night](https://night.example)
* 🎧 [The deck log](https://log.example) (52 min)
* 【论文】[风的形状](https://arxiv.org/abs/2501.1)：一篇短文。
* [@kari](https://x.com/kari/status/1) counted every lighthouse in Norway. There are many.
* **[Rope](https://github.com/a/rope)** – knots as a library
* The [survey](https://survey.example) is open until May.
* **Paper:** [Drift](https://lab.example/drift), by Ola
""")  # fmt: skip
    assert [(i.title, i.kind) for i in items] == [
        ("Sailing at night", "video"),
        ("The deck log", "article"),
        ("风的形状", "paper"),
        ("@kari counted every lighthouse in Norway", "social"),
        ("Rope", "code"),
        ("The survey is open until May", "article"),
        ("Drift", "paper"),
    ]
    assert items[3].summary == "There are many."
    assert items[4].summary == "knots as a library"


def test_bold_leads_with_prose_under_bold_sub_headings() -> None:
    items = items_of("""
# Recap

**Ships and crews**

- **A ferry learns to dock**: [@harbour](https://x.com/harbour/status/1) shows it, [@pilot](https://x.com/pilot/status/2) doubts it.
- **Crews get shorter watches** after the union asked [the ministry](https://gov.example) twice.

**Weather**

- **Fog, mostly**: said [the office](https://met.example).
""")  # fmt: skip
    assert [(i.section, i.title, i.url) for i in items] == [
        (("Ships and crews",), "A ferry learns to dock", "https://x.com/harbour/status/1"),
        (("Ships and crews",), "Crews get shorter watches", "https://gov.example"),
        (("Weather",), "Fog, mostly", "https://met.example"),
    ]


def test_nested_bullets_belong_to_their_parent_and_venues_are_sections() -> None:
    text = """
## Discussions

- [A long thread](https://talk.example/1)
  - [One answer](https://talk.example/1#2)
  - Another answer

## Events

* Oslo
    * [Night of knots](https://meet.example/1)
    * [Open deck](https://meet.example/2)
* 2024-01-03 | Virtual | [Lund Sailors](https://meet.example/lund)
    * [**Evening of charts**](https://meet.example/lund/1)
"""
    assert places_of(text) == [
        ("Discussions", "A long thread"),
        ("Events / Oslo", "Night of knots"),
        ("Events / Oslo", "Open deck"),
        ("Events / 2024-01-03 | Virtual | Lund Sailors", "Evening of charts"),
    ]


def test_tables_with_links() -> None:
    items = items_of("""
| Paper | Links |
| --- | --- |
| 1) **Knots that tie themselves** - a study of ropes. | [Paper](https://arxiv.org/abs/2401.1), [Tweet](https://x.com/a/status/1) |
| 2) Plain sailing  Describes a boat in plain words. | [Post](https://x.com/a/status/2), [Paper](https://arxiv.org/abs/2401.2) |

| Here | There |
| --- | --- |
| [One](https://one.example) | [Two](https://two.example) |

| Metric | Value |
| --- | --- |
| Speed | 7 |
""")  # fmt: skip
    assert [(i.number, i.title, i.url, i.summary) for i in items] == [
        (1, "Knots that tie themselves", "https://arxiv.org/abs/2401.1", "a study of ropes."),
        (2, "Plain sailing", "https://x.com/a/status/2", "Describes a boat in plain words."),
    ]


def test_numbered_paragraphs_as_in_chinese_weeklies() -> None:
    items = items_of("""
## 工具

1、[小工具](https://github.com/a/b)：一行命令。

![](https://img.example/a.png)

2、[文章] [《绳结》](https://knots.example)，by 张三

3、[甲](https://a.example) 和 [乙](https://b.example) 合并了

__4、没有链接的东西__

## 言论

1、

“风不说话。”
""")
    assert [(i.number, i.title, i.url) for i in items] == [
        (1, "小工具", "https://github.com/a/b"),
        (2, "《绳结》", "https://knots.example"),
        (3, "甲 和 乙 合并了", "https://a.example"),
        (4, "没有链接的东西", None),
    ]


def test_bold_lines_over_prose() -> None:
    items = items_of("""
# Research

***How Gulls Decide: A Field Study***

They look at the [chips](https://chips.example) first.

***Tides and Taxes***

Both come [twice](https://tax.example) a day, roughly.

# Noted

- Kari wrote an [article](https://kari.example) on salt.
""")
    assert [(i.section[0], i.title, i.url) for i in items] == [
        ("Research", "How Gulls Decide: A Field Study", "https://chips.example"),
        ("Research", "Tides and Taxes", "https://tax.example"),
        ("Noted", "Kari wrote an article on salt", "https://kari.example"),
    ]


def test_paragraphs_led_by_bold_words_that_end_in_read_more() -> None:
    items = items_of("""
Welcome back. [Subscribe here](https://letter.example/sub).

**A small lab trains a robot to carry soup:**
*…Cheap floors beat expensive ones…*
They used [a public simulator](https://sim.example/a).
   **Read more:** [Soup at scale (arXiv)](https://arxiv.org/abs/2501.00001).

####################################################

**Two cities share one traffic model:**
The cities now use the same weights.
   **Read more:** [One model, two cities](https://city.example/model).

####################################################

**Tales:**

**The lighthouse**
It blinked twice, and nobody answered.
""")
    assert [(i.title, i.url) for i in items] == [
        ("A small lab trains a robot to carry soup", "https://arxiv.org/abs/2501.00001"),
        ("Two cities share one traffic model", "https://city.example/model"),
    ]


def test_paragraphs_that_begin_with_a_link() -> None:
    text = """
## Articles

[Typing a large code base, slowly](https://types.example/slow)
What a team learnt from three years of adding types.

▶ [Generics, two years in](https://go.example/generics) — What changed and what did not.

What is a [name service](https://names.example)?

## Ask

[How do you take notes?](https://talk.example/3) //example [comments→](https://talk.example/c/3)

[Which editor in 2030?](https://talk.example/4) //example [comments→](https://talk.example/c/4)

## More

* [One](https://one.example) with a list after it.
"""
    assert places_of(text) == [
        ("Articles", "Typing a large code base, slowly"),
        ("Articles", "Generics, two years in"),
        ("Articles", "What is a name service?"),
        ("Ask", "How do you take notes?"),
        ("Ask", "Which editor in 2030?"),
        ("More", "One"),
    ]


def test_numbered_entries_without_links_count_where_their_sections_are_built_of_them() -> None:
    long = (
        "这是一个很长的条目，讲述了一个关于港口和渡轮的故事，并且没有任何链接可以点击，只有文字。"
    )
    text = f"""
### 产品

1. **渡轮** {long} [更多详情](https://a.example)

2. {long}

### 研究

1. {long} [更多详情](https://b.example)

2. **绳结**：{long}
"""
    items = items_of(text)
    assert [i.url for i in items] == ["https://a.example", None, "https://b.example", None]
    assert items[3].title == "绳结"


def test_an_awesome_list() -> None:
    text = """
# Awesome Sails

## Contents

- [Charts](#charts)
- [Weather](#weather)

## Charts

- [openchart](https://github.com/a/openchart) - Free nautical charts.

## Weather

- [gribview](https://github.com/a/gribview) - Look at GRIB files.

## Contributors

- [@kari](https://github.com/kari)
- [@ola](https://github.com/ola)
"""
    assert places_of(text) == [("Charts", "openchart"), ("Weather", "gribview")]


def test_what_is_no_item() -> None:
    assert titles_of("""
In this edition:

- a ferry
- a map

## Table of contents

1. [Ferry](#ferry)
2. [Map](#map)

## New contributors

* Adam
* Berta

## Sign up

- [Subscribe](https://letter.example) to our letter

## Rust Jobs

- [Engineer](https://jobs.example)

Thanks to [@kendase3](https://github.com/kendase3) and [@e820](https://github.com/e820)!
""") == []  # fmt: skip


def test_lists_of_people_are_no_items_wherever_they_stand() -> None:
    text = """
## This week

- [@kari](https://github.com/kari)
- [@ola](https://github.com/ola)
- [Siri](https://github.com/siri)
"""
    assert titles_of(text) == []


def test_code_comments_and_html_are_no_structure() -> None:
    text = """
<!--
## [Template](https://template.example)
Words under a heading in a comment, long enough to be prose.
-->

```
# 1. Not a heading
- [not](https://an.example) entry
```

## News

- [Real](https://real.example)
"""
    assert titles_of(text) == ["Real"]


def test_right_to_left_and_japanese() -> None:
    items = items_of("""
## أخبار

- [نموذج جديد](https://ar.example/m): أصغر وأسرع.

## 記事

- [新しい型の話](https://ja.example/types)：型を少しずつ足す方法。
""")
    assert [(i.title, i.summary) for i in items] == [
        ("نموذج جديد", "أصغر وأسرع."),
        ("新しい型の話", "型を少しずつ足す方法。"),
    ]
    assert [i.anchor for i in items] == ["نموذج-جديد", "新しい型の話"]


def test_containers_that_only_group_are_looked_into() -> None:
    text = """
## News

:::links
- [One](https://one.example)

[Two](https://two.example) is here.

[Three](https://three.example) too.
:::

:::note
- [An aside](https://aside.example)
:::
"""
    recognition = recognise(text)
    assert [i.title for i in recognition.items] == ["One", "Two", "Three"]
    assert [p.path for p in recognition.placements] == [(1, 0, 0), (1, 1), (1, 2)]


def test_the_end_of_the_issue_belongs_to_no_item() -> None:
    text = """
## 1. Ropes

They are long, as everyone on board will tell you.

---

## 2. Sails

They are wide, as everyone on board will tell you.

---

That's all for this week! If you liked it, tell a friend.

[Subscribe](https://letter.example)
"""
    assert [p.count for p in recognise(text).placements] == [2, 2]


def test_sections_with_the_same_lists_in_each_are_no_items() -> None:
    text = """
## Monday

### Papers

[Ropes](https://r1.example) get shorter, says a paper with forty authors and one rope.

[Sails](https://s1.example) get wider, says another one with a single author.

### Tools

- [Knot](https://k1.example) ties itself.

## Tuesday

### Papers

[Tides](https://t2.example) come twice, says a paper with forty authors and one tide.

[Gulls](https://g2.example) look first, says another one with a single author.

### Tools

- [Buoy](https://b2.example) floats.
"""
    assert [i.section for i in items_of(text)] == [
        ("Monday", "Papers"), ("Monday", "Papers"), ("Monday", "Tools"),
        ("Tuesday", "Papers"), ("Tuesday", "Papers"), ("Tuesday", "Tools"),
    ]  # fmt: skip


def test_a_linked_heading_is_an_item_whatever_it_is_called() -> None:
    items = items_of("""
### [Batch jobs at sea](https://jobs.example)

They run at night, when nobody needs the engine.

### [About ropes](https://ropes.example)

They are long, as everyone on board will tell you.
""")
    assert [i.title for i in items] == ["Batch jobs at sea", "About ropes"]


def test_entries_of_numbered_lists_have_their_numbers() -> None:
    items = items_of("3. [One](https://one.example)\n4. [Two](https://two.example)\n")
    assert [i.number for i in items] == [3, 4]


def test_paragraphs_can_be_marked() -> None:
    text = """
Words about [nothing](https://nothing.example) much.

{.item}
A thing happened [here](https://here.example). It was small.

[One](https://one.example) more.
"""
    assert titles_of(text) == ["A thing happened here"]


def test_linked_headings_that_stand_over_lists_elsewhere_are_sections() -> None:
    text = """
### [Quiet channel](https://chat.example/quiet)

- **Somebody** said little, and nobody linked to anything at all.

### [Loud channel](https://chat.example/loud)

- **A rope**: sold [here](https://rope.example).
- **A sail**: sold [there](https://sail.example).

### [Requests](https://tracker.example/requests)

* *No requests were made this week.*
"""
    assert places_of(text) == [("Loud channel", "A rope"), ("Loud channel", "A sail")]


def test_people_are_not_what_an_entry_is_about() -> None:
    items = items_of("""
- [Kari Nordmann](https://x.com/kari) wrote [an essay](https://kari.example) on salt.
- [Ola](https://github.com/ola) made ropes shorter.
- [boatyard](https://github.com/boatyard): an organisation that builds hulls.
""")
    assert [(i.title, i.url) for i in items] == [
        ("Kari Nordmann wrote an essay on salt", "https://kari.example"),
        ("Ola made ropes shorter", "https://github.com/ola"),
        ("boatyard", "https://github.com/boatyard"),
    ]


def test_events_without_a_year_lie_ahead() -> None:
    text = """
## {name}

- 7 Feb: [Night of knots](https://meet.example/1)
- 20 Dec 2019: [Old night](https://meet.example/2)
- 27 Jan: [Last night](https://meet.example/3)
"""
    day = date(2020, 1, 28)
    ahead = [str(i.date) for i in items_of(text.format(name="Upcoming events"), date=day)]
    behind = [str(i.date) for i in items_of(text.format(name="News"), date=day)]
    assert ahead == ["2020-02-07", "2019-12-20", "2020-01-27"]
    assert behind == ["2019-02-07", "2019-12-20", "2020-01-27"]


def test_news_in_running_text_of_a_dated_post() -> None:
    text = """
## Community

Kari [wrote](https://kari.example/ropes) about ropes that tie themselves.

The harbour opened [its archive](https://harbour.example/archive). It is wet.

## Changes

Ola [fixed](https://github.com/a/b/pull/1) a bug in the tide tables.

Siri [merged](https://github.com/a/b/pull/2) faster currents.
"""
    assert titles_of(text) == []
    items = items_of(text, date=date(2024, 5, 1))
    assert [(i.section[0], i.title, i.url) for i in items] == [
        ("Community", "Kari wrote about ropes that tie themselves", "https://kari.example/ropes"),
        ("Community", "The harbour opened its archive", "https://harbour.example/archive"),
        ("Changes", "Ola fixed a bug in the tide tables", "https://github.com/a/b/pull/1"),
        ("Changes", "Siri merged faster currents", "https://github.com/a/b/pull/2"),
    ]


def test_lines_that_ask_are_no_news_and_news_that_look_alike_are() -> None:
    assert titles_of("""
- [Subscribe to the letter](https://letter.example)
- [Submit your rope](https://submit.example)
- [Join our harbour](https://join.example)
- [suggest faster knots in the compiler](https://github.com/a/b/pull/1)
- [Sponsors leave the race](https://race.example)
- [Support for sails ends](https://sails.example)
""") == [
        "suggest faster knots in the compiler",
        "Sponsors leave the race",
        "Support for sails ends",
    ]  # fmt: skip


def test_a_bold_title_may_share_its_paragraph_with_the_words_after_it() -> None:
    items = items_of("""
## Tools

**A kettle that knits**\x20\x20
<https://kettle.example>\x20\x20
It takes an hour for a sock, and the tea is cold by then.

**Lamps, sorted**
<https://lamps.example/all>
By brightness, which [nobody](https://nobody.example) asked for.

**Warm tip**\x20\x20
Wool is warm.
""")
    assert [(i.title, i.url, i.summary) for i in items] == [
        ("A kettle that knits", "https://kettle.example",
         "It takes an hour for a sock, and the tea is cold by then."),
        ("Lamps, sorted", "https://lamps.example/all", "By brightness, which nobody asked for."),
    ]  # fmt: skip


def test_contents_over_headings_is_no_table_of_contents() -> None:
    text = """
## Content

### Boats

1、[Oars](https://oars.example)：They steer.

2、[Sails](https://sails.example)：They pull.

## Contents

- [Boats](https://boats.example)
- [More](https://more.example)
"""
    assert titles_of(text) == ["Oars", "Sails"]
