"""The command line as a newcomer and a CI service use it: exit codes, formats, messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli.main import group
from support.sites import write_file

POST = "---\ntitle: A\ndate: 2024-02-24\n---\n## News\n\n- [A tool](https://example.org/a) does it.\n- [B](https://example.org/b) too.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_file(tmp_path / "content/a.md", POST)
    return tmp_path


def run(site: Path, *arguments: str) -> Result:
    return CliRunner().invoke(group, ["-C", str(site), *arguments], prog_name="digest")


def test_a_folder_with_only_content_builds_with_the_defaults(site: Path) -> None:
    result = run(site, "build")
    assert result.exit_code == 0, result.output
    assert (site / "public/posts/a/index.html").is_file()
    assert "1 post, 2 items" in result.stderr
    assert result.stdout == ""


def test_a_second_build_writes_nothing(site: Path) -> None:
    run(site, "build")
    again = run(site, "build")
    assert "0 files written" in again.stderr


def test_errors_in_the_content_publish_nothing_and_exit_1(site: Path) -> None:
    run(site, "build")
    before = (site / "public/index.html").read_bytes()
    write_file(site / "content/b.md", "---\ntitle: B\ndate: soon\n---\nText.\n")
    write_file(site / "content/a.md", POST.replace("A tool", "Another tool"))
    result = run(site, "build")
    assert result.exit_code == 1
    assert "content/b.md:3:" in result.stderr
    assert "error[bad-date]" in result.stderr
    assert "nothing published" in result.stderr
    assert (site / "public/index.html").read_bytes() == before


def test_keep_going_publishes_what_can_be_published(site: Path) -> None:
    write_file(site / "content/b.md", "---\ntitle: B\ndate: soon\n---\nText.\n")
    result = run(site, "build", "--keep-going")
    assert result.exit_code == 1
    assert (site / "public/posts/a/index.html").is_file()


def test_keep_going_publishes_one_of_what_collides(site: Path) -> None:
    write_file(site / "content/b.md", POST.replace("title: A", "title: B\nurl: /posts/a/"))
    write_file(site / "content/c.md", POST.replace("title: A", "title: C\nurl: /x.html"))
    write_file(site / "content/d.md", POST.replace("title: A", "title: D\nurl: /x.html/y/"))
    write_file(site / "content/e.md", POST.replace("title: A", "title: E\nurl: /x.html/z/"))
    result = run(site, "build", "--keep-going")
    assert result.exit_code == 1, result.output
    assert result.stderr.count("error[path-collision]") == 2
    assert "<h1>A</h1>" in (site / "public/posts/a/index.html").read_text()
    assert "<h1>C</h1>" in (site / "public/x.html").read_text()
    assert "0 files written" in run(site, "build", "--keep-going").stderr


def test_items_of_one_post_come_without_the_problems_of_others(site: Path) -> None:
    write_file(site / "content/b.md", "---\ntitle: B\ntitel: C\ndate: 2024-02-25\n---\nText.\n")
    assert "unknown-key" in run(site, "items").stderr
    assert "unknown-key" in run(site, "items", "b.md").stderr
    assert "unknown-key" not in run(site, "items", "a.md").stderr


def test_strict_lets_warnings_fail(site: Path) -> None:
    write_file(site / "content/b.md", "---\ntitel: B\ndate: 2024-02-25\n---\nText.\n")
    assert run(site, "build").exit_code == 0
    result = run(site, "build", "--strict", "-o", str(site / "other"))
    assert result.exit_code == 1
    assert not (site / "other/index.html").exists()


def test_a_faulty_configuration_exits_2_with_all_its_faults(site: Path) -> None:
    write_file(site / "site.toml", "[site]\ntitel = 'x'\nlanguage = 3\n")
    result = run(site, "build")
    assert result.exit_code == 2
    assert 'site.toml:2:1: error[unknown-config-key] [site] has no key "titel"' in result.stderr
    assert "site.toml:3:1: error[bad-config-value]" in result.stderr


def test_an_unknown_command_is_answered_with_a_suggestion(site: Path) -> None:
    result = run(site, "biuld")
    assert result.exit_code == 2
    assert 'Did you mean "build"?' in result.stderr


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere", "build").exit_code == 2


def test_problems_come_as_json_for_programs(site: Path) -> None:
    write_file(site / "content/b.md", "---\ntitel: B\n---\nText.\n")
    result = run(site, "build", "--format", "json", "--quiet")
    (problem,) = json.loads(result.stdout)
    assert (problem["path"], problem["line"], problem["code"]) == ("content/b.md", 2, "unknown-key")
    assert problem["hint"] == 'did you mean "title"?'


def test_problems_come_as_annotations_for_github(site: Path) -> None:
    write_file(site / "content/b.md", "---\ntitel: 100%\n---\nText.\n")
    result = run(site, "build", "--format", "github", "--quiet")
    assert result.stdout.startswith("::warning file=content/b.md,line=2,col=1,title=unknown-key::")


def test_problems_come_as_a_sarif_log(site: Path) -> None:
    write_file(site / "content/b.md", "---\ntitel: B\n---\nText.\n")
    log = json.loads(run(site, "build", "--format", "sarif", "--quiet").stdout)
    (run_log,) = log["runs"]
    (found,) = run_log["results"]
    assert found["ruleId"] == "unknown-key"
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 1}
    (rule,) = run_log["tool"]["driver"]["rules"]
    assert (rule["id"], rule["defaultConfiguration"]) == ("unknown-key", {"level": "warning"})
    assert run_log["columnKind"] == "unicodeCodePoints"


def test_a_problem_of_a_whole_file_has_a_line_in_a_sarif_log(site: Path) -> None:
    write_file(site / "content/posts/c.md", "Text.\n")
    log = json.loads(run(site, "build", "--format", "sarif", "--quiet").stdout)
    (found,) = log["runs"][0]["results"]
    assert found["ruleId"] == "missing-date"
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_the_list_of_changes_says_what_to_deploy(site: Path) -> None:
    changes = site / "changes.txt"
    run(site, "build", "--changed-list", str(changes))
    assert "A\tposts/a/index.html\n" in changes.read_text()
    write_file(site / "content/a.md", POST.replace("title: A", "title: New"))
    write_file(site / "content/b.md", POST)
    run(site, "build", "--changed-list", str(changes))
    lines = changes.read_text().splitlines()
    assert "M\tposts/a/index.html" in lines
    assert "A\tposts/b/index.html" in lines
    (site / "content/b.md").unlink()
    run(site, "build", "--changed-list", str(changes))
    assert "D\tposts/b/index.html" in changes.read_text().splitlines()


def test_a_check_that_finds_much_counts_it_by_code(site: Path) -> None:
    links = "".join(f"- [Tool {n}](http://example.org/{n}) does it.\n" for n in range(20))
    write_file(site / "content/b.md", POST.replace("title: A", "title: B") + links)
    counted = "20 insecure-link, 2 repeated-link (--code CODE shows one)"
    result = run(site, "check")
    assert result.stderr.splitlines()[-1] == counted
    assert "insecure-link," not in run(site, "check", "--code", "repeated-link").stderr


def test_a_build_shows_some_warnings_of_each_kind_and_all_if_asked(site: Path) -> None:
    links = "".join(f"- [Tool {n}](x{n}.md) does it.\n" for n in range(25))
    write_file(site / "content/a.md", POST + links)
    folded, full = run(site, "build").stderr, run(site, "build", "-v").stderr
    assert folded.count("warning[unresolved-reference]") == 20
    rest = "and 5 more unresolved-reference: digest check --code unresolved-reference"
    assert rest in folded.splitlines()
    assert full.count("warning[unresolved-reference]") == 25
    assert "more unresolved-reference" not in full
    assert run(site, "check", "--all").stderr.count("[unresolved-reference]") == 25


def test_every_error_is_shown(site: Path) -> None:
    write_file(site / "site.toml", '[check.rules]\nunresolved-reference = "error"\n')
    links = "".join(f"- [Tool {n}](x{n}.md) does it.\n" for n in range(25))
    write_file(site / "content/a.md", POST + links)
    assert run(site, "build").stderr.count("error[unresolved-reference]") == 25


def test_verbose_says_why_a_page_was_rendered_again(site: Path) -> None:
    run(site, "build")
    write_file(site / "content/a.md", POST.replace("does it", "does that"))
    result = run(site, "build", "-v")
    assert "rendered posts/a/index.html: content changed" in result.stderr


def test_the_profile_names_stages_posts_and_templates(site: Path) -> None:
    result = run(site, "build", "--profile")
    for word in ("parse", "render", "publish", "content/a.md", "posts/a/index.html (post.html)"):
        assert word in result.stderr


def test_another_base_url_moves_every_link(site: Path) -> None:
    run(site, "build", "--base-url", "https://x.example/folder/")
    page = (site / "public/posts/a/index.html").read_text()
    assert 'href="/folder/"' in page
    assert '<link rel="canonical" href="https://x.example/folder/posts/a/">' in page


def test_drafts_and_posts_of_the_future_are_left_out_unless_asked_for(site: Path) -> None:
    write_file(
        site / "content/draft.md", "---\ntitle: D\ndate: 2024-02-24\ndraft: true\n---\nText.\n"
    )
    write_file(site / "content/later.md", "---\ntitle: L\ndate: 2030-01-01\n---\nText.\n")
    write_file(
        site / "content/gone.md",
        "---\ntitle: G\ndate: 2020-01-01\nexpiryDate: 2021-01-01\n---\nText.\n",
    )
    run(site, "build", "--now", "2026-01-01")
    built = {path.parent.name for path in (site / "public/posts").glob("*/index.html")}
    assert built == {"a"}
    run(site, "build", "--now", "2026-01-01", "--drafts", "--future", "--expired")
    built = {path.parent.name for path in (site / "public/posts").glob("*/index.html")}
    assert built == {"a", "draft", "later", "gone"}
    run(site, "build", "--now", "2031-01-01")
    built = {path.parent.name for path in (site / "public/posts").glob("*/index.html")}
    assert built == {"a", "later"}


def test_a_now_that_is_no_date_is_wrong_use(site: Path) -> None:
    result = run(site, "build", "--now", "whenever")
    assert result.exit_code == 2
    assert '"whenever" is no date' in result.stderr


def test_items_are_listed_for_reading_and_for_programs(site: Path) -> None:
    assert "A tool" in run(site, "items").stdout
    items = json.loads(run(site, "items", "--format", "json").stdout)
    assert [item["title"] for item in items] == ["A tool", "B"]
    assert items[0]["post"] == "content/a.md"
    lines = run(site, "items", "--format", "ndjson").stdout.splitlines()
    assert [json.loads(line) for line in lines] == items


def test_items_of_one_post_are_explained(site: Path) -> None:
    result = run(site, "items", "a.md", "--explain")
    assert result.exit_code == 0
    assert "bullets, 2 items" in result.stdout


@pytest.mark.parametrize("question", [("items",), ("items", "--explain")])
def test_a_damaged_cache_costs_time_and_no_answer(site: Path, question: tuple[str, ...]) -> None:
    answer = run(site, *question).output
    for pack in (site / ".digest/packs").iterdir():
        pack.write_bytes(b"\xff" * pack.stat().st_size)
    assert run(site, *question).output == answer != ""


def test_items_of_a_post_that_is_not_there_are_wrong_use(site: Path) -> None:
    result = run(site, "items", "nothing.md")
    assert result.exit_code == 2
    assert "no post is called nothing.md" in result.stderr


def test_clean_removes_what_digest_made_and_nothing_else(site: Path) -> None:
    run(site, "build")
    write_file(site / "public/mine.txt", "mine")
    result = run(site, "clean")
    assert result.exit_code == 0
    assert [p.name for p in (site / "public").rglob("*") if p.is_file()] == ["mine.txt"]
    assert not (site / ".digest").exists()


def test_help_lists_every_command(site: Path) -> None:
    result = run(site, "--help")
    for command in ("build", "items", "config", "clean"):
        assert command in result.stdout
        assert run(site, command, "--help").exit_code == 0


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("preview",), 'No such command "preview". Did you mean "serve"?'),
        (("lint",), 'No such command "lint". Did you mean "check"?'),
        (("help", "biuld"), 'No such command "biuld". Did you mean "build"?'),
        (("check", "--code", "dead-ancor"), 'no diagnostic "dead-ancor": did you mean "dead-anchor"?'),
        (("build", "--base-url", "x.example"), 'has no scheme; write "https://x.example"'),
        (("config", "limit"), 'no key "limit": did you mean "feeds.limit"?'),
    ],
)  # fmt: skip
def test_a_wrong_turn_is_answered_with_the_right_one(
    site: Path, words: tuple[str, ...], answer: str
) -> None:
    result = run(site, *words)
    assert result.exit_code == 2
    assert answer in result.stderr


def test_help_is_a_command_too(site: Path) -> None:
    assert run(site, "help").stdout == run(site, "--help").stdout
    assert run(site, "help", "build").stdout == run(site, "build", "--help").stdout
