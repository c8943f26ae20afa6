"""`python -m bench.migrate FOLDER`: what `digest init --from` keeps of real sites.

Every folder below FOLDER is a repository. Its site is moved and built in a temporary folder; a line
says how many posts were found and published, how many addresses are where the old generator had
them, how many posts have a date, how many links and words of the source no page has, and how often
each problem was reported.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import msgspec

from digest.authoring.migrate.detection import CONFIG_FILES, detect_generator, find_site_root
from digest.authoring.migrate.migration import Migration, plan_migration
from digest.authoring.migrate.source_files import is_markdown
from digest.authoring.new_files import write_files
from digest.config.tables import Config
from digest.content.permalinks import is_section_index
from digest.core.diagnostics import DigestError
from digest.core.html import to_text

_HEADER = re.compile(r"\A\ufeff?(---|\+\+\+)\r?\n.*?\n\1[ \t]*\r?\n", re.DOTALL)
_HIDDEN = re.compile(
    r"<!--.*?-->|\{/\*.*?\*/\}|<(script|style)\b.*?</\1>|^(```|~~~).*?^\2", re.DOTALL | re.MULTILINE
)
_LINK = re.compile(r"\]\(<?(https?://[^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+\"[^\"]*\")?\)")
_MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]*>|\{[%{].*?[%}]\}|\]\([^()\s]*\)|\]\[[^\]]*\]|https?:[^\s<>\])]*|:[\w+-]+:"
    r"|^\s{0,3}\[[^\]]+\]:.*$|^(?:import|export)\s.*$|\\[a-zA-Z]+|&\w+;",
    re.MULTILINE,
)
_ENTITY = re.compile(r"&#?\w+;")
_WORD = re.compile(r"[^\W\d_]{4,}")
_TEXT_ATTRIBUTE = re.compile(r"\b(?:alt|title|aria-label|content)=\"([^\"]*)\"")
_ADDRESS = re.compile(r"(?:href|src|cite|content)=\"([^\"]*)\"")


class SiteReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one site."""

    name: str
    generator: str
    found: int = 0
    published: int = 0
    dated: int = 0
    addresses: int = 0
    kept: int = 0
    links: int = 0
    lost_links: tuple[str, ...] = ()
    words: int = 0
    lost_words: tuple[str, ...] = ()
    codes: dict[str, int] = {}
    moved: tuple[str, ...] = ()
    fault: str = ""

    def __str__(self) -> str:
        """Return the report as a line of a table."""
        if self.fault:
            return f"{self.name:44} {self.generator:12} {self.fault}"
        codes = ", ".join(f"{code} {count}" for code, count in self.codes.items())
        return (
            f"{self.name:44} {self.generator:12} posts {self.published}/{self.found}"
            f" dated {self.dated} addresses {self.kept}/{self.addresses}"
            f" links lost {len(self.lost_links)}/{self.links}"
            f" words lost {len(self.lost_words)}/{self.words} | {codes}"
        )


def find_generator(source: Path) -> str:
    """Return the generator of a repository's site, which may be in a folder of it."""
    roots = (find_site_root(source, generator) for generator in CONFIG_FILES)
    found = (detect_generator(root)[0] for root in dict.fromkeys((source, *roots)))
    return next(filter(None, found), "readme")


def measure_site(source: Path, generator: str, target: Path) -> SiteReport:
    """Move the site in a folder, build it, and compare it with its source."""
    try:
        plan = plan_migration(generator, source, datetime.now(UTC).date())
    except DigestError as error:
        return SiteReport(name=source.name, generator=generator, fault=str(error))
    write_files(target, plan.files)
    command = [sys.executable, "-m", "digest", "-C", str(target), "build", "--format", "json"]
    command += ["--keep-going", "--drafts", "--future", "--expired", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    codes = Counter(_read_codes(done.stdout))
    if not (target / "public/index.html").is_file():
        fault = (done.stderr.strip() or done.stdout.strip())[-300:]
        return SiteReport(name=source.name, generator=generator, fault=f"no site: {fault}")
    return _compare(source.name, generator, plan, target, codes)


def _read_codes(output: str) -> list[str]:
    try:
        values = json.loads(output or "[]")
    except ValueError:
        return ["unreadable-output"]
    found = values.get("diagnostics", []) if isinstance(values, dict) else values
    return [f"{each['code']}!" if each["severity"] == "error" else each["code"] for each in found]


def _compare(
    name: str, generator: str, plan: Migration, target: Path, codes: Counter[str]
) -> SiteReport:
    public = target / "public"
    pages = {path: path.read_text("utf-8", errors="replace") for path in public.rglob("*.html")}
    text = "\n".join(map(to_text, pages.values()))
    text += "\n".join(
        html.unescape(" ".join(_TEXT_ATTRIBUTE.findall(page))) for page in pages.values()
    )
    shown = {
        unquote(html.unescape(url)) for page in pages.values() for url in _ADDRESS.findall(page)
    }
    words = set(_WORD.findall(text.lower()))
    posts = msgspec.json.decode((public / "posts.json").read_bytes())
    records = posts if isinstance(posts, list) else posts.get("posts", [])
    content = [f for f in plan.files if f.path.startswith("content/") and is_markdown(f.path)]
    markdown = [file for file in content if not is_section_index(file.path, Config())]
    bodies = [_HIDDEN.sub("", _HEADER.sub("", _source_of(target / file.path))) for file in markdown]
    links = {_plain_address(url) for body in bodies for url in _LINK.findall(body)}
    source_words = {
        word
        for body in bodies
        for word in _WORD.findall(html.unescape(_MARKUP.sub(" ", body)).lower())
    }
    kept = {path for path, url in plan.addresses.items() if _is_there(public, url)}
    moved = [f"{path} {url}" for path, url in plan.addresses.items() if path not in kept]
    listed = {record["path"] for record in records}
    bare = {url.rstrip("/") for url in shown}
    return SiteReport(
        name=name,
        generator=generator,
        found=len(markdown),
        published=len({file.path for file in markdown} & (listed | kept)),
        dated=sum(bool(record.get("date")) for record in records),
        addresses=len(plan.addresses),
        kept=len(kept),
        links=len(links),
        lost_links=tuple(sorted(url for url in links if url.rstrip("/") not in bare)),
        words=len(source_words),
        lost_words=tuple(sorted(word for word in source_words - words if word not in text.lower())),
        codes=dict(codes.most_common(12)),
        moved=tuple(moved),
    )


def _plain_address(url: str) -> str:
    """Return an address without escapes; in Markdown, an entity ends with a semicolon."""
    return unquote(_ENTITY.sub(lambda match: html.unescape(match[0]), url))


def _source_of(path: Path) -> str:
    return path.read_text("utf-8-sig", errors="replace").replace("\r\n", "\n")


def _is_there(public: Path, url: str) -> bool:
    path = public / unquote(url).lstrip("/")
    return path.is_file() or (path / "index.html").is_file()


def main() -> int:
    """Measure every site and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m bench.migrate", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="names of repositories, with commas")
    parser.add_argument("--show", type=int, default=0, help="so many of what was lost")
    options = parser.parse_args()
    wanted = set(filter(None, options.only.split(",")))
    for source in sorted(path for path in options.folder.iterdir() if path.is_dir()):
        if wanted and source.name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            report = measure_site(source, find_generator(source), Path(folder) / "site")
        print(report, flush=True)
        for lost in (report.moved, report.lost_links, report.lost_words):
            print("".join(f"    {each}\n" for each in lost[: options.show]), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
