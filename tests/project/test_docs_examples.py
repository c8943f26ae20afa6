"""What the pages of docs/ and the README show is true: their commands run, their files are read."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from digest.config.site_file import load_config
from digest.core.diagnostics import Report
from support.commands import run
from support.documents import GIT, PAGES, TODAY, Terminal, fences_of, read_page
from support.sites import SiteDriver, write_files

ALL = [*PAGES, "README.md"]
HUGO = {
    "old-site/hugo.toml": 'baseURL = "https://old.example/"\ntitle = "Old"\n',
    "old-site/content/posts/one.md": "---\ntitle: One\ndate: 2024-02-24\n---\nText.\n",
}


def begin(folder: Path) -> Terminal:
    """Give a terminal in the site that `digest init` writes."""
    terminal = Terminal(folder, {"OWNER": "somebody"})
    terminal.type("digest init site --base-url https://x.example --now 2026-11-20")
    terminal.type("cd site")
    return terminal


def begin_repository(folder: Path) -> Terminal:
    """Give a terminal in a new site that is a repository, too."""
    terminal = begin(folder)
    for command in (
        "git init --quiet --initial-branch main",
        "git add .",
        "git commit --quiet --message Begin",
        "git update-ref refs/remotes/origin/main HEAD",
    ):
        terminal.type(command)
    return terminal


def begin_beside_hugo(folder: Path) -> Terminal:
    write_files(folder, HUGO)
    terminal = Terminal(folder / "here")
    terminal.folder.mkdir()
    return terminal


def begin_online(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Give a terminal in an empty folder, and a repository to push to at the page's address."""
    terminal = Terminal(folder)
    terminal.type("git init --quiet --bare remote.git")
    monkeypatch.setitem(GIT, "GIT_CONFIG_COUNT", "1")
    monkeypatch.setitem(GIT, "GIT_CONFIG_KEY_0", f"url.{folder}/remote.git.insteadOf")
    monkeypatch.setitem(GIT, "GIT_CONFIG_VALUE_0", "https://github.com/YOU/three-things.git")
    return terminal


STARTS: dict[str, Callable[[Path], Terminal]] = {
    "index.md": Terminal,
    "issues.md": begin,
    "serve.md": begin,
    "checks.md": begin_repository,
    "editor.md": begin,
    "ci.md": begin_repository,
    "migration.md": begin_beside_hugo,
}


def test_every_page_with_commands_is_followed() -> None:
    shown = {name for name in ALL if any(fences_of(read_page(name), "console"))}
    assert shown - {"README.md", "tutorial.md", "links.md"} == set(STARTS)


@pytest.mark.parametrize("name", sorted(STARTS))
def test_the_commands_of_a_page_do_what_it_shows(name: str, tmp_path: Path) -> None:
    terminal = STARTS[name](tmp_path)
    terminal.follow(read_page(name))
    assert terminal.typed


def test_the_tutorial_leads_from_nothing_to_online(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = begin_online(tmp_path, monkeypatch)
    terminal.follow(read_page("tutorial.md"))
    pushed = Terminal(tmp_path).type("git --git-dir remote.git ls-tree -r --name-only main")
    assert "content/issues/issue-2.md" in pushed
    assert ".github/workflows/digest.yml" in pushed
    assert "public/" not in pushed
    page = terminal.folder / "public/issues/2/index.html"
    assert 'href="/issues/1/#1-deepseek-publishes-r1"' in page.read_text()
    assert {word.split()[1] for word in terminal.typed if word.startswith("digest ")} >= {
        "init", "new", "inbox", "seen", "serve", "items", "check", "build", "doctor",
    }  # fmt: skip


def test_the_list_of_the_tutorial_is_two_items(site: SiteDriver, tmp_path: Path) -> None:
    (text,) = (
        fence.text for fence in fences_of(read_page("tutorial.md"), "markdown") if not fence.saved
    )
    result = site.write({"content/2025-02-10-bullets.md": f"# Bullets\n\n{text}"}).build().result
    assert result.report.diagnostics == ()
    items = json.loads((tmp_path / "public/items.json").read_text())
    assert [item["title"] for item in items] == ["DeepSeek-R1", "open-r1"]


def test_the_five_minutes_of_the_readme_and_the_authors_day(tmp_path: Path) -> None:
    terminal = begin_repository(tmp_path)
    terminal.words = {"URL": "https://example.org/news"}
    terminal.follow(read_page("README.md"))
    assert "digest serve" in terminal.typed
    assert (terminal.folder / "content/inbox").is_dir()
    assert TODAY in "".join(path.name for path in (terminal.folder / "content/inbox").iterdir())


@pytest.mark.parametrize("name", ALL)
def test_settings_in_the_examples_are_valid(name: str, tmp_path: Path) -> None:
    for fence in fences_of(read_page(name), "toml"):
        if fence.text.startswith("+++"):
            tomllib.loads(fence.text.replace("+++\n", ""))
            continue
        assert tomllib.loads(fence.text)
        if "[[company]]" in fence.text:
            continue
        report = Report()
        load_config(write_files(tmp_path / str(fence.line), {"site.toml": fence.text}), report)
        assert report.diagnostics == (), f"{name}:{fence.line}"


@pytest.mark.parametrize("name", ALL)
def test_examples_for_programs_can_be_read(name: str) -> None:
    text = read_page(name)
    for fence in fences_of(text, "yaml"):
        assert list(yaml.safe_load_all(fence.text))
    for fence in fences_of(text, "json"):
        assert json.loads(fence.text)


def test_the_forms_of_front_matter_all_say_the_same(site: SiteDriver, tmp_path: Path) -> None:
    page = read_page("front-matter.md")
    forms = [next(fences_of(page, language)).text for language in ("yaml", "toml", "json", "text")]
    result = (
        site.write({f"content/{n}.md": f"{text}\nText.\n" for n, text in enumerate(forms)})
        .build()
        .result
    )
    assert [d for d in result.report.diagnostics if d.severity != "info"] == []
    posts = json.loads((tmp_path / "public/posts.json").read_text())
    assert len(posts) == len(forms)
    assert {post["date"][:10] for post in posts} == {"2025-02-03"}


def test_the_example_of_an_empty_folder_is_a_site(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"content/hello.md": "# Hello\n"})
    assert run(site, "build").exit_code == 0
    assert (site / "public/hello/index.html").is_file()
