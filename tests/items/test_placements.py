"""Where items lie in the tree: the blocks each of them spans, and the dates that head groups."""

from __future__ import annotations

from support.recognition import recognise


def test_containers_that_only_group_are_looked_into() -> None:
    recognition = recognise("""
## News

:::links
- [One](https://one.example) is the first of them, and the oldest.
- [Two](https://two.example) came after it.
:::

:::note
- [An aside](https://aside.example)
:::
""")
    assert [i.title for i in recognition.items] == ["One", "Two"]
    assert [p.path for p in recognition.placements] == [(1, 0, 0), (1, 0, 1)]


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


def test_a_list_after_linked_headings_lies_in_the_last_of_them() -> None:
    head = "\n".join(
        f"## [Thing {n}](https://t{n}.example)\n\nWords about thing {n} that fill a line or two.\n"
        for n in range(4)
    )
    text = head + "\n## Demos\n\n- [One](https://one.example)\n- [Two](https://two.example)\n"
    recognition = recognise(text)
    assert [i.title for i in recognition.items] == ["Thing 0", "Thing 1", "Thing 2", "Thing 3"]
    assert recognition.placements[-1].count == 4


def test_the_newest_date_over_a_group_dates_the_post() -> None:
    recognition = recognise("""
**7 Jan 2024**

1. 4 Jan, Harbour Lab published a [paper](https://arxiv.org/abs/2401.00001) “How Ropes Learn”.
2. 31 Dec, Quay [posted](https://x.com/quay/status/1) on X that they will close.

**30 Dec 2023**

- 28 Dec, Quay [posted](https://x.com/quay/status/2) on X that they will open.
- 27 Dec, a gull [sat](https://gull.example/1) on the crane.
""")
    assert recognition.newest_date is not None
    assert recognition.newest_date.isoformat() == "2024-01-07"
