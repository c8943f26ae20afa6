"""`links.lock` and what is asked for next: stable bytes, old before new, and within the budget."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from digest.checks.external import (
    LinkState,
    format_link_states,
    link_key,
    load_link_states,
    parse_link_states,
    save_link_states,
)
from digest.checks.external.outcomes import classify_status
from digest.checks.external.request_plan import ExternalLink, list_external_links, plan_requests
from digest.config.command_tables import ExternalTable
from digest.core.model import Image, Link, Post
from support.factories import make_post
from support.sites import version_of

TODAY = date(2026, 11, 21)
STATES = {
    "https://z.example/": LinkState("200", "2026-11-21"),
    "https://a.example/old": LinkState("301", "2026-11-21", final="https://a.example/new?x=1"),
    "https://a.example/gone": LinkState(
        "404",
        "2026-11-20",
        since="2026-11-01",
        archive="https://web.archive.org/web/2024/https://a",
    ),
    "https://a.example/page": LinkState("200", "2026-11-02", missing=("x", "y%2Cz")),
    "https://b.example/": LinkState("dns", "2026-11-02", since="2026-11-02", archive="-"),
}


def test_a_lock_is_read_as_it_was_written_whatever_the_order() -> None:
    text = format_link_states(STATES)
    assert parse_link_states(text) == STATES
    assert format_link_states(dict(reversed(STATES.items()))) == text
    lines = text.splitlines()[1:]
    assert lines == sorted(lines)
    assert lines[2] == "https://a.example/page 200 2026-11-02 missing=x,y%2Cz"


def test_of_two_lines_for_one_address_the_newer_counts_and_marks_of_git_are_passed_over() -> None:
    text = (
        "<<<<<<< ours\nhttps://a.example/ 404 2026-11-02 since=2026-11-01\n=======\n"
        "https://a.example/ 200 2026-11-03\n>>>>>>> theirs\nhttps://b.example/ 200 soon\nhalf a line\n"
    )
    assert parse_link_states(text) == {"https://a.example/": LinkState("200", "2026-11-03")}


def test_a_lock_that_stays_the_same_is_not_written_again(tmp_path: Path) -> None:
    assert save_link_states(tmp_path, STATES)
    before = version_of(tmp_path / "links.lock")
    assert not save_link_states(tmp_path, STATES)
    assert version_of(tmp_path / "links.lock") == before
    assert load_link_states(tmp_path) == STATES
    assert [path.name for path in tmp_path.iterdir()] == ["links.lock"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://a.example/x#part", "https://a.example/x"),
        ("https://a.example/x y", "https://a.example/x%20y"),
        ("mailto:a@example.org", ""), ("/posts/a/", ""), ("//a.example/", ""), ("https://", ""),
    ],
)  # fmt: skip
def test_the_key_of_an_address_is_what_is_asked_for(url: str, key: str) -> None:
    assert link_key(url) == key


@pytest.mark.parametrize(
    ("status", "days", "outcome"),
    [
        ("404", 0, "dead"), ("410", 0, "dead"),
        ("dns", 0, "failing"), ("dns", 1, "dead"), ("tls", 1, "dead"), ("refused", 1, "dead"),
        ("timeout", 29, "failing"), ("timeout", 30, "dead"), ("500", 30, "dead"),
        ("522", 30, "dead"), ("dns-fault", 1, "failing"), ("cut", 30, "dead"),
        ("403", 900, "unsure"), ("429", 900, "unsure"), ("503", 900, "unsure"),
        ("451", 900, "unsure"), ("robots", 900, "unsure"), ("300", 900, "unsure"),
        ("204", 0, "fine"),
    ],
)  # fmt: skip
def test_what_counts_as_dead_is_as_documented(status: str, days: int, outcome: str) -> None:
    since = date.fromordinal(TODAY.toordinal() - days).isoformat()
    assert classify_status(status, since, TODAY.isoformat()) == outcome


# -- which addresses there are ---------------------------------------------------------------------


def post_with(*urls: str, day: int = 1, images: tuple[str, ...] = ()) -> Post:
    return make_post(
        path=f"content/{day}.md",
        date=f"2024-02-{day:02}",
        links=tuple(Link(url=url, text="x", kind="article") for url in urls),
        images=tuple(Image(url=url, alt="x") for url in images),
    )


def links_of(*posts: Post, ignore: tuple[str, ...] = ()) -> dict[str, ExternalLink]:
    table = ExternalTable(ignore=ignore)
    found = list_external_links(posts, table, "https://news.example.org")
    return {target.url: target for target in found}


def test_links_and_images_out_there_count_once_with_their_days_and_parts() -> None:
    found = links_of(
        post_with("https://a.example/x#one", "/here/", "mailto:a@b.example", day=3),
        post_with("https://a.example/x#two", images=("https://a.example/i.png",), day=1),
    )
    assert set(found) == {"https://a.example/x", "https://a.example/i.png"}
    target = found["https://a.example/x"]
    assert (target.first, target.last) == (date(2024, 2, 1), date(2024, 2, 3))
    assert target.fragments == ("one", "two")


def test_the_sites_own_addresses_are_not_out_there() -> None:
    own = ("https://news.example.org", "https://news.example.org/a/")
    assert set(links_of(post_with(*own, "https://news.example.organic/"))) == {
        "https://news.example.organic/"
    }


@pytest.mark.parametrize(
    ("pattern", "ignored"),
    [
        (
            "a.example",
            {"https://a.example/x", "https://www.a.example/", "http://sub.a.example:8/y"},
        ),
        ("a.example/x", {"https://a.example/x"}),
        ("https://a.example/", {"https://a.example/x"}),
        ("*.pdf", {"https://ba.example/z.pdf"}),
        ("*a.example/x", {"https://a.example/x"}),
        ("https://*.example/", {"https://www.a.example/"}),
        ("A.EXAMPLE/X", {"https://a.example/x"}),
        ("", set()),
    ],
)
def test_hosts_prefixes_and_patterns_can_be_ignored(pattern: str, ignored: set[str]) -> None:
    urls = {
        "https://a.example/x", "https://www.a.example/", "http://sub.a.example:8/y",
        "https://ba.example/z.pdf", "https://a.example.org/",
    }  # fmt: skip
    assert urls - set(links_of(post_with(*urls), ignore=(pattern,))) == ignored


# -- which of them are asked for -------------------------------------------------------------------


def plan(memory: dict[str, LinkState], *links: ExternalLink, **settings: int) -> list[str]:
    table = ExternalTable(**settings)  # type: ignore[arg-type]
    return [t.url for t in plan_requests(links, memory, table, TODAY).links]


def test_never_asked_comes_first_newest_post_first_then_the_oldest_answer() -> None:
    hosts = [
        ExternalLink(f"https://{name}.example/", last=date(2024, 1, n + 1))
        for n, name in enumerate("abcd")
    ]
    memory = {
        hosts[0].url: LinkState("200", "2026-09-02"),
        hosts[1].url: LinkState("200", "2026-09-01"),
    }
    order = [f"https://{name}.example/" for name in "dcba"]
    assert plan(memory, *hosts) == order
    assert plan(memory, *hosts, budget=3) == order[:3]


def test_what_the_budget_leaves_is_counted_and_what_is_fresh_too() -> None:
    links = [ExternalLink(f"https://{name}.example/") for name in "abcd"]
    memory = {links[0].url: LinkState("200", "2026-11-20")}
    planned = plan_requests(links, memory, ExternalTable(budget=2), TODAY)
    assert (len(planned.links), planned.deferred, planned.not_due) == (2, 1, 1)


def test_one_host_does_not_use_the_budget_up() -> None:
    many = [ExternalLink(f"https://a.example/{n}") for n in range(5)]
    assert plan({}, *many, ExternalLink("https://b.example/"), per_host=2, budget=3) == [
        "https://a.example/0", "https://a.example/1", "https://b.example/",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        (LinkState("200", "2026-10-22"), True), (LinkState("200", "2026-10-23"), False),
        (LinkState("dns", "2026-11-20", since="2026-11-20"), True),
        (LinkState("dns", "2026-11-21", since="2026-11-21"), False),
        (LinkState("404", "2026-11-14", since="2026-11-14"), True),
        (LinkState("404", "2026-11-15", since="2026-11-15"), False),
        (LinkState("403", "2026-10-23"), False), (LinkState("private", "2026-11-20"), False),
    ],
)  # fmt: skip
def test_answers_are_good_for_a_while_and_doubts_for_a_day(state: LinkState, asked: bool) -> None:
    target = ExternalLink("https://a.example/")
    assert plan({target.url: state}, target) == [target.url] * asked


def test_private_machines_are_due_once_they_may_be_asked() -> None:
    target = ExternalLink("http://10.0.0.1/")
    memory = {target.url: LinkState("private", "2026-11-20")}
    planned = plan_requests([target], memory, ExternalTable(), TODAY, allow_private=True)
    assert planned.links == (target,)
