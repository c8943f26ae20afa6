"""Workers end when they should: with their parent, at Ctrl-C, and never in silence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.build.workers import WorkerLostError, map_chunks, showing_activity, split_work
from digest.build.workers.pool import open_pool
from support.factories import write_issues
from support.sites import read_tree, run_build, write_file, write_files

PATIENCE = 20.0
AT_ONCE = 5.0
"""Seconds that are "at once" on a machine with other things to do."""

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="this system has no /proc to see processes in"
)


def processes_of(session: int) -> set[int]:
    """Give the living processes of a session, whoever their parent is by now."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, *fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == session and state != "Z":
            found.add(int(folder.name))
    return found


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it has not come to pass"
        time.sleep(0.01)


@contextmanager
def running(*command: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Run Python in a session of its own, of which nothing is left in the end."""
    process = subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        with process:
            yield process
    finally:
        for left in processes_of(process.pid):
            os.kill(left, signal.SIGKILL)


@contextmanager
def building(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Build with two workers; lend the process as soon as they are at work."""
    with running("-m", "digest", "-C", root, "build", "--jobs", "2") as process:
        packs = root / ".digest/packs"
        before = set(packs.glob("*"))
        wait_until(lambda: process.poll() is not None or set(packs.glob("*")) - before)
        assert process.poll() is None, process.communicate()
        assert len(processes_of(process.pid)) == 3
        yield process


OWNER = """
import sys, time
from digest.build.workers.pool import open_pool

def spin():
    while True:
        pass

if __name__ == "__main__":
    with open_pool(2, sys.argv[1]) as pool:
        print([pool.submit(pow, 2, n).result() for n in range(9)][-1], flush=True)
        pool.submit(spin)
        time.sleep(600)
"""


@needs_proc
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_busy_or_idle_end_when_their_parent_is_killed(method: str, tmp_path: Path) -> None:
    write_file(tmp_path / "owner.py", OWNER)
    with running(tmp_path / "owner.py", method) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "256\n"
        assert len(processes_of(process.pid)) >= 3
        process.kill()
        wait_until(lambda: not processes_of(process.pid), AT_ONCE)


@needs_proc
def test_a_build_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    write_issues(tmp_path, 300)
    with building(tmp_path) as process:
        process.kill()
        wait_until(lambda: not processes_of(process.pid), AT_ONCE)


@needs_proc
def test_ctrl_c_ends_a_parallel_build_at_once_and_the_old_site_stays(tmp_path: Path) -> None:
    root, public = tmp_path / "site", tmp_path / "site/public"
    write_issues(root, 2)
    run_build(root, public)
    old = read_tree(public)
    write_issues(root, 300)
    with building(root) as process:
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers hear it too
        output, errors = process.communicate(timeout=AT_ONCE)
        assert (process.returncode, output, errors) == (130, "", "stopped\n")
        assert processes_of(process.pid) == set()
    assert read_tree(public) == old
    after = run_build(root, public, jobs=2)
    assert (after.posts, after.report.diagnostics) == (300, ())
    assert len(list(public.glob("posts/*/index.html"))) == 300


def die(status: int) -> None:
    os._exit(status)


def test_a_worker_that_dies_is_an_error_that_says_so() -> None:
    with pytest.raises(WorkerLostError, match="killed, or ran out of memory"), open_pool(2) as pool:
        list(map_chunks(pool, die, [7, 7], 2))


def die_at_work(name: str) -> None:
    with showing_activity(f"{name}, before"):
        pass
    with showing_activity(name):
        os._exit(7)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_what_a_lost_worker_was_at_is_named(method: str) -> None:
    name = "content/" + "ü" * 300 + ".md"  # longer than the board has room for
    with (
        pytest.raises(WorkerLostError, match=r"at work on content/ü{200,}$"),
        open_pool(2, method) as pool,
    ):
        list(map_chunks(pool, die_at_work, [name, name], 2))


@needs_proc
def test_a_build_whose_worker_is_killed_publishes_nothing_and_says_why(tmp_path: Path) -> None:
    root, public = tmp_path / "site", tmp_path / "site/public"
    write_issues(root, 2)
    run_build(root, public)
    old = read_tree(public)
    write_issues(root, 300)
    with building(root) as process:
        worker = max(processes_of(process.pid) - {process.pid})
        os.kill(worker, signal.SIGKILL)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1
        assert "error[worker-lost] a worker process was killed, or ran out of memory" in errors
        assert "nothing published" in errors
        assert processes_of(process.pid) == set()
    assert read_tree(public) == old


def test_what_is_stopped_does_not_wait_for_its_workers() -> None:
    def begin_and_stop() -> None:
        with open_pool(2) as pool:
            waiting = [pool.submit(time.sleep, 60) for _ in range(20)]
            wait_until(waiting[0].running)
            raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        begin_and_stop()
    assert time.monotonic() - started < AT_ONCE


def test_work_is_cut_into_several_chunks_for_each_worker_but_not_into_crumbs() -> None:
    def weigh(weight: int) -> int:
        return weight

    assert [len(part) for part in split_work([10] * 100, weigh, 1000, 2)] == [13] * 7 + [9]
    assert [len(part) for part in split_work([10] * 1000, weigh, 1000, 2)] == [100] * 10
    assert [len(part) for part in split_work([1] * 60, weigh, 1000, 2)] == [50, 10]
    assert list(split_work([], weigh, 1000, 2)) == []


def test_a_single_chunk_starts_no_worker() -> None:
    with open_pool(2) as pool:
        assert list(map_chunks(pool, lambda _: os.getpid(), [0], 2)) == [os.getpid()]


def test_an_executor_that_nobody_knows_is_wrong_use(tmp_path: Path) -> None:
    from support.commands import run

    site = write_files(tmp_path, {"content/a.md": "# A\n"})
    result = run(site, "build", "--executor", "dusk:tcp://x:1")
    assert result.exception is not None
    assert 'there is no executor "dusk:tcp://x:1"' in str(result.exception)
