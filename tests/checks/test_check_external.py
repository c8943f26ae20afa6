"""`digest check --external` as authors and CI use it: what is asked, kept, told and mended."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli.diagnostic_output import FORMATS
from digest.cli.main import group
from support.outside import PATIENCE, Outside, Reply, look_up_only_tests, open_outside
from support.sites import write_file

SETTINGS = "[site]\nbase_url = 'https://news.example.org'\n[external]\ndelay = 0\nretries = 0\n"


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    look_up_only_tests(monkeypatch)
    with open_outside() as world:
        yield world


def write_site(root: Path, *urls: str, body: str = "") -> Path:
    write_file(root / "site.toml", SETTINGS)
    links = "".join(f"Read [this]({url}) too.\n\n" for url in urls)
    write_file(root / "content/a.md", f"---\ntitle: A\ndate: 2024-02-24\n---\n{links}{body}")
    return root


def check(site: Path, *arguments: str, now: str = "2026-11-21") -> Result:
    result = CliRunner().invoke(
        group, ["-C", str(site), "check", "--now", now, *arguments], prog_name="digest"
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def external(site: Path, *arguments: str, now: str = "2026-11-21") -> Result:
    return check(site, "--external", "--allow-private", *arguments, now=now)


def lock_lines(site: Path) -> list[str]:
    return (site / "links.lock").read_text().splitlines()[1:]


def test_what_is_found_is_kept_told_at_its_place_and_told_again_without_asking(
    outside: Outside, tmp_path: Path
) -> None:
    outside.answer("/gone", 404)
    outside.answer("/old", Reply(301, {"Location": "/new"}))
    outside.answer("/wall", 403)
    gone, old, wall, fine = (outside.url(p) for p in ("/gone", "/old", "/wall", "/fine"))
    site = write_site(tmp_path, gone, old, wall, fine)
    result = external(site)
    assert lock_lines(site) == [
        f"{fine} 200 2026-11-21",
        f"{gone} 404 2026-11-21 since=2026-11-21",
        f"{old} 301 2026-11-21 to={outside.url('/new')}",
        f"{wall} 403 2026-11-21",
    ]
    told = f"content/a.md:5:6: warning[dead-link] {gone} is gone: status 404"
    assert f"{told}\n  hint: link another source (asked for on 2026-11-21)\n" in result.stderr
    assert f'hint: write "{outside.url("/new")}"' in result.stderr
    assert (
        "4 addresses asked for: 1 fine, 1 moved, 1 dead, 1 answered neither way\n" in result.stderr
    )
    assert {asked.agent.partition("/")[0] for asked in outside.asked} == {"digest"}
    assert all(asked.agent.endswith(" (+https://news.example.org)") for asked in outside.asked)
    outside.asked.clear()
    assert told in check(site).stderr
    assert outside.asked == []


def test_without_external_nobody_is_asked_and_nothing_that_speaks_http_is_imported(
    tmp_path: Path,
) -> None:
    site = write_site(tmp_path, "https://example.org/a")
    write_file(site / "links.lock", "https://example.org/a 404 2026-01-01 since=2026-01-01\n")
    program = (
        "import sys\nfrom digest.cli.main import group\n"
        "group(['-C', sys.argv[1], sys.argv[2]], standalone_mode=False)\n"
    )
    tail = "assert not {'aiohttp', 'protego', 'yarl'} & sys.modules.keys(), sys.modules.keys()\n"
    guarded = f"try:\n    {program.replace(chr(10), chr(10) + '    ')}\nexcept SystemExit: pass\nimport sys\n{tail}"
    for command in ("build", "check"):
        done = subprocess.run(
            [sys.executable, "-c", guarded, str(site), command],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_the_second_run_asks_for_what_the_first_left_and_then_for_nothing(
    outside: Outside, tmp_path: Path
) -> None:
    site = write_site(tmp_path, *(outside.url(f"/{n}") for n in range(5)))
    assert (
        "3 addresses asked for: 3 fine; 2 left for next time"
        in external(site, "--budget", "3").stderr
    )
    first = outside.paths()
    result = external(site, "--budget", "3", now="2026-11-22")
    assert "2 addresses asked for: 2 fine; 3 known from before" in result.stderr
    assert sorted(outside.paths()) == [f"HEAD /{n}" for n in range(5)]
    assert outside.paths()[:3] == first
    outside.asked.clear()
    before = (site / "links.lock").read_bytes()
    assert "0 addresses asked for; 5 known from before" in external(site).stderr
    assert outside.asked == []
    assert (site / "links.lock").read_bytes() == before


def test_addresses_that_the_site_no_longer_has_are_forgotten(
    outside: Outside, tmp_path: Path
) -> None:
    site = write_site(tmp_path, outside.url("/a"), outside.url("/b"))
    external(site)
    write_site(tmp_path, outside.url("/b"))
    external(site)
    assert lock_lines(site) == [f"{outside.url('/b')} 200 2026-11-21"]


def test_a_post_that_cannot_be_read_does_not_cost_what_is_known(
    outside: Outside, tmp_path: Path
) -> None:
    site = write_site(tmp_path, outside.url("/a"))
    external(site)
    (site / "content/a.md").unlink()
    (site / "content/a.md").symlink_to("nowhere.md")
    write_file(site / "content/b.md", f"---\ntitle: B\n---\n[b]({outside.url('/b')})\n")
    result = external(site)
    assert "unreadable-file" in result.stderr
    assert [line.split()[0] for line in lock_lines(site)] == [outside.url("/a"), outside.url("/b")]


def test_offline_nothing_is_written_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up_only_tests(monkeypatch, socket.EAI_AGAIN)
    site = write_site(tmp_path, "https://a.test/x", "http://b.test/y")
    result = external(site)
    assert "nothing could be reached: is this machine offline?" in result.stderr
    assert result.exit_code == 0
    assert not (site / "links.lock").exists()


def test_private_addresses_are_not_asked_for_unless_allowed(
    outside: Outside, tmp_path: Path
) -> None:
    site = write_site(tmp_path, outside.url("/a"), outside.url("/b", "127.0.0.1"))
    result = check(site, "--external")
    assert "2 not asked (robots.txt, or not on the open internet)" in result.stderr
    assert outside.asked == []
    assert "2 addresses asked for: 2 fine" in external(site).stderr


def test_a_run_stopped_half_way_keeps_what_it_learnt(tmp_path: Path) -> None:
    with open_outside() as outside:
        reached, go_on = threading.Event(), threading.Event()

        def hang(asked: object) -> None:
            if getattr(asked, "path", "") == "/hang":
                reached.set()
                go_on.wait(PATIENCE)

        outside.before_answer = hang
        urls = [outside.url(path, "127.0.0.1") for path in ("/done", "/hang", "/later")]
        site = write_site(tmp_path, *urls)
        command = [sys.executable, "-m", "digest", "-C", str(site), "check", "--external"]
        process = subprocess.Popen([*command, "--allow-private"], stderr=subprocess.PIPE, text=True)
        try:
            assert reached.wait(PATIENCE)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=PATIENCE)
        finally:
            go_on.set()
            process.kill()
        assert process.returncode == 130
        assert "what was learnt is kept in links.lock" in told
        assert "Traceback" not in told
        assert [line.split()[:2] for line in lock_lines(site)] == [[urls[0], "200"]]


def test_since_a_commit_only_new_links_are_told_of_whenever_they_died(
    outside: Outside, tmp_path: Path
) -> None:
    outside.answer("/old", 404)
    outside.answer("/new", 404)
    site = write_site(tmp_path, outside.url("/old"))
    for arguments in (
        ("init", "-q"),
        ("add", "content", "site.toml"),
        ("-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "-q", "-m", "Begin"),
    ):
        subprocess.run(["git", *arguments], cwd=site, check=True)
    write_site(tmp_path, outside.url("/old"), outside.url("/new"))
    result = external(site, "--since", "HEAD", "--format", "json")
    assert [
        found["line"] for found in json.loads(result.stdout) if found["code"] == "dead-link"
    ] == [7]


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_format_prints_only_itself_to_standard_output(
    outside: Outside, tmp_path: Path, form: str
) -> None:
    outside.answer("/gone", 404)
    site = write_site(tmp_path, outside.url("/gone"))
    result = external(site, "--format", form, "--code", "dead-link")
    assert "1 address asked for: 1 dead" in result.stderr
    if form == "text":
        assert result.stdout == ""
    elif form in {"json", "sarif"}:
        assert "dead-link" in json.dumps(json.loads(result.stdout))
    else:
        assert "dead" in result.stdout


def test_parts_that_a_page_lacks_are_told_where_they_are_linked(
    outside: Outside, tmp_path: Path
) -> None:
    outside.answer("/a", Reply(200, body='<h2 id="here">x</h2>'))
    site = write_site(tmp_path, outside.url("/a#here"), outside.url("/a#lost"))
    write_file(site / "site.toml", f"{SETTINGS}fragments = true\n")
    result = external(site)
    told = f'content/a.md:7:6: warning[dead-anchor] {outside.url("/a")} has no part "#lost"'
    assert told in result.stderr
    assert '"#here"' not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "needs"),
    [
        (("--budget", "5"), "--budget needs --external"),
        (("--archive",), "--archive needs --external"),
        (("--allow-private",), "--allow-private needs --external"),
        (("--use-archived",), "--use-archived needs --fix"),
    ],
)
def test_options_that_mean_nothing_alone_are_refused(
    tmp_path: Path, arguments: tuple[str, ...], needs: str
) -> None:
    result = check(write_site(tmp_path), *arguments)
    assert result.exit_code == 2
    assert needs in result.stderr


# -- mending ---------------------------------------------------------------------------------------

ITEMS = "\n## News\n\n- [A tool]({}) does it, says [more]({}).\n- [B](https://b.example/) too.\n"


def write_lock_of(site: Path, *lines: str) -> None:
    write_file(site / "links.lock", "".join(f"{line}\n" for line in lines))


def body_of(site: Path) -> str:
    return (site / "content/a.md").read_text()


def test_fix_writes_new_addresses_wherever_a_post_has_the_old_one(tmp_path: Path) -> None:
    old, new = "https://a.example/old", "https://a.example/new"
    site = write_site(tmp_path, f"{old}#part", old)
    write_lock_of(site, f"{old} 301 2026-11-01 to={new}")
    result = check(site, "--fix")
    assert f"+Read [this]({new}#part) too." in result.stdout
    assert body_of(site).count(new) == 2
    assert old not in body_of(site)
    assert "moved-link" not in result.stderr


def test_fix_leaves_what_now_leads_to_a_front_page(tmp_path: Path) -> None:
    old, front = "https://a.example/article", "http://b.example"
    site = write_site(tmp_path, old, front)
    write_lock_of(
        site,
        f"{old} 301 2026-11-01 to=https://a.example/",
        f"{front} 301 2026-11-01 to=https://b.example/",
    )
    result = check(site, "--fix")
    assert old in body_of(site)
    assert "it leads to the front page https://a.example/" in result.stderr
    assert "(https://b.example/)" in body_of(site)


def test_fix_never_changes_the_permanent_id_of_an_item(tmp_path: Path) -> None:
    item, other = "https://a.example/tool", "https://a.example/more"
    site = write_site(tmp_path, body=ITEMS.format(item, other))
    write_lock_of(
        site,
        f"{item} 301 2026-11-01 to=https://a.example/renamed",
        f"{other} 301 2026-11-01 to=https://a.example/other",
    )
    check(site, "--fix")
    assert f"[A tool]({item})" in body_of(site)
    assert "[more](https://a.example/other)" in body_of(site)
    write_lock_of(site, f"{item} 301 2026-11-01 to=https://www.a.example/tool/")
    check(site, "--fix")
    assert "[A tool](https://www.a.example/tool/)" in body_of(site)


def test_copies_of_dead_pages_are_linked_only_where_asked(tmp_path: Path) -> None:
    dead = "https://a.example/tool"
    copy = f"https://web.archive.org/web/20240225000000/{dead}"
    site = write_site(tmp_path, body=ITEMS.format(dead, f"{dead}#part"))
    write_lock_of(site, f"{dead} 404 2026-11-01 since=2026-11-01 copy={copy}")
    assert f"hint: an archived copy: {copy}" in check(site, "--fix").stderr
    assert copy not in body_of(site)
    result = check(site, "--fix", "--use-archived")
    assert f"[A tool]({copy})" in body_of(site)
    assert f"[more]({copy}#part)" in body_of(site)
    assert "dead-link" not in result.stderr
    before = body_of(site)
    check(site, "--fix", "--use-archived")
    assert body_of(site) == before
