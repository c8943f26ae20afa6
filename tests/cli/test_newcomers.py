"""What people type on their first day, and on coming from other generators."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.core.diagnostics import DigestError
from support.commands import run
from support.sites import write_file

HEADER = "---\ntitle: {title}\ndate: {date}\n---\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    text = "- [Tool](https://example.org/{n}) does it.\n"
    for n in (1, 2):
        header = HEADER.format(title=f"Issue {n}", date=f"2026-0{n}-01")
        write_file(tmp_path / f"content/issue-{n}.md", header + text.format(n=n))
    return tmp_path


def test_an_empty_folder_is_told_what_is_missing(tmp_path: Path) -> None:
    for command in ("build", "check"):
        stop = run(tmp_path, command).exception
        assert isinstance(stop, DigestError)
        assert "it has no site.toml, no folder content/ and no Markdown file" in str(stop)
        assert "hint: `digest init DIR` begins a site" in str(stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("file", "text", "generator"),
    [
        ("hugo.toml", "", "hugo"),
        ("config.toml", 'baseURL = "https://x.example/"\n', "hugo"),
        ("config.toml", 'base_url = "https://x.example/"\n', "zola"),
        ("_config.yml", "title: x\n", "jekyll"),
        ("mkdocs.yml", "site_name: x\n", "mkdocs"),
        ("pelicanconf.py", "", "pelican"),
        ("astro.config.mjs", "", "astro"),
        (".eleventy.js", "", "eleventy"),
    ],
)
def test_the_site_of_another_generator_is_offered_a_move(
    site: Path, file: str, text: str, generator: str
) -> None:
    write_file(site / file, text)
    offer = (
        f"this is a site of {generator} ({file}): `digest init NEW-DIR --from {generator} {site}`"
    )
    result = run(site, "build")
    assert result.exit_code == 0
    assert offer in result.stderr
    for post in (site / "content").iterdir():
        post.unlink()
    (site / "content").rmdir()
    assert offer in str(run(site, "build").exception)


def test_a_site_of_ours_is_offered_nothing(site: Path) -> None:
    write_file(site / "_config.yml", "title: x\n")
    write_file(site / "site.toml", "[site]\ntitle = 'x'\n")
    assert "--from" not in run(site, "build").stderr


def test_an_address_that_nobody_set_is_a_warning(site: Path) -> None:
    warning = "base_url is not set: feeds, the sitemap and canonical links lead to"
    assert f"{warning} http://localhost:8000" in run(site, "build").stderr
    assert warning not in run(site, "build", "--base-url", "https://x.example").stderr
    assert warning not in run(site, "build", "--quiet").stderr
    write_file(site / "site.toml", "[site]\nbase_url = 'https://x.example'\n")
    assert warning not in run(site, "build").stderr


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("build --watch", "'--watch': `digest serve` builds at every change"),
        ("build -w", "'-w': `digest serve` builds at every change"),
        ("build -p 3000", "'-p': `digest serve --port N` shows the site"),
        ("build -D", "'-D': it is --drafts here"),
        ("build --destination www", "'--destination': it is -o DIR here"),
        ("build -C elsewhere", "before the command: `digest -C DIR build`"),
        ("serve --watch", "'--watch': it does so anyway"),
        ("serve -D", "'-D': drafts, future and expired posts are shown anyway"),
        ("serve --drafts --as-published", "--as-published leaves out what --drafts would show"),
        ("check --links", "'--links': it is --external here"),
        ("server", 'No such command "server". Did you mean "serve"?'),
        ("init x --from Gatsby .", '"readme" takes over any folder of Markdown'),
        ("init x --from vite-press .", '"readme" takes over any folder of Markdown'),
    ],
)
def test_words_of_other_generators_are_answered(site: Path, words: str, answer: str) -> None:
    result = run(site, *words.split())
    assert result.exit_code == 2
    assert answer in result.stderr


def test_the_version_has_a_short_option(site: Path) -> None:
    assert run(site, "-V").stdout == run(site, "--version").stdout != ""


def test_other_names_of_generators_are_understood(site: Path) -> None:
    result = run(site, "init", "new", "--from", "11ty", str(site), "--ci", "none")
    assert result.exit_code == 0, result.output
    assert (site / "new/site.toml").is_file()


@pytest.mark.parametrize("name", ["issue-1", "issue-1.md", "content/issue-1", "bundle"])
def test_a_post_is_found_without_its_ending(site: Path, name: str) -> None:
    write_file(site / "content/bundle/index.md", (site / "content/issue-1.md").read_text("utf-8"))
    result = run(site, "items", name)
    assert result.exit_code == 0, result.output
    assert "1 item\n" in result.stderr
    assert run(site, "items", "ssue-1").exit_code == 2


def test_a_new_issue_takes_its_title_as_it_is_typed(site: Path) -> None:
    result = run(site, "new", "A new beginning", "--dry-run", "--now", "2026-03-01")
    assert result.exit_code == 0, result.output
    assert 'title: "A new beginning"' in result.stdout or "title: A new beginning" in result.stdout
    stop = run(site, "new", "Beginning").exception
    assert isinstance(stop, DigestError)
    assert 'hint: a title is --title "Beginning"' in str(stop)


def test_a_build_says_what_it_left_out(site: Path) -> None:
    for name, line in (("d", "draft: true"), ("e", "draft: true"), ("x", "expiryDate: 2026-01-02")):
        header = HEADER.format(title=name, date=f"2026-01-01\n{line}")
        write_file(site / f"content/{name}.md", f"{header}Text.\n")
    write_file(site / "content/f.md", HEADER.format(title="f", date="2030-01-01") + "Text.\n")
    told = "2 drafts, 1 future post and 1 expired post left out"
    day = ("--now", "2026-11-20")
    for _ in range(2):
        assert run(site, "build", *day).stderr.splitlines()[-1] == told
    assert "1 future post left out" in run(site, "build", *day, "--drafts", "--expired").stderr
    assert "left out" not in run(site, "build", "--drafts", "--future", "--expired").stderr


@pytest.mark.parametrize(
    ("setting", "hint"),
    [
        ('[markdown]\nhtml = "x"', """one of "allow", "sanitize", "escape"; it is 'x' here"""),
        (
            '[taxonomies.tags]\nfeed_formats = ["x"]',
            """one of "rss", "atom", "json"; it is ['x'] here""",
        ),
        ("[build]\npage_size = 'many'", "it is 'many' here"),
    ],
)
def test_a_setting_that_is_no_choice_is_answered_with_the_choices(
    site: Path, setting: str, hint: str
) -> None:
    write_file(site / "site.toml", f"{setting}\n")
    result = run(site, "build")
    assert result.exit_code == 2
    assert f"  hint: {hint}\n" in result.stderr
