"""The preview, over real connections: pages, files, news, problems, and a clean stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest

from digest.core.diagnostics import DigestError
from digest.serve.preview import ListenAddress, bind
from digest.serve.watch import Batch, CannotWatchError, Watcher
from support.serving import PATIENCE, News, Visit, serve
from support.sites import write_file

POST = """---
title: {title}
date: 2024-02-0{day}
tags: [models]
---
{body}
"""
SITE = {
    "content/one.md": POST.format(title="First issue", day=1, body="The first body."),
    "content/two.md": POST.format(title="Second issue", day=2, body="See [one](one.md)."),
    "content/film/index.md": POST.format(title="Film", day=3, body="![A frame](a%20frame.png)"),
    "content/film/a frame.png": "0123456789",
    "content/about.md": "# About\n\nA text.\n",
    "static/extra.css": "body { color: red }",
    "templates/partials/footer.html": '<footer>Foot <link rel="stylesheet" href="{{ "/extra.css" | link }}"></footer>\n',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in SITE.items():
        write_file(tmp_path / "site" / name, text)
    return tmp_path / "site"


@pytest.fixture
def visit(root: Path) -> Iterator[Visit]:
    with serve(root) as visit:
        yield visit


def test_a_page_is_rendered_for_the_local_address_with_the_script(visit: Visit) -> None:
    home = visit.get("/")
    assert home.status == 200
    assert home.headers["content-type"] == "text/html; charset=utf-8"
    assert home.headers["cache-control"] == "no-store"
    assert f'<link rel="canonical" href="{visit.address}">' in home.text
    assert home.text.count('<script src="/__digest__/client.js" data-events') == 1
    assert home.seen
    assert visit.get("/__digest__/client.js").headers["content-type"].startswith("text/javascript")


def test_nothing_is_written_but_the_cache(visit: Visit) -> None:
    visit.get("/")
    assert {path.name for path in visit.root.iterdir()} == {
        "content", "static", "templates", ".digest",
    }  # fmt: skip


def test_links_between_files_and_feeds_work(visit: Visit) -> None:
    assert '<a href="/posts/one/">one</a>' in visit.get("/posts/two/").text
    assert visit.get("/rss.xml").headers["content-type"] == "application/xml"
    assert "The first body." in visit.get("/rss.xml").text
    assert visit.get("/items.json").headers["content-type"] == "application/json"
    assert visit.get("/assets/code.css").text.startswith(("/*", ".", "@", ":"))


def test_what_is_not_there_gets_the_sites_own_404_page(visit: Visit) -> None:
    missing = visit.get("/posts/nowhere/")
    assert missing.status == 404
    assert "First issue" in missing.text
    assert visit.get("/assets/nothing.png").status == 404


def test_a_folder_without_its_slash_is_redirected(visit: Visit) -> None:
    reply = visit.get("/posts/one?x=1")
    assert (reply.status, reply.headers["location"]) == (307, "/posts/one/?x=1")


@pytest.mark.parametrize(
    "path",
    [
        "/../site.toml", "/..%2fsite.toml", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../site.toml",
        "//etc/passwd", "/..%5csite.toml", "/content/one.md", "/.digest/index", "/x%00.html",
        "/templates/partials/footer.html",
    ],
)  # fmt: skip
def test_no_address_leads_out_of_the_site(visit: Visit, path: str) -> None:
    assert visit.get(path).status == 404


def test_files_answer_head_and_range_requests(visit: Visit) -> None:
    path = "/posts/film/a%20frame.png"
    whole, head = visit.get(path), visit.get(path, "HEAD")
    assert (whole.status, whole.body, whole.headers["content-type"]) == (
        200,
        b"0123456789",
        "image/png",
    )
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "10")
    part = visit.get(path, Range="bytes=2-4")
    assert (part.status, part.body) == (206, b"234")
    assert visit.get("/", "HEAD").body == b""
    assert visit.get("/", "POST").status == 405


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200), ("localhost:99", 200), ("[::1]:80", 200), ("blog.localhost", 200),
        ("evil.example", 421), ("evil.example:8000", 421), ("localhost.evil.example", 421), ("", 421),
    ],
)  # fmt: skip
def test_only_this_machines_own_names_are_answered(visit: Visit, host: str, status: int) -> None:
    assert visit.get("/", Host=host).status == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:8000", 200),
        ("http://127.0.0.1", 200),
        ("https://evil.example", 403),
        ("http://localhost.evil.example", 403),
        ("null", 403),
        ("file://localhost", 403),
        ("http://[", 403),
        ("", 403),
    ],
)
def test_no_page_of_another_site_is_answered(visit: Visit, origin: str, status: int) -> None:
    for path in ("/", "/extra.css", "/__digest__/events"):
        if status != 200 or not path.endswith("events"):
            assert visit.get(path, Origin=origin).status == status


def test_no_link_leads_out_of_the_site(root: Path, tmp_path: Path) -> None:
    write_file(tmp_path / "secret/key.txt", "secret")
    (root / "static/folder").symlink_to(tmp_path / "secret")
    (root / "static/key.txt").symlink_to(tmp_path / "secret/key.txt")
    (root / "content/film/key.txt").symlink_to(tmp_path / "secret/key.txt")
    with serve(root) as visit:
        for path in ("/folder/key.txt", "/key.txt", "/posts/film/key.txt"):
            assert visit.get(path).status == 404


def test_many_and_slow_readers_hold_up_nobody(visit: Visit) -> None:
    slow = [socket.create_connection(("127.0.0.1", visit.port)) for _ in range(100)]
    for number, connection in enumerate(slow):
        # Half of them never end their request, half never read the stream that they open.
        end = b"" if number % 2 else b"\r\n"
        connection.sendall(b"GET /__digest__/events?page=/ HTTP/1.1\r\nHost: localhost\r\n" + end)
    readers = [News(visit.port, "/__digest__/events?page=/posts/one/&seen=x") for _ in range(100)]
    started = time.monotonic()
    assert visit.get("/posts/one/").status == 200
    visit.write("content/one.md", SITE["content/one.md"].replace("first", "changed"))
    for reader in readers:
        reader.wait("reload")
    assert time.monotonic() - started < PATIENCE
    for connection in slow:
        connection.close()
    for reader in readers:
        reader.close()


def test_a_site_in_a_folder_is_shown_under_that_folder(root: Path) -> None:
    write_file(root / "site.toml", '[site]\nbase_url = "https://example.org/my/blog"\n')
    with serve(root) as visit:
        assert visit.address.endswith("/my/blog/")
        assert visit.get("/").headers["location"] == "/my/blog/"
        assert 'href="/my/blog/posts/one/"' in visit.get("/my/blog/").text
        assert '<a href="/my/blog/posts/one/">one</a>' in visit.get("/my/blog/posts/two/").text
        assert visit.get("/my/blog/assets/style.css").status == 200
        assert visit.get("/my/blogs/").status == 404
        news = visit.open("/posts/one/")
        visit.write("content/one.md", SITE["content/one.md"].replace("first body", "new text"))
        news.wait("reload")


def test_an_edit_reloads_the_page_that_shows_it_and_no_other(visit: Visit) -> None:
    one, two = visit.open("/posts/one/"), visit.open("/posts/two/")
    visit.write("content/one.md", SITE["content/one.md"].replace("first body", "edited body"))
    assert one.wait("reload")
    assert "The edited body." in visit.get("/posts/one/").text
    visit.write("content/two.md", SITE["content/two.md"].replace("See", "Look at"))
    assert two.next() == {"kind": "reload"}, "its own edit is the first that it hears of"


def test_a_retitled_post_reloads_the_lists_that_show_it(visit: Visit) -> None:
    home, page = visit.open("/"), visit.open("/about/")
    visit.write("content/one.md", SITE["content/one.md"].replace("First issue", "Number one"))
    home.wait("reload")
    assert "Number one" in visit.get("/").text
    visit.write("content/about.md", "# About\n\nAnother text.\n")
    assert page.next() == {"kind": "reload"}, "its own edit is the first that it hears of"


def test_a_new_post_appears_and_a_deleted_one_goes(visit: Visit) -> None:
    missing = visit.open("/posts/three/")
    visit.write("content/three.md", POST.format(title="Third", day=4, body="New."))
    missing.wait("reload")
    open_page = visit.open("/posts/three/")
    (visit.root / "content/three.md").unlink()
    open_page.wait("reload")
    assert visit.get("/posts/three/").status == 404


def test_whoever_missed_a_change_is_told_when_the_stream_opens_again(visit: Visit) -> None:
    seen = visit.get("/posts/one/").seen
    visit.write("content/one.md", SITE["content/one.md"].replace("first", "second"))
    news = News(visit.port, f"/__digest__/events?page=/posts/one/&seen={seen}")
    assert news.next() == {"kind": "reload"}
    news.close()


def test_a_style_sheet_is_swapped_and_the_page_stays(visit: Visit) -> None:
    seen = visit.get("/").seen
    news = visit.open("/")
    visit.write("static/extra.css", "body { color: blue }")
    assert news.wait("styles")["paths"] == ["/extra.css"]
    assert visit.get("/extra.css").text == "body { color: blue }"
    assert visit.get("/").seen == seen


def test_a_picture_reloads_the_page_that_has_it(visit: Visit) -> None:
    film, one = visit.open("/posts/film/"), visit.open("/posts/one/")
    visit.write("content/film/a frame.png", "another picture")
    assert film.next() == {"kind": "reload"}
    visit.write("static/extra.css", "")
    assert one.next() == {"kind": "styles", "paths": ["/extra.css"]}, "of the picture, nothing"


def test_a_template_is_taken_over(visit: Visit) -> None:
    news = visit.open("/posts/one/")
    visit.write("templates/partials/footer.html", "<footer>Another foot</footer>\n")
    news.wait("reload")
    assert "Another foot" in visit.get("/posts/one/").text


def test_a_broken_template_shows_where_and_the_page_comes_back_by_itself(visit: Visit) -> None:
    news = visit.open("/posts/one/")
    visit.write("templates/partials/footer.html", "<footer>\n{{ site.titel }}</footer>\n")
    found = news.wait("problems", lambda message: message["errors"])
    assert found["errors"] == [
        {
            "place": "templates/partials/footer.html:2",
            "code": "undefined-in-template",
            "message": 'SiteContext has no "titel"',
            "hint": 'did you mean "title"?',
        }
    ]
    page = visit.get("/posts/one/")
    assert page.status == 500
    assert "templates/partials/footer.html:2" in page.text
    visit.ear.hear_problems_at(2)
    broken = visit.open("/posts/two/")
    visit.write("templates/partials/footer.html", "<footer>{{ site.title }}</footer>\n")
    broken.wait("reload")
    news.wait("problems", lambda message: not message["errors"])
    assert visit.get("/posts/one/").status == 200
    visit.ear.hear_problems_at()


def test_broken_front_matter_is_shown_with_its_line_until_it_is_mended(visit: Visit) -> None:
    news = visit.open("/posts/two/")
    broken = SITE["content/one.md"].replace("title: First issue", 'title: "First issue')
    visit.write("content/one.md", broken)
    (error, *_) = news.wait("problems", lambda message: message["errors"])["errors"]
    assert error["place"].startswith("content/one.md:")
    assert error["code"] == "header-syntax"
    visit.write("content/one.md", SITE["content/one.md"])
    news.wait("problems", lambda message: not message["errors"])


def test_a_page_stays_as_it_was_while_its_front_matter_is_broken(visit: Visit) -> None:
    news = visit.open("/posts/one/")
    broken = SITE["content/one.md"].replace("title: First issue", 'title: "First issue')
    visit.write("content/one.md", broken)
    assert news.wait("problems", lambda message: message["errors"])
    reply = visit.get("/posts/one/")
    assert (reply.status, "The first body." in reply.text) == (200, True)
    assert "First issue" in visit.get("/").text
    visit.write("content/one.md", SITE["content/one.md"].replace("first body", "new body"))
    news.wait("reload")
    assert "The new body." in visit.get("/posts/one/").text
    broken_again = visit.write("content/one.md", broken)
    assert broken_again.snapshot.problems
    (visit.root / "content/one.md").unlink()
    visit.ear.revisions.get(timeout=PATIENCE)
    assert visit.get("/posts/one/").status == 404


def test_a_broken_configuration_leaves_the_last_good_one(visit: Visit) -> None:
    news = visit.open("/")
    visit.write("site.toml", '[site]\ntitle = "Named"\n')
    news.wait("reload")
    news = visit.open("/")
    visit.write("site.toml", '[site]\ntitel = "Lost"\n')
    (error,) = news.wait("problems", lambda message: message["errors"])["errors"]
    assert (error["place"], error["hint"]) == ("site.toml:2:1", 'did you mean "title"?')
    assert "<title>Named</title>" in visit.get("/").text


def test_links_that_lead_nowhere_are_told_as_a_build_tells_them(root: Path) -> None:
    write_file(
        root / "site.toml", '[site]\nbase_url = "https://x.example"\n[expect]\nmin_items = 9\n'
    )
    with serve(root) as visit:
        news = visit.open("/posts/one/")
        lost = "See [a](/nowhere/), [b](two.md#no-part) and [c](https://x.example/gone/)."
        visit.write("content/one.md", POST.format(title="First issue", day=1, body=lost))
        told = news.wait("problems", lambda message: message["total"] == 3)
        assert [each["code"] for each in told["warnings"]] == [
            "broken-link", "dead-anchor", "broken-link",
        ]  # fmt: skip
        assert not told["errors"]
        visit.write("content/one.md", SITE["content/one.md"])
        news.wait("problems", lambda message: message["total"] == 0)


def test_a_page_and_a_file_at_one_address_are_told(visit: Visit) -> None:
    news = visit.open("/")
    visit.write("static/rss.xml/index.html", "x")
    (error,) = news.wait("problems", lambda message: message["errors"])["errors"]
    assert error["code"] == "path-collision"


def test_drafts_and_posts_of_the_future_are_shown_and_marked(root: Path) -> None:
    draft = POST.format(title="Not yet", day=5, body="Soon.").replace("tags:", "draft: true\ntags:")
    write_file(root / "content/draft.md", draft)
    write_file(
        root / "content/later.md",
        draft.replace("2024-02-05", "2031-01-01").replace("draft: true\n", ""),
    )
    with serve(root) as visit:
        assert '<span class="status status-draft">draft</span>' in visit.get("/posts/draft/").text
        assert '<span class="status status-future">future</span>' in visit.get("/").text
    with serve(root, published=True) as visit:
        assert visit.get("/posts/draft/").status == 404
        assert visit.get("/posts/later/").status == 404


def test_a_cache_that_is_taken_away_is_made_again(visit: Visit) -> None:
    for path in sorted((visit.root / ".digest").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (visit.root / ".digest").rmdir()
    edited = SITE["content/one.md"].replace("first body", "saved body")
    write_file(visit.root / "content/one.md", edited)
    deadline = time.monotonic() + PATIENCE
    while "saved body" not in visit.get("/posts/one/").text:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert visit.get("/posts/two/").status == 200


def test_a_templates_folder_made_later_is_watched_too(tmp_path: Path) -> None:
    write_file(tmp_path / "content/a.md", "# A\n")
    with serve(tmp_path) as visit:
        news = visit.open("/a/")
        write_file(tmp_path / "templates/partials/footer.html", "<footer>Made later</footer>\n")
        news.wait("reload")
        news = visit.open("/a/")
        write_file(tmp_path / "templates/partials/footer.html", "<footer>Changed</footer>\n")
        news.wait("reload")


def test_changes_are_found_by_looking_where_nobody_tells(root: Path) -> None:
    with serve(root, polls=True) as visit:
        news = visit.open("/posts/one/")
        visit.write("content/one.md", SITE["content/one.md"].replace("first", "polled"))
        news.wait("reload")


def test_a_taken_port_gives_way_to_the_next_unless_it_was_asked_for(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serve(root, ListenAddress(port=port)) as visit:
            assert visit.port > port
        with (
            pytest.raises(DigestError, match=f"port {port} is taken"),
            bind(ListenAddress(port=port, exact=True)),
        ):
            pass


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is another thing there")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_while_pages_are_open(root: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-m", "digest", "-C", str(root), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        line = process.stderr.readline()
        port = int(line.partition("127.0.0.1:")[2].partition("/")[0])
        assert "posts and pages" in process.stderr.readline()
        stream = News(port, "/__digest__/events?page=/&seen=")
        stream.wait("reload")
        process.send_signal(how)
        assert process.wait(PATIENCE) == 0
        assert stream.next() is None
        assert process.stderr.read() == "stopped\n"
        stream.close()


def test_where_the_system_cannot_watch_files_are_looked_at(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> AsyncGenerator[Batch, None]:
        raise CannotWatchError
        yield frozenset()

    monkeypatch.setattr(Watcher, "_listen", refuse)
    with serve(root) as visit:
        news = visit.open("/posts/one/")
        write_file(root / "content/one.md", SITE["content/one.md"].replace("first", "polled"))
        news.wait("reload")
        assert visit.ear.polls == 1


def test_a_fault_of_digest_itself_is_told_and_the_next_edit_goes_on(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = visit.open("/posts/one/")
    with monkeypatch.context() as patched:
        patched.setattr("digest.serve.live_site.plan_site", lambda *_: 1 // 0)
        write_file(visit.root / "content/one.md", SITE["content/one.md"].replace("first", "new"))
        (error,) = news.wait("problems", lambda message: message["errors"])["errors"]
        assert error["code"] == "internal-error"
        assert "ZeroDivisionError" in error["message"]
        assert visit.get("/posts/one/").status == 200
    write_file(visit.root / "content/one.md", SITE["content/one.md"].replace("first", "newer"))
    news.wait("reload")
    assert "The newer body." in visit.get("/posts/one/").text


def test_an_address_that_is_not_there_is_said_to_be() -> None:
    wrong = pytest.raises(DigestError, match=r'there is no address "nowhere\.invalid"')
    with wrong, bind(ListenAddress(host="nowhere.invalid")):
        pass
