"""Reads the pages of docs/ as a reader does who tries everything: files to save, commands to type."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from support.commands import find_command, run
from support.paths import DOCS, ROOT
from support.serving import serve
from support.sites import NOW, write_file

PAGES = sorted(path.name for path in DOCS.glob("*.md"))
FENCE = re.compile(
    r"^(?P<sign>`{3,}|~{3,})(?P<language>[\w-]*)[^\n]*\n(?P<text>.*?)^(?P=sign)$",
    re.DOTALL | re.MULTILINE,
)
SAVED = re.compile(r"[Ss]ave this as\s+`([^`]+)`[^\n`]*:\s*\Z")
ELSEWHERE = re.compile(
    r"(python3? -m (venv|http\.server|bench)|\. \.venv|pip install|make|dask|digest build --executor) ?"
)
"""Commands that need a network, a shell of their own, or this repository: they are left out."""
TODAY = NOW.date().isoformat()


@dataclass(frozen=True)
class Fence:
    """A fenced block: `saved` is the file that the text before it says it is to be."""

    language: str
    text: str
    saved: str
    line: int


def read_page(name: str) -> str:
    return (ROOT / name if name == "README.md" else DOCS / name).read_text()


def check_page(name: str, made: str, accept: bool) -> None:
    """Fail unless a page that is made from the code is what is made; with `accept` write it."""
    path = DOCS / name
    if accept:
        path.write_text(made)
    assert path.read_text() == made, f"docs/{name} is out of date: run `make accept`"


def fences_of(text: str, language: str = "") -> Iterator[Fence]:
    for found in FENCE.finditer(text):
        saved = SAVED.search(text[: found.start()])
        if not language or found["language"] == language:
            line = text.count("\n", 0, found.start()) + 1
            yield Fence(found["language"], found["text"], saved[1] if saved else "", line)


def prose_of(text: str) -> str:
    """Give a page without its code."""
    return re.sub(r"(`+).+?\1", "", FENCE.sub("", text))


def commands_of(fence: Fence) -> Iterator[tuple[str, str]]:
    """Give each command of a console block with what is shown below it."""
    text = fence.text.replace("\\\n", " ")
    for part in re.split(r"(?m)^\$ ", text)[1:]:
        command, _, shown = part.partition("\n")
        yield re.sub(r"\s+# .*", "", command).strip(), shown


class Terminal:
    """Follows a page: saves its files and types its commands, the day being always the same."""

    def __init__(self, folder: Path, words: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.words = words or {}
        self.typed: list[str] = []

    def follow(self, text: str) -> None:
        for fence in fences_of(text):
            if fence.saved:
                write_file(self.folder / fence.saved, fence.text)
            if fence.language == "console":
                for command, shown in commands_of(fence):
                    printed, wanted = outline(self.type(command)), outline(shown)
                    if wanted.endswith("\n…"):
                        wanted = wanted.removesuffix("\n…").rstrip()
                        printed = printed[: len(wanted)]
                    if wanted and not command.startswith("digest serve"):
                        assert printed == wanted, f"{command}\n{printed}\n--- not\n{wanted}"
                    self.typed.append(command)

    def type(self, command: str) -> str:
        for word, value in self.words.items():
            command = re.sub(rf"(?<!\w){re.escape(word)}\b", value, command)
        if ELSEWHERE.match(command):
            return ""
        words = shlex.split(command)
        if words[0] == "cd":
            self.folder = self.folder / words[1]
            return ""
        if words[0] == "digest":
            return self._digest(words[1:])
        done = subprocess.run(
            ["sh", "-c", command], cwd=self.folder, env={**os.environ, **GIT},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (command, done.stderr)
        return done.stdout

    def _digest(self, words: list[str]) -> str:
        site = Path()
        if words[0] == "-C":
            site, words = Path(words[1]), words[2:]
        if words[0] == "serve":
            assert set(words[1:]) <= {"--open"}
            with serve(self.folder / site) as visit:
                assert visit.get(visit.folder + "/").status == 200
            return ""
        dated = any("--now" in each.opts for each in find_command(words[0]).params)
        day = ["--now", TODAY] if dated and "--now" not in words else []
        with contextlib.chdir(self.folder):
            done = run(site, *words, *day)
        assert done.exit_code == 0, (words, done.output)
        return done.output


def outline(text: str) -> str:
    """Give an output without what differs: times, how many files a site has, trailing blanks."""
    text = re.sub(r"\d+(\.\d+)? m?s\b", "0 s", text)
    text = re.sub(r"\b\d{2,} (files written|unchanged)", r"many \1", text)
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n")).strip()


GIT = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A"), ("EMAIL", "a@b.c"))
} | {"GIT_CONFIG_GLOBAL": os.devnull}


@dataclass(frozen=True)
class Rule:
    """A section of docs/checks.md: how the fault comes about, what is said of it, how it goes."""

    code: str
    text: str
    faults: tuple[Fence, ...]
    message: str
    fixes: tuple[Fence, ...]


def sections_of(text: str) -> Iterator[tuple[str, str, str]]:
    """Give the sign, the title and the text of each section; signs within code are none."""
    code = [found.span() for found in FENCE.finditer(text)]
    heads = [
        head
        for head in re.finditer(r"(?m)^(#+) (.*)$", text)
        if not any(start < head.start() < end for start, end in code)
    ]
    ends = [head.start() for head in heads[1:]] + [len(text)]
    for head, end in zip(heads, ends, strict=True):
        yield head[1], head[2], text[head.end() : end]


def rules_of_checks() -> tuple[Rule, ...]:
    rules = []
    for sign, code, text in sections_of(read_page("checks.md")):
        if sign == "###":
            fences = list(fences_of(text))
            at = next(n for n, fence in enumerate(fences) if fence.language == "text")
            faults, fixes = tuple(fences[:at]), tuple(fences[at + 1 :])
            rules.append(Rule(code, prose_of(text), faults, fences[at].text, fixes))
    return tuple(rules)
