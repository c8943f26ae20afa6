"""Builds that were killed: the next one completes the change, whatever became of the folder."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.build.publish import Changes, Publisher
from digest.build.publish.journal import Journal, Removal, write_journal
from digest.build.publish.manifest import Manifest
from digest.build.publish.stager import Staged
from digest.core.diagnostics import Report
from digest.core.hashing import hash_bytes
from support.paths import TESTS
from support.publishing import NEW, OLD, Tree, publish, published, survives
from support.sites import run_build, write_file


def test_a_build_killed_at_any_step_leaves_the_old_site_or_is_completed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "support.publishing", tmp_path],
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    outcomes = json.loads(done.stdout)
    assert {kind for kind, _ in outcomes} == {"cold", "warm", "lost state"}
    assert [outcome for _, outcome in outcomes].count("old") > 10
    assert [outcome for _, outcome in outcomes].count("completed") > 10
    assert {outcome for _, outcome in outcomes} == {"old", "completed", "new"}


def test_a_build_killed_at_a_random_moment_leaves_a_whole_site(tmp_path: Path) -> None:
    trees: list[Tree] = [
        {f"p/{n}/index.html": b"%d %d" % (n, k) for n in range(k, 60 + 5 * k)} for k in range(2)
    ]
    publish(tmp_path, trees[0])
    choose = random.Random(4)
    for attempt in range(12):
        wanted = trees[(attempt + 1) % 2]
        program = "from pathlib import Path; from support.publishing import publish\n"
        program += f"publish(Path({str(tmp_path)!r}), {wanted!r})"
        child = subprocess.Popen([sys.executable, "-c", program], cwd=TESTS)
        time.sleep(choose.uniform(0.08, 0.4))
        child.kill()
        child.wait()
        with Publisher(tmp_path / "public", tmp_path / "state"):
            assert published(tmp_path) in trees
        publish(tmp_path, wanted)
        assert published(tmp_path) == wanted


def killed(folder: Path, old: Tree, new: Tree) -> Iterator[Path]:
    """Give one copy of a site after the other whose change was begun, and killed on the way."""
    publish(folder / "before", old)
    for step in range(0, 1000, 3):
        work = folder / str(step)
        shutil.copytree(folder / "before", work)
        alive = survives(step, work, new)
        if (work / "state/journal").exists():
            yield work
        shutil.rmtree(work)
        if alive:
            return
    raise AssertionError("it never came to its end")


def test_a_public_folder_that_is_deleted_after_a_kill_is_made_again(tmp_path: Path) -> None:
    tried = 0
    for work in killed(tmp_path, OLD, NEW):
        shutil.rmtree(work / "public")
        publish(work, NEW)
        assert published(work) == NEW
        tried += 1
    assert tried > 5


def test_an_old_site_put_back_after_a_kill_is_brought_up_to_date(tmp_path: Path) -> None:
    for work in killed(tmp_path, OLD, NEW):
        shutil.rmtree(work / "public")
        shutil.copytree(tmp_path / "before/public", work / "public")
        publish(work, NEW)
        assert published(work) == NEW


def test_folders_that_others_made_after_a_kill_lose_nothing(tmp_path: Path) -> None:
    for work in killed(tmp_path, OLD, NEW):
        (work / "public/posts/b").mkdir(exist_ok=True)
        (work / "public/posts/b/theirs").write_text("theirs")
        publish(work, NEW)
        assert published(work) == {**NEW, "posts/b/theirs": b"theirs"}


def test_a_foreign_file_put_in_the_way_after_a_kill_is_reported(tmp_path: Path) -> None:
    reported = 0
    for work in killed(tmp_path, OLD, NEW):
        if (work / "public/deep").is_file():
            continue  # it has come already
        (work / "public/deep").mkdir(exist_ok=True)
        (work / "public/deep/theirs").write_text("theirs")
        report = Report()
        assert publish(work, NEW, report) is None
        found = [(d.code, d.path) for d in report.diagnostics]
        assert found == [("foreign-file", "public/deep/theirs")]
        (work / "public/deep/theirs").unlink()
        publish(work, NEW)
        assert published(work) == NEW
        reported += 1
    assert reported > 1


def test_what_a_killed_build_changed_is_told_by_the_next(tmp_path: Path) -> None:
    wanted = Changes(
        added=("deep", "posts/b/index.html", "tags/x/index.html"),
        changed=("index.html", "posts/a/index.html"),
        removed=("deep/er/page.html", "posts/gone/index.html", "tags/x"),
        unchanged=1,
    )
    for work in killed(tmp_path, OLD, NEW):
        with Publisher(work / "public", work / "state"):
            pass  # a build that came to nothing, and told nobody
        assert publish(work, NEW) == wanted
        assert publish(work, NEW) == Changes(added=(), changed=(), removed=(), unchanged=6)


def difference(old: Tree, new: Tree) -> Changes:
    both = old.keys() & new.keys()
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(path for path in both if old[path] != new[path])),
        removed=tuple(sorted(old.keys() - new.keys())),
        unchanged=sum(old[path] == new[path] for path in both),
    )


def test_changes_that_follow_each_other_come_to_the_difference_they_make() -> None:
    choose = random.Random(1)
    for _ in range(200):
        # Contents that never come back: whoever changes a file twice does not restore it.
        trees: list[Tree] = [
            {name: b"%d" % choose.choice((0, n)) for name in "abcdef" if choose.random() < 0.6}
            for n in (1, 2, 3)
        ]
        if any(trees[0].get(name) == trees[2].get(name) != trees[1].get(name) for name in "abcdef"):
            continue
        first, second = difference(trees[0], trees[1]), difference(trees[1], trees[2])
        assert second.after(first) == difference(trees[0], trees[2])


def test_a_build_with_errors_still_completes_what_a_killed_one_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    def be_killed(*_: object) -> None:
        raise KilledError

    root, public, cache = tmp_path / "site", tmp_path / "site/public", tmp_path / "site/.digest"
    write_file(root / "content/a.md", "---\ntitle: A\ndate: 2025-01-01\n---\nA.\n")
    run_build(root, public, cache=cache)
    write_file(root / "content/a.md", "---\ntitle: B\ndate: 2025-01-01\n---\nB.\n")
    monkeypatch.setattr("digest.build.publish.publisher.apply_journal", be_killed)
    with pytest.raises(KilledError):
        run_build(root, public, cache=cache)
    monkeypatch.undo()
    assert "<title>A" in (public / "posts/a/index.html").read_text()
    write_file(root / "content/bad.md", "---\ntitle: [\n---\n")
    assert run_build(root, public, cache=cache).changes is None
    assert "<title>B" in (public / "posts/a/index.html").read_text()


@pytest.mark.parametrize("field", ["clearing", "renames", "moves", "removals", "tree"])
def test_a_forged_journal_changes_nothing_outside_the_output(tmp_path: Path, field: str) -> None:
    publish(tmp_path, OLD)
    write_file(tmp_path / "mine.txt", "mine")
    write_file(tmp_path / "state/staging/ab/evil.txt", "evil")
    digest = hash_bytes(b"mine")
    forged = {
        "clearing": (Removal("../mine.txt", digest),),
        "renames": (Staged("../mine.txt", digest, written=True),),
        "moves": ("../evil.txt",),
        "removals": (Removal("../mine.txt", digest),),
        "tree": "../..",
    }
    fields = {"tree": "ab", "added": (), "clearing": (), "renames": (), "moves": (), "removals": ()}
    journal = Journal(**{**fields, field: forged[field]})  # type: ignore[arg-type]
    write_journal(tmp_path / "state/journal", journal)
    publish(tmp_path, NEW)
    assert published(tmp_path) == NEW
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert not (tmp_path / "evil.txt").exists()


def test_a_forged_manifest_removes_nothing_outside_the_output(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    write_file(tmp_path / "mine.txt", "mine")
    manifest = Manifest(tmp_path / "public", tmp_path / "state")
    manifest.record("../mine.txt", hash_bytes(b"mine"))
    manifest.save()
    publish(tmp_path, NEW)
    assert published(tmp_path) == NEW
    assert (tmp_path / "mine.txt").read_text() == "mine"
