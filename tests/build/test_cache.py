from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import msgspec
import pytest

from digest.build.cache import (
    Cache,
    Fingerprints,
    LostResultError,
    OutputEntry,
    Packs,
    versions,
)
from digest.build.checked_files import read_checked, write_checked
from digest.core.hashing import digest_key, hash_bytes
from digest.core.model import Slot
from support.paths import ROOT
from support.sites import version_of


class Head(msgspec.Struct):
    title: str


def head(title: str) -> bytes:
    return msgspec.msgpack.encode(Head(title))


def remember(cache: Cache, key: str, body: bytes) -> Slot:
    slot = cache.packs.append(body)
    cache.keep_post(key, head(key), (slot,))
    return slot


def recall(cache: Cache, key: str) -> tuple[str, bytes] | None:
    entry = cache.find_post(key)
    if entry is None:
        return None
    title = msgspec.msgpack.decode(cache.packs.read(entry.head), type=Head).title
    return title, cache.packs.read(entry.slots[0])


def packs_of(folder: Path) -> list[Path]:
    return sorted((folder / "packs").iterdir())


def test_a_post_is_remembered_with_its_body(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        remember(cache, "k", b"<p>body</p>")
        cache.save()
    with Cache(tmp_path) as cache:
        assert recall(cache, "k") == ("k", b"<p>body</p>")
        assert recall(cache, "other") is None


def test_a_moved_folder_is_still_warm(tmp_path: Path) -> None:
    with Cache(tmp_path / "here") as cache:
        remember(cache, "k", b"body")
        cache.save()
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    shutil.rmtree(tmp_path / "here")
    with Cache(tmp_path / "there") as cache:
        assert recall(cache, "k") == ("k", b"body")


def test_pages_are_remembered_for_each_variant(tmp_path: Path) -> None:
    page = OutputEntry("key", "digest", "template:a1")
    with Cache(tmp_path) as cache:
        cache.keep_outputs("public", {"index.html": page})
        cache.save()
    with Cache(tmp_path) as cache:
        assert cache.outputs("public") == {"index.html": page}
        assert cache.outputs("preview") == {}


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        remember(cache, "k", b"body")
        cache.keep_outputs("public", {"a": OutputEntry("key", "digest")})
        cache.save()
    before = version_of(tmp_path / "index")
    with Cache(tmp_path) as cache:
        assert cache.find_post("k") is not None
        cache.keep_outputs("public", {"a": OutputEntry("key", "digest")})
        cache.save()
    assert version_of(tmp_path / "index") == before


def test_small_records_are_kept_by_name(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        assert cache.read_record("last-build") is None
        cache.write_record("last-build", b"one")
        cache.write_record("last-build", b"two")
        assert cache.read_record("last-build") == b"two"


@pytest.mark.parametrize("damage", ["cut", "bit", "foreign", "empty", "version"])
def test_a_damaged_or_foreign_index_is_dropped_and_noted(tmp_path: Path, damage: str) -> None:
    with Cache(tmp_path) as cache:
        remember(cache, "k", b"body")
        cache.save()
    index = tmp_path / "index"
    data = index.read_bytes()
    index.write_bytes(
        {
            "cut": data[:-1],
            "bit": data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
            "foreign": b"\x93\x01\x80\x80",
            "empty": b"",
            "version": data.replace(b"index-3", b"index-0"),
        }[damage]
    )
    with Cache(tmp_path) as cache:
        assert recall(cache, "k") is None
        assert len(cache.notes) == 1
        remember(cache, "k", b"again")
        cache.save()
    with Cache(tmp_path) as cache:
        assert recall(cache, "k") == ("k", b"again")
        assert cache.notes == []


def test_a_sealed_index_of_another_shape_is_dropped(tmp_path: Path) -> None:
    with Cache(tmp_path):
        pass
    write_checked(tmp_path / "index", msgspec.msgpack.encode(["what", "is", "this"]), "index-2")
    with Cache(tmp_path) as cache:
        assert cache.find_post("k") is None
        assert len(cache.notes) == 1


def test_a_damaged_pack_is_noticed_dropped_and_made_again(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        remember(cache, "k", b"a body of some length")
        cache.save()
    [pack] = packs_of(tmp_path)
    pack.write_bytes(b"a body of SOME length")
    with Cache(tmp_path) as cache:
        with pytest.raises(LostResultError) as lost:
            recall(cache, "k")
        cache.drop_pack(lost.value.args[0])
        assert cache.find_post("k") is None
        assert len(cache.notes) == 1
    assert packs_of(tmp_path) == []


def test_a_missing_pack_is_noticed_before_it_is_needed(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        remember(cache, "k", b"body")
        cache.keep_outputs(
            "public", {"a": OutputEntry("x", "y", slots=(cache.packs.append(b"page"),))}
        )
        cache.save()
    [pack] = packs_of(tmp_path)
    pack.unlink()
    with Cache(tmp_path) as cache:
        assert cache.find_post("k") is None
        assert cache.outputs("public") == {}


@pytest.mark.parametrize("pack", ["../../secret", "/etc/passwd", "", "a.b"])
def test_a_doctored_slot_reads_no_other_file(tmp_path: Path, pack: str) -> None:
    (tmp_path / "secret.pack").write_bytes(b"secret")
    packs = Packs(tmp_path / "a" / "b")
    with pytest.raises(LostResultError):
        packs.read(Slot(pack, 0, 6, 0))


def test_a_cut_pack_is_noticed(tmp_path: Path) -> None:
    packs = Packs(tmp_path)
    slot = packs.append(b"one", b"two")
    assert packs.read(slot) == b"onetwo"
    os.truncate(packs_path(tmp_path), 4)
    with pytest.raises(LostResultError):
        packs.read(slot)
    with pytest.raises(LostResultError):
        packs.read(Slot(slot.pack, 1 << 70, 3, 0))


def packs_path(folder: Path) -> Path:
    [path] = folder.iterdir()
    return path


def test_the_limit_drops_what_was_wanted_least_recently(tmp_path: Path) -> None:
    body = b"x" * 1000
    for key in ("first", "second", "third"):
        with Cache(tmp_path) as cache:
            remember(cache, key, body)
            cache.save()
    with Cache(tmp_path, limit=2500) as cache:
        assert cache.find_post("first") is not None
        remember(cache, "fourth", body)
        cache.save()
    with Cache(tmp_path) as cache:
        known = {k for k in ("first", "second", "third", "fourth") if cache.find_post(k)}
    assert known == {"first", "fourth"}
    heads = len(head("first") + head("fourth"))
    assert sum(pack.stat().st_size for pack in packs_of(tmp_path)) == 2000 + heads


def test_what_the_last_build_wanted_stays_even_past_the_limit(tmp_path: Path) -> None:
    with Cache(tmp_path, limit=10) as cache:
        remember(cache, "a", b"x" * 1000)
        remember(cache, "b", b"y" * 1000)
        cache.save()
    with Cache(tmp_path) as cache:
        assert recall(cache, "a") == ("a", b"x" * 1000)
        assert recall(cache, "b") == ("b", b"y" * 1000)


def test_a_pack_that_is_mostly_forgotten_is_written_anew(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        for number in range(10):
            remember(cache, str(number), b"%d" % number * 1000)
        cache.save()
    with Cache(tmp_path, limit=3000) as cache:
        for number in (3, 7):
            assert cache.find_post(str(number)) is not None
        remember(cache, "new", b"n" * 500)
        cache.save()
    heads = len(head("3") + head("7") + head("new"))
    assert sum(pack.stat().st_size for pack in packs_of(tmp_path)) == 2500 + heads
    with Cache(tmp_path) as cache:
        assert recall(cache, "3") == ("3", b"3" * 1000)
        assert recall(cache, "7") == ("7", b"7" * 1000)
        assert recall(cache, "new") == ("new", b"n" * 500)
        assert recall(cache, "4") is None


def test_what_a_killed_build_left_in_packs_is_cleared_away(tmp_path: Path) -> None:
    killed = Cache(tmp_path)
    killed.packs.append(b"never saved")
    killed.close()
    assert len(packs_of(tmp_path)) == 1
    with Cache(tmp_path) as cache:
        remember(cache, "k", b"body")
        cache.save()
    assert [pack.stat().st_size for pack in packs_of(tmp_path)] == [4 + len(head("k"))]


def test_a_build_killed_while_it_tidies_keeps_its_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Cache(tmp_path, limit=0) as cache:
        remember(cache, "old", b"o" * 10_000)
        remember(cache, "kept", b"k")
        cache.save()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    cache = Cache(tmp_path, limit=0)
    assert recall(cache, "kept")
    remember(cache, "new", b"n")
    cache.save()
    with monkeypatch.context() as patch:
        patch.setattr("digest.build.cache.store.write_index", die)
        with pytest.raises(KeyboardInterrupt):
            cache.close()
    with Cache(tmp_path, limit=0) as cache:
        assert recall(cache, "kept") == ("kept", b"k")
        assert recall(cache, "new") == ("new", b"n")
        assert cache.notes == []


def test_two_builds_at_once_keep_each_others_results(tmp_path: Path) -> None:
    one, two = Cache(tmp_path), Cache(tmp_path)
    remember(one, "one", b"1")
    remember(two, "two", b"2")
    one.save()
    one.close()
    two.save()
    assert recall(two, "two") == ("two", b"2")
    two.close()
    with Cache(tmp_path) as cache:
        assert recall(cache, "one") == ("one", b"1")
        assert recall(cache, "two") == ("two", b"2")


def test_a_build_does_not_tidy_under_anothers_feet(tmp_path: Path) -> None:
    other = Cache(tmp_path)
    slot = other.packs.append(b"not yet saved")
    with Cache(tmp_path) as cache:
        remember(cache, "k", b"body")
        cache.save()
    assert other.packs.read(slot) == b"not yet saved"
    other.close()


def test_many_builds_at_once_come_to_an_end(tmp_path: Path) -> None:
    def build(number: int) -> None:
        for turn in range(5):
            with Cache(tmp_path) as cache:
                remember(cache, f"{number}-{turn}", b"%d" % number)
                cache.save()

    threads = [threading.Thread(target=build, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Cache(tmp_path) as cache:
        assert all(recall(cache, f"{n}-{t}") for n in range(4) for t in range(5))


def append(packs: Packs, number: int) -> Slot:
    return packs.append(b"%d" % number * 100)


def test_workers_write_packs_of_their_own(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        with ProcessPoolExecutor(2, get_context("forkserver")) as pool:
            slots = list(pool.map(append, [cache.packs] * 50, range(50)))
        assert [cache.packs.read(slot) for slot in slots] == [b"%d" % n * 100 for n in range(50)]
        assert len({slot.pack for slot in slots}) <= 2  # however many chunks a worker is given


def count_open_files(_packs: Packs) -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are seen on Linux only")
def test_a_lasting_worker_opens_no_more_files_with_each_build(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, get_context("forkserver")) as pool:
        opened = []
        for _ in range(3):
            with Cache(tmp_path) as cache:
                slots = [pool.submit(append, cache.packs, n).result() for n in range(4)]
                opened.append(pool.submit(count_open_files, cache.packs).result())
                assert len({slot.pack for slot in slots}) == 1
        assert opened[0] == opened[1] == opened[2]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_does_not_write_into_its_parents_pack(tmp_path: Path) -> None:
    packs = Packs(tmp_path)
    mine = packs.append(b"parent")
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        theirs = pool.submit(append, packs, 1).result()
    assert theirs.pack != mine.pack
    assert packs.read(packs.append(b"after")) == b"after"


def test_fingerprints_read_only_what_was_touched(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"one")
    os.utime(file, ns=(1, 1))
    prints = Fingerprints(tmp_path, tmp_path / "saved")
    assert prints.digest("a.md") == hash_bytes(b"one")
    assert prints.read("a.md") == (b"one", hash_bytes(b"one"))
    prints.save()
    file.write_bytes(b"two")
    os.utime(file, ns=(1, 1))
    prints = Fingerprints(tmp_path, tmp_path / "saved")
    assert prints.digest("a.md") == hash_bytes(b"two"), "same size and time, other content"


def test_a_file_at_rest_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_bytes(b"one")
    monkeypatch.setattr("digest.build.cache.fingerprints._REST", -1)
    prints = Fingerprints(tmp_path, tmp_path / "saved")
    prints.digest("a.md")
    prints.save()
    monkeypatch.setattr(Fingerprints, "read", None)
    assert Fingerprints(tmp_path, tmp_path / "saved").digest("a.md") == hash_bytes(b"one")


@pytest.mark.parametrize("saved", [b"", b"junk", b"digest record\n"])
def test_damaged_fingerprints_are_taken_anew(tmp_path: Path, saved: bytes) -> None:
    (tmp_path / "saved").write_bytes(saved)
    (tmp_path / "a.md").write_bytes(b"one")
    assert Fingerprints(tmp_path, tmp_path / "saved").digest("a.md") == hash_bytes(b"one")


def test_keys_depend_on_every_part_and_not_on_the_order_of_dicts_and_sets() -> None:
    assert digest_key("ab", "c") != digest_key("a", "bc")
    assert digest_key(1) != digest_key("1")
    assert digest_key({"a": 1, "b": 2}) == digest_key({"b": 2, "a": 1})
    assert digest_key({"x", "y", "z"}) == digest_key({"z", "y", "x"})
    assert digest_key(Head("a")) != digest_key(Head("b"))


def test_versions_change_with_digests_own_code(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    program = "from digest.build.cache import versions; print(versions())"

    def run() -> str:
        env = {**os.environ, "PYTHONPATH": str(tmp_path / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        return done.stdout

    first = run()
    assert run() == first
    with (tmp_path / "src/digest/__init__.py").open("a") as stream:
        stream.write("# another rule\n")
    assert run() != first
    assert versions() == versions()


def test_a_seal_says_what_it_seals(tmp_path: Path) -> None:
    write_checked(tmp_path / "x", b"payload", "kind-1", sync=True)
    assert read_checked(tmp_path / "x", "kind-1") == b"payload"
    assert read_checked(tmp_path / "x", "kind-2") is None
    assert read_checked(tmp_path / "y", "kind-1") is None
