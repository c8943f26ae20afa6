"""Rules that need the whole site."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.checks.collisions import find_collisions
from digest.checks.duplicates import check_feed_ids
from digest.core.codes import Code
from digest.core.diagnostics import Report
from support.factories import make_post, summarise


def collisions(*outputs: tuple[str, str]) -> list[tuple[str, str]]:
    report = Report()
    find_collisions(outputs, report)
    assert {d.code for d in report.diagnostics} <= {Code.PATH_COLLISION}
    return [(d.path, d.message) for d in report.diagnostics]


def test_outputs_apart_do_not_collide() -> None:
    assert (
        collisions(
            ("a/index.html", "a.md"), ("b/index.html", "b.md"), ("index.html", "the home page")
        )
        == []
    )


def test_one_path_for_two_sources_names_both() -> None:
    assert collisions(("x/index.html", "content/b.md"), ("x/index.html", "content/a.md")) == [
        ("content/b.md", "x/index.html is also written by content/a.md")
    ]


def test_every_further_claim_is_reported() -> None:
    found = collisions(*(("x/index.html", f"content/{name}.md") for name in "abc"))
    assert [path for path, _ in found] == ["content/b.md", "content/c.md"]


def test_one_source_may_not_write_one_path_twice_either() -> None:
    assert len(collisions(("x.html", "a.md"), ("x.html", "a.md"))) == 1


def test_names_that_differ_in_case_or_accents_form_only_are_one_file_somewhere() -> None:
    assert collisions(("Tags/AI/index.html", "one"), ("tags/ai/index.html", "two")) == [
        (
            "two",
            "tags/ai/index.html and Tags/AI/index.html, written by one, are one file on many systems",
        )
    ]
    assert len(collisions(("caf\u00e9.html", "one"), ("cafe\u0301.html", "two"))) == 1


def test_a_file_cannot_have_the_name_of_a_folder() -> None:
    message = "cannot be a file and a folder at once"
    early = collisions(("feed", "a.md"), ("feed/index.html", "b.md"))
    late = collisions(("feed/index.html", "a.md"), ("feed", "b.md"))
    assert early == [("b.md", f"feed/index.html and feed, written by a.md, {message}")]
    assert late == [("b.md", f"feed and feed/index.html, written by a.md, {message}")]


@given(
    st.lists(st.sampled_from(["a", "A", "a/b", "a/b/c", "B", "b/c", "d.html"]), max_size=6),
    st.randoms(),
)
def test_what_collides_does_not_depend_on_the_order(paths: list[str], chance: object) -> None:
    outputs = [(path, f"{number}.md") for number, path in enumerate(paths)]
    shuffled = list(outputs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert collisions(*outputs) == collisions(*shuffled)
    keys = [path.lower() for path in paths]
    clean = len(set(keys)) == len(keys) and not any(
        b.startswith(f"{a}/") for a in keys for b in keys
    )
    assert (collisions(*outputs) == []) == clean


def feed_problems(*guids: str | None) -> list[tuple[str, str]]:
    report = Report()
    posts = [
        summarise(make_post(f"content/{n}.md", date=f"2026-01-{n:02}", guid=guid))
        for n, guid in enumerate(guids, 1)
    ]
    check_feed_ids(posts[::-1], report)
    assert {d.code for d in report.diagnostics} <= {Code.DUPLICATE_ID}
    return [(d.path, d.message) for d in report.diagnostics]


def test_posts_without_an_id_or_with_their_own_are_fine() -> None:
    assert feed_problems(None, None, "urn:x", "urn:y") == []


def test_an_id_asked_for_twice_stays_with_the_oldest_post() -> None:
    assert feed_problems("urn:x", "urn:x") == [
        ("content/2.md", '"urn:x" is already the id of content/1.md')
    ]


def test_an_id_copied_everywhere_is_one_problem_not_hundreds() -> None:
    (problem,) = feed_problems(*["urn:x"] * 9)
    assert problem == (
        "content/2.md",
        '"urn:x" is already the id of content/1.md, and 7 more ask for it',
    )
