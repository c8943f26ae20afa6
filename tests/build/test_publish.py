from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from digest.build.publish import Changes, Publisher, Stager
from digest.build.publish.change_plan import plan_change
from digest.build.publish.manifest import Manifest
from digest.build.publish.stager import RECORD_NAME, check_output, publishing_order
from digest.core.diagnostics import DigestError, Report
from support.publishing import NEW, OLD, publish, published
from support.sites import version_of


def folders(folder: Path) -> set[str]:
    root = folder / "public"
    return {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_dir()}


def test_a_commit_says_what_was_added_changed_and_removed(tmp_path: Path) -> None:
    assert publish(tmp_path, {"a": b"1", "b/c": b"2", "d": b"3"}) == Changes(
        added=("a", "b/c", "d"), changed=(), removed=(), unchanged=0
    )
    assert publish(tmp_path, {"a": b"1", "b/c": b"two", "e": b"4"}) == Changes(
        added=("e",), changed=("b/c",), removed=("d",), unchanged=1
    )
    assert published(tmp_path) == {"a": b"1", "b/c": b"two", "e": b"4"}


def test_files_and_folders_change_places(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    publish(tmp_path, NEW)
    assert published(tmp_path) == NEW
    publish(tmp_path, OLD)
    assert published(tmp_path) == OLD


def test_unchanged_files_keep_inode_and_time(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    before = version_of(tmp_path / "public/style.css")
    publish(tmp_path, NEW)
    assert version_of(tmp_path / "public/style.css") == before


def test_content_may_come_in_chunks(tmp_path: Path) -> None:
    with Publisher(tmp_path / "public", tmp_path / "state") as publisher:
        publisher.stage("a.html", b"head ", b"body ", b"foot")
        publisher.commit(Report())
    assert publish(tmp_path, {"a.html": b"head body foot"}) == Changes(
        added=(), changed=(), removed=(), unchanged=1
    )


def test_leaving_without_commit_leaves_the_old_site_and_no_rubbish(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    with Publisher(tmp_path / "public", tmp_path / "state") as publisher:
        publisher.stage("index.html", b"never")
    assert published(tmp_path) == OLD
    assert not (tmp_path / "state/staging").exists()


def test_kept_outputs_stay_only_if_they_are_as_remembered(tmp_path: Path) -> None:
    publish(tmp_path, {"a": b"1", "b": b"2"})
    with Publisher(tmp_path / "public", tmp_path / "state") as publisher:
        digest = publisher.published("a")
        assert digest is not None
        assert publisher.keep("a", digest)
        assert not publisher.keep("b", digest)
        assert not publisher.keep("never", digest)
        publisher.commit(Report())
    assert published(tmp_path) == {"a": b"1"}


def test_missing_and_altered_outputs_are_noticed_and_mended(tmp_path: Path) -> None:
    publish(tmp_path, {"a": b"1", "b": b"2", "c": b"3"})
    (tmp_path / "public/a").unlink()
    stat = (tmp_path / "public/b").stat()
    (tmp_path / "public/b").write_bytes(b"X")
    os.utime(tmp_path / "public/b", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with Publisher(tmp_path / "public", tmp_path / "state") as publisher:
        assert not publisher.is_intact()
    publish(tmp_path, {"a": b"1", "b": b"2", "c": b"3"})
    assert published(tmp_path) == {"a": b"1", "b": b"2", "c": b"3"}
    with Publisher(tmp_path / "public", tmp_path / "state") as publisher:
        assert publisher.is_intact()


def test_touched_outputs_are_not_written_again(tmp_path: Path) -> None:
    publish(tmp_path, {"a": b"1"})
    os.utime(tmp_path / "public/a", (1, 1))
    publish(tmp_path, {"a": b"1"})
    assert (tmp_path / "public/a").stat().st_mtime == 1


def test_foreign_files_are_left_alone(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    (tmp_path / "public/CNAME").write_text("example.org")
    (tmp_path / "public/posts/gone/note.txt").write_text("mine")
    publish(tmp_path, NEW)
    assert published(tmp_path) == {**NEW, "CNAME": b"example.org", "posts/gone/note.txt": b"mine"}


def test_empty_folders_go_if_our_files_were_in_them(tmp_path: Path) -> None:
    publish(tmp_path, {"a/b/c": b"1", "d": b"2"})
    (tmp_path / "public/theirs").mkdir()
    publish(tmp_path, {"d": b"2"})
    assert folders(tmp_path) == {"theirs"}


@pytest.mark.parametrize(
    ("foreign", "wanted"),
    [("a.html", "a.html"), ("a", "a/index.html"), ("a/x/y.txt", "a/x")],
    ids=["same path", "file for a folder", "folder for a file"],
)
def test_a_foreign_file_in_the_way_is_an_error_and_changes_nothing(
    tmp_path: Path, foreign: str, wanted: str
) -> None:
    publish(tmp_path, {"index.html": b"old"})
    (tmp_path / "public" / foreign).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "public" / foreign).write_bytes(b"theirs")
    report = Report()
    assert publish(tmp_path, {"index.html": b"new", wanted: b"ours"}, report) is None
    [diagnostic] = report.diagnostics
    assert (diagnostic.code, diagnostic.path) == ("foreign-file", f"public/{foreign}")
    assert published(tmp_path) == {"index.html": b"old", foreign: b"theirs"}


def test_an_empty_folder_gives_way(tmp_path: Path) -> None:
    (tmp_path / "public/a/b").mkdir(parents=True)
    publish(tmp_path, {"a": b"ours"})
    assert published(tmp_path) == {"a": b"ours"}


def test_a_foreign_file_with_the_wanted_content_becomes_ours(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public/a").write_bytes(b"1")
    before = version_of(tmp_path / "public/a")
    publish(tmp_path, {"a": b"1"})
    assert version_of(tmp_path / "public/a") == before
    publish(tmp_path, {})
    assert published(tmp_path) == {}


def test_an_output_somebody_edited_is_not_removed(tmp_path: Path) -> None:
    publish(tmp_path, {"a": b"1", "b": b"2"})
    (tmp_path / "public/b").write_bytes(b"their work")
    report = Report()
    publish(tmp_path, {"a": b"1"}, report)
    assert [(d.code, d.path) for d in report.diagnostics] == [("edited-output", "public/b")]
    assert published(tmp_path) == {"a": b"1", "b": b"their work"}


def test_a_linked_folder_never_leads_out_of_the_site(tmp_path: Path) -> None:
    publish(tmp_path, {"a/old": b"1"})
    outside = tmp_path / "outside"
    (tmp_path / "public/a").rename(outside)
    (tmp_path / "public/a").symlink_to(outside)
    report = Report()
    assert publish(tmp_path, {"a/new": b"2"}, report) is None
    assert [d.path for d in report.diagnostics] == ["public/a"]
    publish(tmp_path, {"b": b"3"})
    assert (outside / "old").read_bytes() == b"1"


def test_a_link_at_an_outputs_place_is_replaced_not_followed(tmp_path: Path) -> None:
    publish(tmp_path, {"a": b"1"})
    outside = tmp_path / "outside"
    outside.write_bytes(b"theirs")
    (tmp_path / "public/a").unlink()
    (tmp_path / "public/a").symlink_to(outside)
    publish(tmp_path, {"a": b"1"})
    assert outside.read_bytes() == b"theirs"
    assert not (tmp_path / "public/a").is_symlink()
    assert published(tmp_path) == {"a": b"1"}


@pytest.mark.parametrize(
    "path",
    ["../x", "/x", "a/../../x", "", "a//b", "./a", "a/", "a\\b", "a\nb", "c:/x", RECORD_NAME],
)
def test_paths_outside_the_output_folder_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(DigestError, match="not a path inside"):
        check_output(path)
    with pytest.raises(DigestError):
        Stager(tmp_path).stage(path, (b"x",))


def test_a_doctored_record_removes_nothing_outside(tmp_path: Path) -> None:
    publish(tmp_path, {"a": b"1"})
    victim = tmp_path / "victim"
    victim.write_bytes(b"1")
    record = tmp_path / "public" / RECORD_NAME
    record.write_text(record.read_text().replace("  a\n", "  a\n" + "0" * 32 + "  ../victim\n"))
    publish(tmp_path, {"b": b"2"})
    assert victim.exists()


def test_one_path_cannot_be_wanted_twice(tmp_path: Path) -> None:
    with Publisher(tmp_path / "public", tmp_path / "state") as publisher:
        publisher.stage("a", b"1")
        with pytest.raises(DigestError, match="two outputs"):
            publisher.stage("a", b"2")


def test_the_state_folder_may_be_lost(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    for file in sorted((tmp_path / "state").rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    assert publish(tmp_path, NEW) == Changes(
        added=("deep", "posts/b/index.html", "tags/x/index.html"),
        changed=("index.html", "posts/a/index.html"),
        removed=("deep/er/page.html", "posts/gone/index.html", "tags/x"),
        unchanged=1,
    )
    assert published(tmp_path) == NEW


def test_the_public_folder_may_be_lost(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    (tmp_path / "public").rename(tmp_path / "elsewhere")
    publish(tmp_path, NEW)
    assert published(tmp_path) == NEW


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"digest record\nmanifest-1 0\n\xc1"])
def test_a_damaged_manifest_is_dropped(tmp_path: Path, damage: bytes) -> None:
    publish(tmp_path, OLD)
    (tmp_path / "state/manifest").write_bytes(damage)
    publish(tmp_path, NEW)
    assert published(tmp_path) == NEW


def test_a_moved_site_is_still_known(tmp_path: Path) -> None:
    publish(tmp_path / "here", OLD)
    (tmp_path / "here").rename(tmp_path / "there")
    before = version_of(tmp_path / "there/public/style.css")
    publish(tmp_path / "there", NEW)
    assert published(tmp_path / "there") == NEW
    assert version_of(tmp_path / "there/public/style.css") == before


def test_an_output_of_many_pieces_is_written_once(tmp_path: Path) -> None:
    chunks = [b"x" * 1_000_000] * 3
    for expected in (("logo.svg",), ()):
        with Publisher(tmp_path / "public", tmp_path / "state") as publisher:
            publisher.stage("logo.svg", *chunks)
            changes = publisher.commit(Report())
            assert changes is not None
            assert changes.added == expected
    assert published(tmp_path) == {"logo.svg": b"x" * 3_000_000}


def test_the_record_in_the_site_does_not_depend_on_how_it_came_about(tmp_path: Path) -> None:
    publish(tmp_path / "one", NEW)
    for tree in (OLD, NEW, {}, OLD, NEW):
        publish(tmp_path / "two", tree)
    one, two = ((tmp_path / name / "public" / RECORD_NAME).read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_disk_that_refuses_is_an_error_for_the_user(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("a file where the folder should be")
    with pytest.raises(DigestError, match="cannot publish into"):
        Publisher(tmp_path / "public", tmp_path / "state")


def test_a_second_build_waits_and_then_says_so(tmp_path: Path) -> None:
    with (
        Publisher(tmp_path / "public", tmp_path / "state"),
        pytest.raises(DigestError, match="another build is writing to"),
    ):
        Publisher(tmp_path / "public", tmp_path / "state", timeout=0.05)
    publish(tmp_path, OLD)


def test_a_worker_that_outlives_a_killed_build_blocks_nobody(tmp_path: Path) -> None:
    program = """
import os, sys, time
from pathlib import Path
from digest.build.publish import Publisher
publisher = Publisher(Path(sys.argv[1]) / "public", Path(sys.argv[1]) / "state")
child = os.fork()
if child == 0:
    print("ready", os.getpid(), flush=True)
    time.sleep(60)
os.wait()
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline().split()[1])
    parent.kill()
    parent.wait()
    try:
        Publisher(tmp_path / "public", tmp_path / "state", timeout=0).discard()
    finally:
        os.kill(worker, signal.SIGKILL)
        parent.stdout.close()


def test_builds_at_the_same_time_take_turns(tmp_path: Path) -> None:
    def build(number: int) -> None:
        publish(tmp_path, {"a": b"%d" % number, f"only/{number}": b"x"})

    threads = [threading.Thread(target=build, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    site = published(tmp_path)
    assert set(site) == {"a", f"only/{site['a'].decode()}"}


def stage_one(stager: Stager, number: int) -> object:
    return stager.stage(f"page/{number}.html", (b"%d" % number,))


def test_worker_processes_stage_outputs_themselves(tmp_path: Path) -> None:
    with (
        Publisher(tmp_path / "public", tmp_path / "state") as publisher,
        ProcessPoolExecutor(2, get_context("forkserver")) as pool,
    ):
        for staged in pool.map(stage_one, [publisher.stager] * 20, range(20)):
            publisher.accept(staged)  # type: ignore[arg-type]
        publisher.commit(Report())
    assert published(tmp_path) == {f"page/{n}.html": b"%d" % n for n in range(20)}


def test_what_pages_need_is_published_before_them() -> None:
    wanted = ["feed.json", "index.html", "posts/a/index.html", "style.css", "sitemap.xml"]
    assert sorted(wanted, key=publishing_order) == [
        "style.css",
        "posts/a/index.html",
        "index.html",
        "feed.json",
        "sitemap.xml",
    ]


def test_a_folder_the_site_has_not_yet_comes_by_one_rename(tmp_path: Path) -> None:
    publish(tmp_path, {"posts/a/index.html": b"a", "index.html": b"home"})
    wanted = ["index.html", "posts/b/index.html", "posts/b/x/y.html", "posts/a/z.html"]
    with Publisher(tmp_path / "public", tmp_path / "state") as publisher:
        staged = {path: publisher.stager.stage(path, (b"new",)) for path in wanted}
        manifest = Manifest(tmp_path / "public", tmp_path / "state")
        journal = plan_change(tmp_path / "public", manifest, staged, "tree", Report())
    assert journal is not None
    assert sorted(journal.moves) == ["index.html", "posts/a/z.html", "posts/b"]
    assert sorted(staged.path for staged in journal.renames) == sorted(wanted)


def test_a_link_inside_a_folder_that_must_go_is_left_alone(tmp_path: Path) -> None:
    publish(tmp_path, {"a/x.html": b"x"})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "public/a/link").symlink_to(tmp_path / "elsewhere")
    report = Report()
    assert publish(tmp_path, {"a": b"a file"}, report) is None
    assert [(d.code, d.path) for d in report.diagnostics] == [("foreign-file", "public/a/link")]
    assert published(tmp_path) == {"a/x.html": b"x"}


def test_a_folder_that_may_not_be_written_to_is_found_before_anything_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD)
    access = os.access
    theirs = str(tmp_path / "public/posts/a")  # as a container leaves it that runs as root

    def refuse(path: str, mode: int) -> bool:
        return path != theirs and access(path, mode)

    monkeypatch.setattr(os, "access", refuse)
    with pytest.raises(DigestError, match=r"cannot publish .*: Permission denied \(.*/posts/a\)"):
        publish(tmp_path, NEW)
    assert published(tmp_path) == OLD
    assert not (tmp_path / "state/journal").exists()
    monkeypatch.undo()
    publish(tmp_path, NEW)
    assert published(tmp_path) == NEW
