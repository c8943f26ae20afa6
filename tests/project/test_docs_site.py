"""The manual is a site made by digest: without a complaint, with every page in its list."""

from __future__ import annotations

import os
import re
import shutil
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from support.commands import run
from support.documents import PAGES, fences_of, prose_of, read_page
from support.paths import DOCS, ROOT

HOST = "https://digest.example"


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a copy of docs/ and give its folder."""
    kept_out = shutil.ignore_patterns("public", ".digest")
    site = tmp_path_factory.mktemp("manual") / "docs"
    shutil.copytree(DOCS, site, ignore=kept_out)
    done = run(site, "build", "--strict")
    assert done.exit_code == 0, done.output
    assert "no problems" in done.output
    return site


class Page(HTMLParser):
    """Collects a page's ids, the addresses it uses, and its list of all pages."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: list[str] = []
        self.listed: list[str] = []
        self._in_list = False
        self.feed(file.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        self.addresses += [given[name] for name in ("href", "src") if name in given]
        self._in_list |= tag == "nav" and given.get("class") == "chapters"
        if self._in_list and tag == "a":
            self.listed.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        self._in_list &= tag != "nav"


@pytest.fixture(scope="module")
def pages(manual: Path) -> dict[str, Page]:
    public = manual / "public"
    return {path.name: Page(path) for path in public.glob("*.html") if path.name != "404.html"}


def test_all_rules_of_check_find_nothing(manual: Path) -> None:
    done = run(manual, "check", "--strict")
    assert done.exit_code == 0
    assert "no problems" in done.output, done.output


def test_every_page_is_in_the_list_beside_every_page(pages: dict[str, Page]) -> None:
    wanted = {"/"} | {f"/{name[:-3]}.html" for name in PAGES if name != "index.md"}
    for page in pages.values():
        assert set(page.listed) == wanted
        assert len(page.listed) == len(wanted)


def test_addresses_and_parts_lead_somewhere(manual: Path, pages: dict[str, Page]) -> None:
    dead = []
    for name, page in pages.items():
        for address in page.addresses:
            whole = urljoin(f"{HOST}/{name}", address)
            if not whole.startswith(f"{HOST}/"):
                continue
            parts = urlsplit(whole)
            file = unquote(parts.path.removeprefix("/")) or "index.html"
            there = (manual / "public" / file).is_file()
            part = unquote(parts.fragment)
            known = not part or part in pages[file].ids if file in pages else not part
            dead += [] if there and known else [(name, address)]
    assert dead == []


def test_pages_follow_one_another(manual: Path) -> None:
    first = (manual / "public" / "index.html").read_text()
    assert 'rel="next" href="/tutorial.html"' in first
    assert 'rel="prev"' not in first
    second = (manual / "public" / "tutorial.html").read_text()
    assert 'rel="prev" href="/"' in second


def test_a_page_is_coloured_and_has_its_table_of_contents(manual: Path) -> None:
    page = (manual / "public" / "templates.html").read_text()
    assert 'class="highlight' in page
    assert re.search(r'<nav class="contents".*href="#reference"', page, re.DOTALL)
    assert 'aria-current="page">Templates</a>' in page


def words_of(html: str) -> str:
    """Give the code of a page as text, a line for each line."""
    blocks = re.findall(r"<pre[^>]*><code[^>]*>(.*?)</code></pre>", html, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", "".join(blocks)))


@pytest.mark.parametrize("language", ["console", "toml", "markdown", "yaml", "text"])
def test_no_line_of_an_example_is_lost(manual: Path, language: str) -> None:
    for name in PAGES:
        page = (manual / "public" / name).with_suffix(".html")
        shown = words_of(page.read_text())
        for fence in fences_of(read_page(name), language):
            assert fence.text.strip() in shown, f"{name}:{fence.line}"


LOCAL = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")


@pytest.mark.parametrize("name", [*PAGES, "README.md"])
def test_links_can_be_followed_on_a_code_host(name: str, pages: dict[str, Page]) -> None:
    folder = ROOT if name == "README.md" else DOCS
    for target in LOCAL.findall(prose_of(read_page(name))):
        path, _, part = target.partition("#")
        file = folder / path if path else folder / name
        assert file.is_file(), target
        if part and os.path.relpath(file, DOCS) in PAGES:
            page = "index.html" if file.stem == "index" else f"{file.stem}.html"
            assert unquote(part) in pages[page].ids, target
