"""Whole sites in tests: written, built and looked at in one chain.

    site.write({"content/a.md": "# A\n"}).build(drafts=True).expect_problems().page("/a/")
    site.copy("issues").build().expect_tree()

`site` is a fixture of tests/conftest.py. What a chain expects fails with a message of its own.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from click.testing import Result
from msgspec.structs import replace

from digest.build.options import BuildOptions, BuildResult
from digest.build.pipeline import build_site
from digest.build.publish.stager import RECORD_NAME
from digest.config.site_file import load_config
from digest.core.diagnostics import Report
from support.commands import run
from support.paths import SITES

NOW = datetime(2026, 11, 21, 12, tzinfo=ZoneInfo("UTC"))
"""The day on which every test builds, unless it says another."""

Files = Mapping[str, str | bytes]
_SWITCHES = ("drafts", "future", "expired")
_MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)


class SiteDriver:
    """A site below `folder`, with its output and its cache beside it."""

    def __init__(self, folder: Path, *, accept: bool = False) -> None:
        self.root = folder / "site"
        self.output = folder / "public"
        self.cache = folder / "cache"
        self.expected = folder / "expected"
        self.accept = accept

    def copy(self, name: str) -> Self:
        """Begin with a copy of a folder of tests/sites; `expect_tree` compares with its `expected`."""
        self.expected = SITES / name / "expected"
        shutil.copytree(SITES / name, self.root, ignore=shutil.ignore_patterns("expected"))
        return self

    def write(self, files: Files) -> Self:
        """Write files below the site's root; folders are made as needed."""
        write_files(self.root, files)
        return self

    def remove(self, *names: str) -> Self:
        """Remove files or whole folders of the site."""
        for name in names:
            path = self.root / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return self

    def build(self, **options: object) -> BuiltSite:
        """Build as `digest build` does: see `run_build` for the options."""
        output = Path(str(options.pop("output", self.output)))
        result = run_build(self.root, output, **{"cache": self.cache, **options})
        return BuiltSite(self, result, output)

    def run(self, *arguments: str, stdin: str | None = None) -> Result:
        """Run a command of digest on the site, as its author types it."""
        return run(self.root, *arguments, stdin=stdin)


@dataclass(frozen=True)
class BuiltSite:
    """What a build gave: its result, its problems, its files."""

    site: SiteDriver
    result: BuildResult
    output: Path

    @property
    def problems(self) -> list[str]:
        """Every diagnostic as it is printed."""
        return [str(diagnostic) for diagnostic in self.result.report.diagnostics]

    def file(self, url: str) -> Path:
        """Return the file that a server answers with for a URL; fail where there is none."""
        path = self._place(url)
        assert path.is_file(), f"{url} was not written"
        return path

    def has(self, url: str) -> bool:
        """Return whether a server would answer for a URL."""
        return self._place(url).is_file()

    def _place(self, url: str) -> Path:
        return self.output / (url + "index.html" if url.endswith("/") else url).lstrip("/")

    def page(self, url: str) -> str:
        """Return the text of the page, feed or other file at a URL."""
        return self.file(url).read_text()

    def json(self, url: str) -> Any:
        """Return the value of the JSON file at a URL."""
        return json.loads(self.page(url))

    def xml(self, url: str) -> ET.Element:
        """Return the root element of the feed or site map at a URL."""
        return ET.fromstring(self.page(url))

    def tree(self) -> dict[str, bytes]:
        """Return all files of the output by their names, but for digest's own record of them."""
        files = read_tree(self.output)
        return {name: data for name, data in files.items() if name != RECORD_NAME}

    def expect_problems(self, *lines: str) -> Self:
        """Fail unless exactly these diagnostics were reported; without any, none at all."""
        assert self.problems == [*lines]
        return self

    def expect_page(self, url: str, *texts: str) -> Self:
        """Fail unless the page at a URL holds each of the texts."""
        page = self.page(url)
        assert [text for text in texts if text not in page] == [], f"not in {url}"
        return self

    def expect_tree(self) -> Self:
        """Fail unless the output is that in the site's folder `expected`; `--accept` rewrites it.

        Of an HTML page only `<main>` is compared, so that a change of the theme's frame does not
        touch every site; of images, styles and scripts only that they are there. `REPORT` holds
        the diagnostics. A file in `expected` that was not written fails as a missing one does.
        """
        found = {name: comparable(self.output / name) for name in self.tree()}
        found["REPORT"] = "".join(f"{problem}\n" for problem in self.problems)
        if self.site.accept:
            shutil.rmtree(self.site.expected, ignore_errors=True)
            for name, text in found.items():
                write_file(self.site.expected / name, text)
        wanted = {name: data.decode() for name, data in read_tree(self.site.expected).items()}
        assert sorted(found) == sorted(wanted)
        for name, text in wanted.items():
            assert found[name] == text, name
        return self


def comparable(path: Path) -> str:
    """Return what is compared of a file of the output."""
    if path.suffix == ".html":
        found = _MAIN.search(path.read_text())
        return (found[0] if found else path.read_text()) + "\n"
    return path.read_text() if path.suffix in {".xml", ".json", ".txt"} else ""


def run_build(root: Path, output: Path, **options: object) -> BuildResult:
    """Build the site at `root` with one process and as of NOW, unless the options say otherwise.

    `drafts`, `future` and `expired` are those of `digest build`; `thorough=True` reports what only
    `digest check` reports.
    """
    report = Report()
    config = load_config(root, report)
    if report.count("error"):
        return BuildResult(report=report)
    switches = {name: options.pop(name) for name in _SWITCHES if name in options}
    config = replace(config, build=replace(config.build, **switches))
    check, thorough = config.check, bool(options.pop("thorough", False))
    graded = Report(check.rules, folders=check.sections, thorough=thorough)
    graded.extend(report.diagnostics)
    settings: dict[str, object] = {"now": NOW, "jobs": 1, "output": output, **options}
    return build_site(root, config, BuildOptions(**settings), graded)  # type: ignore[arg-type]


def write_files(root: Path, files: Files) -> Path:
    """Write files below a folder, and return it."""
    for name, content in files.items():
        write_file(root / name, content)
    return root


def write_file(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def read_tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder by their names."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def version_of(path: Path) -> tuple[int, int]:
    """Tell versions of a file apart: reading it changes its status, but not this."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns
