"""Asking for addresses out there: what each answer means, and the manners of asking."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from digest.checks.external import LinkState
from digest.checks.external.fetch import find_missing_fragments
from digest.checks.external.http_client import Response, is_public
from digest.checks.external.retries import retry_after
from support.outside import (
    PATIENCE,
    TODAY,
    Asked,
    Outside,
    Reply,
    ask,
    look_up_only_tests,
    open_outside,
)

_LONG_ENOUGH_TO_MEET = 0.02


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    look_up_only_tests(monkeypatch)
    with open_outside() as world:
        yield world


def status_of(outside: Outside, path: str, **settings: object) -> LinkState:
    url = outside.url(path)
    return ask([url], **settings).states[url]  # type: ignore[arg-type]


# -- what answers mean -----------------------------------------------------------------------------


def test_an_address_that_answers_is_fine_and_asked_for_without_its_body(outside: Outside) -> None:
    state = status_of(outside, "/a")
    assert (state.status, state.checked, state.outcome) == ("200", TODAY, "fine")
    assert outside.paths(rules=True) == ["GET /robots.txt", "HEAD /a"]
    assert {asked.agent for asked in outside.asked} == {"digest/1 (+https://news.example.org)"}


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_dead_at_once_if_get_says_so_too(
    outside: Outside, status: int
) -> None:
    outside.answer("/a", status)
    state = status_of(outside, "/a")
    assert (state.outcome, state.since) == ("dead", TODAY)
    assert outside.paths() == ["HEAD /a", "GET /a"]


@pytest.mark.parametrize("refusal", [403, 404, 405, 500, 501])
def test_who_refuses_head_is_asked_with_get(outside: Outside, refusal: int) -> None:
    outside.answer("/a", refusal, 200)
    assert status_of(outside, "/a").outcome == "fine"


@pytest.mark.parametrize("status", [401, 403, 405, 429, 451, 503, 999])
def test_a_wall_against_machines_says_nothing_however_long_it_stands(
    outside: Outside, status: int
) -> None:
    outside.answer("/a", status)
    url = outside.url("/a")
    before = {url: LinkState(str(status), "2025-01-01")}
    state = ask([url], memory=before).states[url]
    assert (state.status, state.outcome, state.since) == (str(status), "unsure", "")


@pytest.mark.parametrize(
    ("since", "outcome"), [("", "failing"), ("2026-11-20", "failing"), ("2026-10-20", "dead")]
)
def test_faults_of_a_server_count_after_a_month(outside: Outside, since: str, outcome: str) -> None:
    outside.answer("/a", 500)
    url = outside.url("/a")
    memory = {url: LinkState("502", "2026-11-10", since=since)} if since else {}
    assert ask([url], memory=memory).states[url].outcome == outcome


def test_a_success_ends_a_row_of_failures(outside: Outside) -> None:
    url = outside.url("/a")
    memory = {url: LinkState("500", "2026-11-10", since="2026-10-01")}
    assert ask([url], memory=memory).states[url] == LinkState("200", TODAY)


def test_a_name_that_is_no_more_is_dead_when_it_failed_on_two_days(outside: Outside) -> None:
    gone, fine = "http://gone.example/a", outside.url("/a")
    first = ask([gone, fine], today="2026-11-20").states
    assert (first[gone].status, first[gone].outcome) == ("dns", "failing")
    same_day = ask([gone, fine], memory=first, today="2026-11-20", max_age=0).states
    assert same_day[gone].outcome == "failing"
    second = ask([gone, fine], memory=first).states
    assert second[gone] == LinkState("dns", TODAY, since="2026-11-20")
    assert second[gone].outcome == "dead"


def test_a_closed_port_and_a_server_that_hangs_up_have_words(outside: Outside) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    outside.answer("/cut", Reply(0))
    closed, cut, fine = f"http://b.test:{port}/", outside.url("/cut"), outside.url("/a")
    states = ask([closed, cut, fine]).states
    assert [states[url].status for url in (closed, cut, fine)] == ["refused", "cut", "200"]


@pytest.mark.parametrize("raw", [b"\x00\xff no http\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Le"])
def test_an_answer_that_is_none_is_broken_off(outside: Outside, raw: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            no_rules = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            with contextlib.suppress(OSError):
                for reply in itertools.chain([no_rules], itertools.repeat(raw)):
                    connection, _ = server.accept()
                    with connection:
                        connection.recv(65_536)
                        connection.sendall(reply)

        thread = threading.Thread(target=babble, daemon=True)
        thread.start()
        url = f"http://b.test:{server.getsockname()[1]}/"
        assert ask([url, outside.url("/a")]).states[url].status == "cut"
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)


def test_headers_of_any_length_and_kind_are_taken(outside: Outside) -> None:
    outside.answer("/a", Reply(200, {"Content-Security-Policy": "x" * 30_000, "Link": "<ä>"}))
    assert status_of(outside, "/a").outcome == "fine"


def test_a_certificate_nobody_vouches_for_is_told_apart(outside: Outside) -> None:
    plain = f"https://a.test:{outside.port}/"
    url = outside.url("/a")
    crawl = ask([plain, url]).crawl
    assert crawl.results[plain].status == "tls"


def test_silence_is_given_up_and_the_rest_of_that_host_left_for_next_time(
    outside: Outside,
) -> None:
    hanging = threading.Event()

    def hang(asked: Asked) -> None:
        if asked.path.startswith("/slow"):
            hanging.wait(PATIENCE)

    outside.before_answer = hang
    urls = [outside.url("/slow1"), outside.url("/slow2"), outside.url("/a", "b.test")]
    run = ask(urls, timeout=0.5)
    hanging.set()
    assert run.states[urls[0]].status == "timeout"
    assert urls[1] not in run.states
    assert run.crawl.count_outcomes()["left"] == 1


# -- redirects -------------------------------------------------------------------------------------


def to(path: str, status: int = 301) -> Reply:
    return Reply(status, {"Location": path})


def test_what_redirects_for_good_all_the_way_has_moved(outside: Outside) -> None:
    outside.answer("/a", to("/b"))
    outside.answer("/b", to(outside.url("/c#part", "b.test"), 308))
    state = status_of(outside, "/a")
    assert (state.status, state.outcome) == ("301", "moved")
    assert state.final == outside.url("/c", "b.test")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_one_passing_redirect_on_the_way_and_nothing_has_moved(
    outside: Outside, status: int
) -> None:
    outside.answer("/a", to("/b"))
    outside.answer("/b", to("/c", status))
    assert status_of(outside, "/a") == LinkState("200", TODAY)


def test_a_redirect_to_a_page_that_is_gone_is_dead(outside: Outside) -> None:
    outside.answer("/a", to("/b"))
    outside.answer("/b", 404)
    state = status_of(outside, "/a")
    assert (state.status, state.outcome, state.final) == ("404", "dead", "")


@pytest.mark.parametrize(("location", "word"), [("/b", "loop"), ("mailto:me@x.test", "astray")])
def test_redirects_that_lead_nowhere_say_nothing(
    outside: Outside, location: str, word: str
) -> None:
    outside.answer("/a", to(location))
    outside.answer("/b", to("/a"))
    state = status_of(outside, "/a")
    assert (state.status, state.outcome) == (word, "unsure")


# -- manners ---------------------------------------------------------------------------------------


def test_a_busy_host_is_given_the_time_it_asks_for(outside: Outside) -> None:
    outside.answer("/a", Reply(429, {"Retry-After": "7"}), 200)
    url = outside.url("/a")
    run = ask([url], retries=2, delay=0)
    assert run.states[url].outcome == "fine"
    assert run.clock.pauses == [7.0]


def test_without_a_wish_the_pauses_double(outside: Outside) -> None:
    outside.answer("/a", 500)
    run = ask([outside.url("/a")], retries=2, delay=0)
    assert run.clock.pauses == [2.0, 4.0]
    assert outside.paths() == ["HEAD /a", "GET /a", "GET /a", "GET /a"]


def test_who_asks_for_more_time_than_a_run_has_is_left_alone(outside: Outside) -> None:
    outside.answer("/a", Reply(429, {"Retry-After": "3600"}))
    urls = [outside.url("/a"), outside.url("/b"), outside.url("/c", "b.test")]
    run = ask(urls, retries=3, max_wait=60)
    assert sorted(outside.paths()) == ["HEAD /a", "HEAD /c"]
    assert set(run.states) == {urls[0], urls[2]}
    assert run.states[urls[0]].outcome == "unsure"
    assert run.crawl.count_outcomes() == {"unsure": 1, "left": 1, "fine": 1}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30),
        ({"retry-after": "Sat, 21 Nov 2026 12:01:30 GMT", "date": "Sat, 21 Nov 2026 12:00:00 GMT"}, 90),
        ({"retry-after": "Sat, 21 Nov 2026 12:01:30 GMT"}, 0),
        ({"retry-after": "1m0"}, 0),
        ({"retry-after": "-5"}, 0),
        ({}, 0),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date_against_the_hosts_own_clock(
    headers: dict[str, str], seconds: float
) -> None:
    assert retry_after(Response(429, headers)) == seconds


def test_requests_to_one_host_have_pauses_between_them(outside: Outside) -> None:
    run = ask([outside.url(f"/{n}") for n in range(3)], delay=1.5)
    assert run.clock.pauses == [1.5, 1.5, 1.5]


@pytest.mark.parametrize("limit", [1, 3])
def test_a_host_never_has_more_requests_than_it_may(outside: Outside, limit: int) -> None:
    together = threading.Barrier(limit)
    reached = threading.Event()

    def wait_for_others(asked: object) -> None:
        if not reached.is_set() and getattr(asked, "path", "") != "/robots.txt":
            together.wait(PATIENCE)
            reached.set()

    outside.before_answer = wait_for_others
    ask([outside.url(f"/{n}") for n in range(9)], delay=0, per_host_concurrency=limit)
    assert outside.busiest["a.test"] == limit


def test_a_host_to_which_many_others_redirect_has_its_limit_too(outside: Outside) -> None:
    outside.answer("/a", Reply(302, {"Location": outside.url("/b", "hub.test")}))
    outside.before_answer = lambda _: time.sleep(_LONG_ENOUGH_TO_MEET)
    ask([outside.url("/a", f"h{n}.test") for n in range(8)], delay=0)
    assert outside.paths().count("HEAD /b") == 8
    assert outside.busiest["hub.test"] == 1


def test_hosts_are_asked_side_by_side_but_only_so_many(outside: Outside) -> None:
    outside.before_answer = lambda _: time.sleep(_LONG_ENOUGH_TO_MEET)
    ask([outside.url("/", f"h{n}.test") for n in range(8)], concurrency=2)
    assert outside.busiest_of_all == 2


# -- robots.txt ------------------------------------------------------------------------------------


def test_what_robots_txt_forbids_is_not_asked_for_and_not_dead(outside: Outside) -> None:
    rules = "User-agent: *\nDisallow: /private/\nAllow: /private/open\n"
    outside.answer("/robots.txt", Reply(200, body=rules))
    urls = [outside.url(path) for path in ("/private/a", "/private/open", "/b")]
    run = ask(urls)
    assert outside.paths(rules=True).count("GET /robots.txt") == 1
    assert outside.paths() == ["HEAD /b", "HEAD /private/open"]
    assert (run.states[urls[0]].status, run.states[urls[0]].outcome) == ("robots", "unsure")
    assert run.crawl.count_outcomes() == {"fine": 2, "unasked": 1}


def test_rules_for_digest_by_name_count(outside: Outside) -> None:
    rules = "User-agent: digest\nDisallow: /\n\nUser-agent: *\nAllow: /\n"
    outside.answer("/robots.txt", Reply(200, body=rules))
    assert status_of(outside, "/a").status == "robots"


def test_a_crawl_delay_is_heeded(outside: Outside) -> None:
    outside.answer("/robots.txt", Reply(200, body="User-agent: *\nCrawl-delay: 5\n"))
    run = ask([outside.url("/a"), outside.url("/b")], delay=0)
    assert max(run.clock.pauses) == 5.0


@pytest.mark.parametrize(("status", "heard"), [(403, "200"), (500, "robots"), (429, "robots")])
def test_rules_that_are_not_there_allow_and_rules_that_cannot_be_had_forbid(
    outside: Outside, status: int, heard: str
) -> None:
    outside.answer("/robots.txt", status)
    assert status_of(outside, "/a").status == heard


def test_robots_txt_is_followed_and_asked_also_where_a_redirect_leads(outside: Outside) -> None:
    outside.answer("/robots.txt", to("/rules.txt"), host="b.test")
    outside.answer("/rules.txt", Reply(200, body="User-agent: *\nDisallow: /\n"))
    outside.answer("/a", to(outside.url("/b", "b.test")))
    assert status_of(outside, "/a").status == "robots"
    assert "HEAD /b" not in outside.paths()


@pytest.mark.parametrize("location", ["http://gone.example/robots.txt", "mailto:x", "/robots.txt"])
def test_rules_that_lead_nowhere_condemn_no_page(outside: Outside, location: str) -> None:
    outside.answer("/robots.txt", to(location))
    assert status_of(outside, "/a").outcome == "fine"


def test_rules_that_break_off_condemn_no_page(outside: Outside) -> None:
    outside.answer("/robots.txt", Reply(0))
    assert status_of(outside, "/a").status == "robots"


# -- who may be asked ------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "inner.test"])
def test_private_machines_are_not_asked_neither_by_number_nor_by_name(
    outside: Outside, host: str
) -> None:
    url = outside.url("/a", host)
    run = ask([url], allow_private=False)
    assert run.states[url].status == "private"
    assert run.crawl.count_outcomes() == {"unasked": 1}
    assert outside.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False), ("192.168.0.1", False),
        ("224.0.0.1", False), ("100.64.0.1", False), ("::1", False), ("fe80::1%eth0", False),
        ("fd00::1", False), ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False), ("example.org", False),
    ],
)  # fmt: skip
def test_only_the_open_internet_is_public(address: str, public: bool) -> None:
    assert is_public(address) == public


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1", "http://a.test:99999/", "http://{{x}}:y/"]
)
def test_what_is_no_address_is_not_asked_for(outside: Outside, url: str) -> None:
    assert ask([url]).crawl.count_outcomes() == {"unasked": 1}
    assert outside.asked == []


def test_letters_beyond_ascii_are_asked_for_as_browsers_do(outside: Outside) -> None:
    url = outside.url("/日本?q=ä b%20c")
    assert ask([url]).states[url].outcome == "fine"
    assert outside.paths() == ["HEAD /%E6%97%A5%E6%9C%AC?q=%C3%A4%20b%20c"]


# -- whose fault it is -----------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_a_machine_without_a_network_learns_nothing(
    monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    look_up_only_tests(monkeypatch, fault)
    memory = {"http://a.test/": LinkState("200", "2026-01-01")}
    run = ask(["http://a.test/", "http://b.test/"], memory=memory)
    assert run.crawl.is_offline
    assert run.states == memory


def test_a_fault_on_the_way_needs_a_witness_and_one_is_asked(outside: Outside) -> None:
    gone, fine = "http://gone.example/", outside.url("/fine", "b.test")
    memory = {fine: LinkState("200", "2026-11-20")}
    states = ask([gone, fine], memory=memory).states
    assert outside.paths() == ["HEAD /fine"]
    assert states[gone].outcome == "failing"


def test_a_fault_of_https_does_not_count_where_no_https_answers(outside: Outside) -> None:
    secure, plain = f"https://a.test:{outside.port}/", outside.url("/", "b.test")
    run = ask([secure, plain])
    assert set(run.states) == {plain}
    assert run.crawl.count_outcomes() == {"left": 1, "fine": 1}


# -- parts of pages --------------------------------------------------------------------------------


def test_parts_are_looked_for_only_where_that_is_wished(outside: Outside) -> None:
    page = '<h2 id="intro">x</h2><a name=old>y</a><h2 id="user-content-usage">z</h2>'
    outside.answer("/a", Reply(200, body=page))
    url = outside.url("/a")
    parts = ("intro", "old", "usage", "lost", "L10-L20", "/route", ":~:text=x")
    assert ask({url: parts}, fragments=True).states[url].missing == ("lost",)
    assert outside.paths() == ["GET /a"]
    assert ask({url: parts}).states[url].missing == ()


def test_what_is_no_page_has_no_parts_to_miss(outside: Outside) -> None:
    outside.answer("/a", Reply(200, {"Content-Type": "application/pdf"}, "%PDF"))
    url = outside.url("/a")
    assert ask({url: ("page=3x", "x")}, fragments=True).states[url].missing == ()


# -- archived copies -------------------------------------------------------------------------------

API = "/wayback/available"
COPY = "http://web.archive.org/web/20240225/http://a.test/gone"


def snapshot(url: str) -> Reply:
    body = f'{{"archived_snapshots": {{"closest": {{"available": true, "url": "{url}", "status": "200"}}}}}}'
    return Reply(200, {"Content-Type": "application/json"}, body)


def test_a_copy_nearest_to_the_post_is_asked_for_when_a_page_is_dead(outside: Outside) -> None:
    gone, fine = outside.url("/gone"), outside.url("/fine")
    outside.answer("/gone", 404)
    asked = f"{API}?url=http%3A%2F%2Fa.test%3A{outside.port}%2Fgone&timestamp=20240224"
    outside.answer(asked, snapshot(COPY))
    run = ask([gone, fine], archive=True, archive_api=outside.url(API, "archive.test"))
    assert run.states[gone].copy == COPY.replace("http:", "https:", 1)
    assert run.states[fine].archive == ""


@pytest.mark.parametrize(
    ("reply", "kept"),
    [
        (Reply(200, body='{"archived_snapshots": {}}'), "-"),
        (Reply(200, body="<html>"), ""),
        (Reply(200, body="[]"), ""),
        (Reply(503), ""),
        (snapshot("javascript:alert(1)"), "-"),
        (snapshot("https://x.test/ to=https://evil.test/"), "-"),
    ],
)
def test_an_archive_that_has_nothing_is_remembered_and_one_that_fails_asked_again(
    outside: Outside, reply: Reply, kept: str
) -> None:
    gone = outside.url("/gone")
    outside.answer("/gone", 404)
    outside.before_answer = lambda asked: (
        outside.answer(asked.path, reply) if asked.path.startswith(API) else None
    )
    run = ask([gone], archive=True, archive_api=outside.url(API, "archive.test"))
    assert run.states[gone].archive == kept
    assert run.states[gone].copy == ""


def test_parts_of_a_page_are_those_that_browsers_find() -> None:
    page = """<!doctype html><title>x</title><!-- <p id="comment"> --><script>x=' id="script"'</script>
    <p title=' id="title"' id="a&amp;b">One<input name=field><a name=old>Two</a><p id=bare>"""
    response = Response(200, {"content-type": "text/html"}, page.encode(), complete=True)
    asked = ("comment", "script", "title", "field", "a&b", "old", "bare")
    assert find_missing_fragments(response, asked) == ("comment", "script", "title", "field")
    empty = Response(200, {"content-type": "text/html"}, b"", complete=True)
    assert find_missing_fragments(empty, ("a",)) == ("a",)
