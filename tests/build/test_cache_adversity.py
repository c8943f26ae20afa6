"""The cache may be deleted, refused or full at any time: it costs time, never the site."""

from __future__ import annotations

import errno
import io
import marshal
import os
import pickle
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2.bccache import bc_magic

from digest.build.cache import Cache
from digest.build.cache.store import DEFAULT_LIMIT
from digest.build.locks import Lock
from digest.build.options import BuildOptions, BuildResult, Progress, cache_folder
from digest.build.pipeline import build_site
from digest.build.up_to_date import find_last_result
from digest.config.site_file import load_config
from digest.config.tables import Config
from digest.core.diagnostics import DigestError, Report
from support.sites import NOW, read_tree, run_build, write_file

STAGES = ("list", "parse", "plan", "check", "render", "publish")


def write_site(root: Path, posts: int = 4) -> None:
    for n in range(posts):
        head = f"---\ntitle: Post {n}\ndate: 2025-01-0{n + 1}\ntags: [x]\n---\n"
        write_file(root / f"content/post-{n}.md", f"{head}[A](https://example.org/{n}) does it.\n")


def build(root: Path, progress: Progress | None = None) -> BuildResult:
    options = BuildOptions(now=NOW, jobs=1)
    return build_site(root, load_config(root, Report()), options, Report(thorough=False), progress)


class Deleting(Progress):
    """Deletes the cache once, when a stage begins."""

    def __init__(self, folder: Path, stage: str) -> None:
        self._folder = folder
        self._stage = stage

    def begin(self, stage: str) -> None:
        if stage == self._stage:
            shutil.rmtree(self._folder)
            self._stage = ""


@pytest.mark.parametrize("warm", [False, True])
@pytest.mark.parametrize("stage", STAGES)
def test_a_cache_that_is_deleted_while_a_build_runs_costs_only_time(
    tmp_path: Path, stage: str, warm: bool
) -> None:
    root = tmp_path / "site"
    write_site(root)
    if warm:
        build(root)
    write_file(root / "content/post-1.md", "---\ntitle: New\ndate: 2025-02-01\n---\nNew.\n")
    result = build(root, Deleting(root / ".digest", stage))
    assert result.changes is not None
    run_build(root, tmp_path / "clean", cache=tmp_path / "other")
    assert read_tree(root / "public") == read_tree(tmp_path / "clean")
    again = build(root)
    assert read_tree(root / "public") == read_tree(tmp_path / "clean")
    assert again.changes is not None
    assert (again.changes.added, again.changes.changed, again.changes.removed) == ((), (), ())


def test_a_lock_that_was_deleted_keeps_nobody_out(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.acquire()
    assert first.is_in_place()
    (tmp_path / "lock").unlink()
    assert second.acquire()
    assert second.is_in_place()
    assert not first.is_in_place()
    second.release()
    assert not second.is_in_place()


@pytest.mark.parametrize("place", [".pack", "index.html", "/.digest/index.", "/journal."])
def test_a_full_disk_is_an_error_and_the_old_site_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    root = tmp_path / "site"
    write_site(root)
    build(root)
    old = read_tree(root / "public")
    write_site(root, 6)
    write = os.write

    def refuse(descriptor: int, data: bytes) -> int:
        if place in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("what a descriptor is open for is seen on Linux only")
    monkeypatch.setattr(os, "write", refuse)
    if place == "/.digest/index.":  # the site is whole: the next build takes longer
        result = build(root)
        assert result.changes is not None
        [note] = result.notes
        assert note.startswith("cache: No space left on device (")
    else:
        with pytest.raises(DigestError, match="No space left on device"):
            build(root)
        assert read_tree(root / "public") == old
    assert list(root.rglob("*.new")) == []
    monkeypatch.undo()
    build(root)
    run_build(root, tmp_path / "clean", cache=tmp_path / "other")
    assert read_tree(root / "public") == read_tree(tmp_path / "clean")


def test_a_cache_that_may_not_be_written_to_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    root = tmp_path / "site"
    write_site(root)
    (root / ".digest").mkdir(mode=0o555)
    result = build(root)
    [note] = result.notes
    assert note.startswith(f"cache: {root / '.digest'} cannot be written to; {tmp_path / 'home'}")
    assert build(root).parsed == 0
    (root / ".digest").rmdir()
    write_file(root / ".digest", "no folder")
    assert build(root).parsed == 0


def test_the_cache_may_lie_in_a_folder_that_is_still_to_be_made(tmp_path: Path) -> None:
    config = load_config(tmp_path, Report())
    nested = Config(build=type(config.build)(cache="deep/er/cache"))
    assert cache_folder(tmp_path, nested, BuildOptions(now=NOW)) == tmp_path / "deep/er/cache"


def test_a_hundred_edits_leave_a_cache_of_about_two_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.build.cache.index._SPARE", 0)
    folder = tmp_path / "cache"
    body = b"x" * 1000
    for turn in range(100):
        with Cache(folder, limit=DEFAULT_LIMIT) as cache:
            for key in [f"post {n}" for n in range(9)] + [f"edited {turn}"]:
                if cache.find_post(key) is None:
                    cache.keep_post(key, b"\x00", (cache.packs.append(body),))
            cache.save()
    assert sum(pack.stat().st_size for pack in (folder / "packs").iterdir()) <= 2 * 2 * 10_010


def test_a_thousand_edits_do_not_leave_a_thousand_files(tmp_path: Path) -> None:
    bodies = {f"post {n}": b"%d" % n * 100 for n in range(300)}
    for key, body in bodies.items():
        with Cache(tmp_path) as cache:
            cache.keep_post(key, b"\x00", (cache.packs.append(body),))
            cache.save()
    assert len(list((tmp_path / "packs").iterdir())) <= 65
    with Cache(tmp_path) as cache:
        entries = {key: cache.find_post(key) for key in bodies}
        found = {key: cache.packs.read(e.slots[0]) for key, e in entries.items() if e}
    assert found == bodies


def test_what_was_kept_for_forgotten_variants_goes(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write_site(root, 1)
    for n in range(9):
        run_build(root, tmp_path / f"out{n}", cache=tmp_path / "cache")
    assert len(list((tmp_path / "cache/sites").iterdir())) == 6
    assert len(list((tmp_path / "cache/records").iterdir())) <= 6
    forgotten = run_build(root, tmp_path / "out0", cache=tmp_path / "cache")
    assert forgotten.changes is not None
    assert (forgotten.changes.added, forgotten.changes.changed) == ((), ())


def test_a_file_behind_a_linked_folder_ends_the_shortcut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.build.up_to_date._REST", -1)
    root = tmp_path / "site"
    write_site(root, 1)
    write_file(tmp_path / "vault/a.md", "---\ndate: 2025-01-01\n---\nOne.\n")
    (tmp_path / "vault/back").symlink_to(root / "content")
    (root / "content/vault").symlink_to(tmp_path / "vault")
    write_file(root / "site.toml", '[build]\nfollow_symlinks = ["content/vault"]\n')
    config, options = load_config(root, Report()), BuildOptions(now=NOW, jobs=1)
    build(root)
    later = BuildOptions(now=NOW + timedelta(hours=1), jobs=1)
    assert find_last_result(root, config, options, Report()) is not None
    assert find_last_result(root, config, later, Report()) is not None
    write_file(tmp_path / "vault/a.md", "---\ndate: 2025-01-01\n---\nTwo.\n")
    assert find_last_result(root, config, options, Report()) is None


class Attack:
    """Makes a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self._mark),)


def doctor(data: bytes, mark: Path) -> bytes:
    """Return a file of the cache with code in it: byte code as Jinja keeps it, else a pickle."""
    attack = f"import os; os.mkdir({str(mark)!r})"
    if not data.startswith(bc_magic):
        return pickle.dumps(Attack(mark))
    stream = io.BytesIO(data[len(bc_magic) :])
    checksum = pickle.load(stream)  # noqa: S301
    code = marshal.dumps(compile(attack, "page.html", "exec"))
    return bc_magic + pickle.dumps(checksum, 2) + code


def test_nothing_in_the_cache_is_executed(tmp_path: Path) -> None:
    root, mark = tmp_path / "site", tmp_path / "mark"
    write_site(root)
    build(root)
    for file in (root / ".digest").rglob("*"):
        if file.is_file():
            file.write_bytes(doctor(file.read_bytes(), mark))
    write_file(root / "content/post-9.md", "---\ntitle: New\ndate: 2025-02-01\n---\nNew.\n")
    build(root)
    assert not mark.exists()
    run_build(root, tmp_path / "clean", cache=tmp_path / "other")
    assert read_tree(root / "public") == read_tree(tmp_path / "clean")
    assert not (root / ".digest/templates").exists()
