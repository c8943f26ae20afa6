"""The preview's parts on their own: what is watched, what is read again, what is shown meanwhile."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from digest.cli.serve_command import _Terminal
from digest.core.codes import Code
from digest.core.diagnostics import Diagnostic
from digest.serve import live_posts
from digest.serve.app import App, media_type
from digest.serve.clients import Clients
from digest.serve.injection import inject, make_fault_page, make_waiting_page
from digest.serve.live_posts import LoadingProgress, StoppedError
from digest.serve.live_site import LiveSite, PreviewOptions, Revision
from digest.serve.preview import Started
from digest.serve.snapshot import Snapshot
from digest.serve.watch import Watcher
from support.sites import NOW, SiteDriver, write_file

WISHES = PreviewOptions(now=lambda: NOW)


def write_posts(root: Path, count: int = 4) -> None:
    for n in range(1, count + 1):
        write_file(
            root / f"content/issue-{n}.md", f"---\ndate: 2024-01-0{n}\n---\n# Issue {n}\n\nText.\n"
        )


@pytest.fixture
def live_site(tmp_path: Path) -> Iterator[LiveSite]:
    write_posts(tmp_path)
    with LiveSite(tmp_path, WISHES) as live_site:
        yield live_site


def ask_early(published: Path, path: str) -> tuple[int, dict[str, str], bytes]:
    """Ask a preview that has no snapshot yet."""
    app = App(Clients(lambda: None), folder=lambda: "", published=lambda: published)
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "root_path": "",
        "headers": [(b"host", b"localhost")], "server": ("localhost", 80), "scheme": "http",
    }  # fmt: skip

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        await asyncio.Event().wait()

    asyncio.run(app(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:])


@pytest.mark.parametrize(
    "name",
    ["content/a.md", "static/x.css", "site.toml", "templates/partials/head.html", "content/a b/#1.png",
     "content/.keep", "static/.well-known/x"],
)  # fmt: skip
def test_a_change_of_the_sites_own_files_is_seen(tmp_path: Path, name: str) -> None:
    assert Watcher(tmp_path, [tmp_path / "public"]).is_watched(tmp_path / name)


@pytest.mark.parametrize(
    "name",
    ["public/index.html", ".digest/index", ".git/HEAD", "content/.a.md.swp", "content/a.md~",
     "content/.#a.md", "content/#a.md#", "content/4913", "content/a.md.tmp", "x/node_modules/y.md",
     "content/a.md___jb_tmp___"],
)  # fmt: skip
def test_what_editors_git_and_digest_write_for_themselves_is_not(tmp_path: Path, name: str) -> None:
    assert not Watcher(tmp_path, [tmp_path / "public"]).is_watched(tmp_path / name)


def test_a_site_below_a_hidden_folder_is_watched_like_any_other(tmp_path: Path) -> None:
    root = tmp_path / ".cache" / "site"
    assert Watcher(root, []).is_watched(root / "content/a.md")


def test_only_the_edited_post_is_read_again(live_site: LiveSite) -> None:
    live_site.load_all()
    file = live_site.root / "content/issue-2.md"
    write_file(file, "---\ndate: 2024-01-02\n---\n# Renamed\n")
    revision = live_site.revise(frozenset([file]))
    assert revision is not None
    assert live_site.posts.library.parsed == 1
    assert b"Renamed" in revision.snapshot.render("index.html")
    assert revision.changed == ("content/issue-2.md",)


def test_a_file_that_concerns_nobody_makes_no_edition(live_site: LiveSite) -> None:
    live_site.load_all()
    write_file(live_site.root / "notes.txt", "mine")
    assert live_site.revise(frozenset([live_site.root / "notes.txt"])) is None


def test_a_file_that_cannot_be_read_is_a_problem_and_comes_back(live_site: LiveSite) -> None:
    live_site.load_all()
    broken = live_site.root / "content/issue-9.md"
    broken.symlink_to(live_site.root / "nowhere")
    revision = live_site.revise(frozenset([broken]))
    assert revision is not None
    assert [d.code for d in revision.snapshot.problems] == [Code.UNREADABLE_FILE]
    broken.unlink()
    mended = live_site.revise(frozenset([broken]))
    assert mended is not None
    assert mended.snapshot.problems == ()


def test_the_first_look_has_the_newest_post_and_the_one_edited_last(tmp_path: Path) -> None:
    write_posts(tmp_path)
    os.utime(tmp_path / "content/issue-1.md", (2e9, 2e9))
    with LiveSite(tmp_path, WISHES) as live_site:
        snapshot = live_site.load_newest().snapshot
        assert {post.title for post in snapshot.plan.site.posts} == {"Issue 1", "Issue 4"}
        assert not snapshot.whole
        assert snapshot.problems == ()
        assert len(live_site.load_all().snapshot.plan.site.posts) == 4


def test_a_large_site_is_read_by_workers_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_posts(tmp_path)
    with LiveSite(tmp_path, WISHES) as small:
        marks = look_at_all(small.load_all().snapshot)
    monkeypatch.setattr(live_posts, "_LARGE_SIZE", 0)
    (tmp_path / ".digest").rename(tmp_path / ".old")
    with LiveSite(tmp_path, WISHES) as large:
        assert large.posts.is_large
        assert look_at_all(large.load_all().snapshot) == marks
        assert large.posts.progress.done == 4


def look_at_all(snapshot: Snapshot) -> dict[str, str]:
    return {each.path: snapshot.hash_of(each.path) for each in snapshot.plan.outputs}


def test_a_reading_can_be_stopped() -> None:
    progress = LoadingProgress()
    progress.expect(9)
    progress.advance(2)
    progress.stopped = True
    with pytest.raises(StoppedError):
        progress.advance(1)


def test_the_preview_shows_what_a_build_publishes(site: SiteDriver, tmp_path: Path) -> None:
    write_posts(tmp_path / "site")
    write_file(tmp_path / "site/site.toml", '[site]\nbase_url = "http://localhost"\n')
    site.build()
    with LiveSite(tmp_path / "site", PreviewOptions(now=lambda: NOW, published=True)) as live_site:
        snapshot = live_site.load_all().snapshot
        public = tmp_path / "public"
        outputs = {p.relative_to(public).as_posix() for p in public.rglob("*") if p.is_file()}
        assert outputs > {"index.html", "rss.xml", "items.json", "assets/style.css"}
        for output in outputs - {".digest-files"}:
            assert snapshot.find(f"/{output}") == output
            shown, built = snapshot.render(output), (public / output).read_bytes()
            assert shown == without_versions(built), output


def without_versions(page: bytes) -> bytes:
    return re.sub(rb'(\.(?:css|svg|js))\?v=[0-9a-f]{10}"', rb'\1"', page)


def test_meanwhile_the_last_build_is_shown(tmp_path: Path) -> None:
    write_file(tmp_path / "public/index.html", "<body>Built</body>")
    write_file(tmp_path / "public/a.css", "b{}")
    write_file(tmp_path / "secret.html", "Secret")
    write_file(tmp_path / "public/.digest-files", "Secret")
    (tmp_path / "public/link.html").symlink_to(tmp_path / "secret.html")
    public = tmp_path / "public"
    status, headers, page = ask_early(public, "/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.startswith(b"<body>Built<script src=")
    assert ask_early(public, "/a.css")[2] == b"b{}"
    hidden = ("/.digest-files", "/link.html")
    for path in ("/../secret.html", "/nowhere/", "/x\x00/", "/..\\secret.html", *hidden):
        status, headers, page = ask_early(public, path)
        assert (status, headers["retry-after"]) == (503, "1")
        assert b"Secret" not in page


def test_the_script_goes_to_the_end_of_the_body_once() -> None:
    page = inject(b"<pre>&lt;/body></pre></BODY></html>", "/b", '/"x"/', "abc")
    assert page.startswith(b'<pre>&lt;/body></pre><script src="/b/__digest__/client.js"')
    assert b'data-page="/&quot;x&quot;/"' in page or b'data-page="/&#34;x&#34;/"' in page
    assert page.endswith(b"</script></BODY></html>")
    assert inject(b"bare", "", "/", "").startswith(b"bare<script")


def test_pages_of_the_preview_itself_escape_what_they_say() -> None:
    found = Diagnostic("a<b.html", 3, 0, Code.TEMPLATE_FAILED, "<script>", "use & <b>", "error")
    page = make_fault_page(found)
    assert b"a&lt;b.html:3" in page
    assert b"<script>" not in page
    assert b"1 &lt; 2" in make_waiting_page("1 < 2")


@pytest.mark.parametrize(
    ("output", "kind"),
    [("a/index.html", "text/html; charset=utf-8"), ("x.WOFF2", "font/woff2"), ("CNAME", "application/octet-stream"),
     ("a.mp4", "video/mp4"), ("llms.txt", "text/plain; charset=utf-8"), ("f.svg", "image/svg+xml")],
)  # fmt: skip
def test_media_types_are_those_a_web_server_gives(output: str, kind: str) -> None:
    assert media_type(output) == kind


def test_the_terminal_tells_what_changed_and_how_long_it_took(
    live_site: LiveSite, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = _Terminal(open_browser=False)
    snapshot = live_site.load_all().snapshot
    terminal.started(Started(address="http://127.0.0.1:8001/", taken=8000))
    terminal.revised(Revision(snapshot=snapshot, seconds=0.5), 0)
    changed = tuple(f"content/{n}.md" for n in range(5))
    terminal.revised(Revision(snapshot=snapshot, changed=changed, seconds=0.042), 2)
    first = Diagnostic("content/a.md", 4, 1, Code.BAD_DATE, "no date", "", "error")
    second = Diagnostic("content/b.md", 2, 1, Code.UNKNOWN_KEY, "no key", "", "warning")
    terminal.problems_changed((first,))
    terminal.problems_changed((replace(first, line=5), second))
    terminal.problems_changed((second,))
    terminal.problems_changed(())
    terminal.polling()
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["port 8000 is taken", "serving http://127.0.0.1:8001/ (Ctrl-C stops)"]
    assert lines[2].endswith(" 4 posts and pages (500 ms)")
    assert lines[3].endswith(
        " content/0.md, content/1.md, content/2.md and 2 more (42 ms, 2 open pages reloaded)"
    )
    assert lines[4:8] == [
        "content/a.md:4:1: error[bad-date] no date",
        "content/b.md:2:1: warning[unknown-key] no key",
        "1 fixed, 1 left",
        "no problems any more",
    ]
