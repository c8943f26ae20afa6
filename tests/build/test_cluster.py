"""The same site, byte for byte, from the workers of a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from digest.build.workers.executors import Requirements, find_unmet, write_tokens
from digest.core.diagnostics import DigestError
from support.factories import write_issues
from support.sites import read_tree, run_build, write_file


def open_local(workers: int, threads: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=threads,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with open_local(2, 1) as cluster:
        yield cluster


def test_a_cluster_builds_the_same_site_again_and_again(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "site"
    write_issues(root, 40)
    # Paths relative to here mean nothing to the workers: they run elsewhere.
    monkeypatch.chdir(root)
    where = f"dask:{cluster.scheduler_address}"
    first = run_build(Path(), Path("there"), executor=where, jobs=None)
    run_build(root, tmp_path / "here", cache=tmp_path / "cache")
    assert (first.parsed, first.report.diagnostics) == (40, ())
    assert read_tree(root / "there") == read_tree(tmp_path / "here")
    write_file(root / "templates/404.html", "<title>Gone</title>")
    second = run_build(Path(), Path("there"), executor=where, jobs=None)
    assert (second.parsed, second.rendered) == (0, 1)
    assert (root / "there/404.html").read_text() == "<title>Gone</title>"


def test_a_scheduler_that_does_not_answer_is_an_error(tmp_path: Path) -> None:
    write_issues(tmp_path, 1)
    with pytest.raises(DigestError, match="no Dask scheduler answers at nowhere:"):
        run_build(tmp_path, tmp_path / "public", executor="dask:nowhere:")


def test_workers_with_threads_are_refused(tmp_path: Path) -> None:
    write_issues(tmp_path, 1)
    with (
        open_local(1, 2) as threads,
        pytest.raises(DigestError, match=r"has 2 threads.*start it with --nthreads 1"),
    ):
        run_build(tmp_path, tmp_path / "public", executor=f"dask:{threads.scheduler_address}")


def requirements(folder: Path, version: str = "1") -> Requirements:
    return Requirements(reads=(folder,), writes=(folder / "cache",), version=lambda: version)


def test_workers_on_common_requirements_lack_nothing(tmp_path: Path) -> None:
    marks = write_tokens(requirements(tmp_path), "token")
    assert find_unmet(requirements(tmp_path), "1", "token") == ""
    assert [mark.name for mark in marks] == [".token"]


def test_a_worker_that_cannot_help_says_what_it_lacks(tmp_path: Path) -> None:
    write_tokens(requirements(tmp_path), "token")
    absent = requirements(tmp_path / "absent")
    assert find_unmet(absent, "1", "token") == f"it cannot see {tmp_path}/absent"
    assert "sees another folder there" in find_unmet(requirements(tmp_path), "1", "other token")
    assert "another version of digest" in find_unmet(requirements(tmp_path, "2"), "1", "token")


def test_a_worker_without_the_sites_folder_is_named(cluster: LocalCluster, tmp_path: Path) -> None:
    from digest.build.workers.cluster import open_cluster

    missing = Requirements(reads=(tmp_path / "absent",), writes=(), version=str)
    message = r"the Dask worker tcp://127.* cannot help: it cannot see .*/absent"
    with pytest.raises(DigestError, match=message):
        open_cluster(cluster.scheduler_address, missing).__enter__()
