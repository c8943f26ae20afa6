"""Every real digest becomes pages: nothing fails, and no word of its prose is lost on the way."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from digest.build.options import BuildResult
from digest.core.codes import Code
from digest.core.html import to_text
from support.sites import run_build, write_file

WORD = re.compile(r"[^\W_]+")
MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
ALT = re.compile(r"<img\b[^>]*\balt=\"([^\"]*)\"")
# What is no prose: front matter, markup of every kind, addresses, and what authors hide.
NO_PROSE = re.compile(
    r"\A\ufeff?(?:---|\+\+\+)\n.*?\n(?:---|\+\+\+)\n"
    r"|<!--.*?-->|<(script|style|iframe|video)\b.*?</\1>|</?[a-zA-Z][^<>]*>"
    r"|\{%-?\s*comment.*?endcomment\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}"
    r"|!?\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*\s*(?:\"[^\"]*\")?\)|\]\[[^\]]*\]|^\s{0,3}\[[^\]]+\]:\s*\S+.*$"
    r"|https?:[^\s<>\])]*|:[a-z0-9_+-]+:|^\s*(?:```|~~~).*$|\\[a-zA-Z]+|&\w+;",
    re.DOTALL | re.MULTILINE,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> tuple[Path, BuildResult]:
    root = tmp_path_factory.mktemp("corpus")
    for path in sorted((shared / "corpus").rglob("*")):
        if path.is_file():
            write_file(root / "content" / path.relative_to(shared / "corpus"), path.read_bytes())
    result = run_build(root, root / "public", cache=root / "cache", jobs=2, keep_going=True)
    return root, result


def test_no_file_of_the_corpus_is_too_much(built: tuple[Path, BuildResult]) -> None:
    root, result = built
    diagnostics = result.report.diagnostics
    assert [d for d in diagnostics if d.code in {Code.INTERNAL_ERROR, Code.UNREADABLE_FILE}] == []
    assert result.changes is not None
    sources = [p for p in (root / "content").rglob("*") if p.is_file()]
    assert result.posts == len(sources)


def words_of_source(text: str) -> set[str]:
    text = text.replace("\r\n", "\n").replace("\x00", "")
    return set(WORD.findall(html.unescape(NO_PROSE.sub(" ", text))))


def text_of_pages(root: Path) -> str:
    """Give what readers see or hear: the text of pages, and what stands for their pictures."""
    pages = (page.read_text() for page in sorted(root.glob("public/**/index.html")))
    mains = [found[0] for page in pages if (found := MAIN.search(page))]
    alternatives = (html.unescape(text) for main in mains for text in ALT.findall(main))
    return "\n".join((*map(to_text, mains), *alternatives))


def test_no_word_of_the_prose_is_lost(built: tuple[Path, BuildResult], shared: Path) -> None:
    root, _ = built
    shown = text_of_pages(root)
    words = set(WORD.findall(shown))
    missing = {}
    for path in sorted((shared / "corpus").rglob("*")):
        if path.is_file():
            source = words_of_source(path.read_text("utf-8", errors="replace"))
            # Without spaces between words, the end of a link is no end of a word in the page.
            lost = {word for word in source - words if word not in shown}
            if lost:
                missing[path.name] = sorted(lost)
    assert missing == {}
