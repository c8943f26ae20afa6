"""Thousands of damaged files through the whole pipeline: no crash, no hang, nothing lost in silence.

A batch is one site: a build with all of its files is a case for each. `--fuzz N` runs N batches of
posts and as many of settings; a failure names the smallest part of the file that still fails.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from digest.build.options import BuildOptions
from digest.build.pipeline import check_site
from digest.config.site_file import load_config
from digest.content.parse import parse_post
from digest.core.codes import Code
from digest.core.diagnostics import DigestError, Report
from support.mutation import Mutator, shrink
from support.paths import TESTS
from support.sites import NOW, BuiltSite, SiteDriver

POSTS = 200
"""Files of a batch."""

SLOWEST = 2.0
"""Processor seconds that one file may cost."""

SETTINGS = (
    '[markdown]\nhtml = "allow"\n',
    '[markdown]\nhtml = "sanitize"\n[site]\ntimezone = "Asia/Tokyo"\n',
    '[markdown]\nhtml = "escape"\n[permalinks]\nposts = "/:year/:slug/"\n',
    "[build]\ndrafts = true\nfuture = true\n[feeds]\nlimit = 1\n",
)
ENDINGS = (".md", ".md", ".md", ".md", ".json", ".mdx")
FOUND = TESTS / "fuzz" / "found"
"""The least of each file that has failed."""

SHARED_FILES = ("site.toml", "entities.toml", "books.bib", "links.lock", "templates/post.html")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "batch" in metafunc.fixturenames:
        metafunc.parametrize("batch", range(metafunc.config.getoption("fuzz")))


def fault_of(built: BuiltSite) -> str:
    """Return what is wrong with a build whatever its input was, or nothing."""
    diagnostics = built.result.report.diagnostics
    internal = [str(d) for d in diagnostics if d.code == Code.INTERNAL_ERROR]
    if internal:
        return "\n".join(internal)
    for path in sorted(built.output.rglob("*")):
        try:
            if path.suffix == ".xml":
                ET.fromstring(path.read_bytes())
            elif path.suffix == ".json":
                json.loads(path.read_bytes())
        except (ET.ParseError, ValueError) as error:
            return f"{path.name} is not well formed: {error}"
    return ""


def lost_files(site: SiteDriver, built: BuiltSite) -> list[str]:
    """Return the posts that neither have a page, nor are held back, nor have a diagnostic."""
    config = load_config(site.root, Report())
    options = BuildOptions(now=NOW, jobs=1, cache=site.cache, output=site.output)
    read = check_site(site.root, config, options, Report()).posts
    named = {d.path for d in built.result.report.diagnostics}
    files = {p.relative_to(site.root).as_posix() for p in (site.root / "content").rglob("*.*")}
    return sorted(files - named - read.keys())


def cases(seed: int) -> Iterator[tuple[str, bytes]]:
    mutator = Mutator(seed)
    for number in range(POSTS):
        ending = mutator.choose.choice(ENDINGS)
        yield f"content/f{number}{ending}", mutator.make(ending)


def build_one(folder: Path, settings: str, name: str, data: bytes) -> str:
    """Build a site with one damaged file; return its fault."""
    site = SiteDriver(folder).write({"site.toml": settings, name: data})
    started = time.process_time()
    try:
        built = site.build(keep_going=True)
    except DigestError:
        return ""
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"
    finally:
        seconds = time.process_time() - started
    return f"takes {seconds:.1f} s" if seconds > SLOWEST else fault_of(built)


def smallest(folder: Path, settings: str, files: dict[str, bytes]) -> str:
    """Describe the first file that fails alone, with the least of it that does."""
    turn = iter(range(10**9))
    for name, data in files.items():
        if fault := build_one(folder / f"one{next(turn)}", settings, name, data):
            kind = fault.partition(":")[0]
            least = shrink(
                data,
                lambda part, name=name, kind=kind: build_one(  # type: ignore[misc]
                    folder / f"one{next(turn)}", settings, name, part
                ).startswith(kind),
            )
            return f"{name}: {fault}\n{least!r}"
    return "only all files together fail"


def test_damaged_posts_are_pages_or_problems(batch: int, site: SiteDriver, tmp_path: Path) -> None:
    files = dict(cases(batch))
    settings = SETTINGS[batch % len(SETTINGS)]
    try:
        built = site.write({"site.toml": settings, **files}).build(keep_going=True)
        fault = fault_of(built)
    except Exception as error:  # noqa: BLE001
        fault = f"{type(error).__name__}: {error}"
    if fault:
        pytest.fail(f"{fault}\n{smallest(tmp_path, settings, files)}")
    slow = [timing for timing in built.result.slowest if timing.seconds > SLOWEST]
    slow_files = {timing.stage: files[timing.stage] for timing in slow}
    found = smallest(tmp_path, settings, slow_files) if slow_files else ""
    assert found in {"", "only all files together fail"}
    assert built.result.changes is not None
    assert lost_files(site, built) == []


@pytest.mark.parametrize("found", sorted(FOUND.iterdir()), ids=lambda path: path.name)
@pytest.mark.parametrize("settings", SETTINGS)
def test_what_was_found_once_stays_mended(found: Path, settings: str, tmp_path: Path) -> None:
    assert build_one(tmp_path, settings, f"content/{found.name}", found.read_bytes()) == ""


def test_damaged_settings_and_shared_files_are_reported(batch: int, tmp_path: Path) -> None:
    mutator: Any = Mutator(1_000_000 + batch)
    post = "---\ntitle: A\ndate: 2024-01-01\ntags: [a]\n---\nText [@knuth], [a](https://e.org).\n"
    for turn, name in enumerate(SHARED_FILES):
        data = mutator.make(name[name.rindex(".") :])
        folder = tmp_path / str(turn)
        SiteDriver(folder).write({"content/a.md": post})
        fault = build_one(folder, '[markdown]\nbibliography = ["books.bib"]\n', name, data)
        assert fault == "", f"{name}: {data!r}"


def test_the_least_that_fails_is_found() -> None:
    data = b"some text\nwith a [^fault] in it\n" * 30
    assert shrink(data, lambda part: b"[^f" in part, tries=1000) == b"[^f"


def test_a_fault_that_a_file_alone_has_is_named_with_its_least_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def parse(source: Any, *more: Any) -> Any:
        if b"#!" in source.data:
            raise ZeroDivisionError("division by zero")
        return parse_post(source, *more)

    monkeypatch.setattr("digest.build.library.parse_post", parse)
    files = {"content/a.md": b"# A\n", "content/b.md": b"Some text with #! in it.\n"}
    found = smallest(tmp_path, "", files)
    assert found.startswith("content/b.md: content/b.md: error[internal-error]")
    assert found.endswith("b'#!'")
