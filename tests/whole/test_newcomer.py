"""A newcomer's whole path, from nothing to a site that publishes itself.

The examples of docs/checks.md are the faults: each is planted in the newcomer's site, found where
the page says, silenced as the page says, and gone when it is fixed as the page says.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from digest.core.codes import Code
from support.commands import run
from support.documents import GIT, TODAY, Fence, Rule, Terminal, outline, rules_of_checks
from support.paths import DOCS, SOURCE
from support.serving import serve
from support.sites import write_file

ISSUE = "content/issues/issue-2.md"
HEADER = "---\ntitle: Weekly 2\ndate: 2026-11-20\nseries: Weekly\nnumber: 2\ntags: [feeds]\n---\n\n"
RULES = rules_of_checks()


def test_from_nothing_to_a_second_issue(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.type("digest init mine --base-url https://x.example --now 2026-11-13")
    terminal.type("cd mine")
    site = terminal.folder
    terminal.type(
        "digest new --link https://pagefind.app/docs/ --title Pagefind --section 'Worth reading'"
    )
    terminal.type("digest new --link https://lunrjs.com/docs/ --note 'Small and fast.'")
    assert len(list((site / "content/inbox").iterdir())) == 2
    assert "2 waiting" in terminal.type("digest inbox")
    assert "number 2" in terminal.type("digest new")
    issue = (site / ISSUE).read_text()
    assert issue.index("## Worth reading") < issue.index("[Pagefind](https://pagefind.app/docs/)")
    assert "## Links\n\n- [Docs](https://lunrjs.com/docs/): Small and fast." in issue
    assert list((site / "content/inbox").iterdir()) == []

    with serve(site) as visit:
        page = visit.open("/issues/2/")
        assert "Pagefind" in visit.get("/issues/2/").text
        visit.write(ISSUE, issue.replace("A sentence or two", "Two engines for a search"))
        assert page.wait("reload")
        assert "Two engines for a search" in visit.get("/issues/2/").text
    assert not (site / "public").exists()

    assert outline(terminal.type("digest check --drafts --future")).endswith("no problems")
    assert "2 posts, 7 items" in terminal.type("digest build")
    assert not (site / "public/issues/2").exists()
    (site / ISSUE).write_text((site / ISSUE).read_text().replace("draft: true\n", ""))
    terminal.type("digest build --now 2030-01-01 --strict")
    assert "Pagefind" in (site / "public/issues/2/index.html").read_text()
    assert "https://x.example/issues/2/" in (site / "public/rss.xml").read_text()


@pytest.fixture(scope="module")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newcomer")
    done = run(folder, "init", "site", "--base-url", "https://x.example", "--now", "2026-11-13")
    assert done.exit_code == 0
    return folder / "site"


@pytest.fixture
def site(new_site: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(new_site, tmp_path / "site"))


def do(site: Path, step: Fence) -> None:
    """Do what an example shows: write the issue or a named file, add settings, type commands."""
    if step.language == "console":
        Terminal(site).follow(f"```console\n{step.text}```\n")
    elif step.language == "toml":
        write_file(site / "site.toml", (site / "site.toml").read_text() + "\n" + step.text)
    else:
        whole = step.text.startswith("---\n")
        write_file(site / (step.saved or ISSUE), step.text if whole else HEADER + step.text)


def check(site: Path, code: str) -> str:
    """Give what `digest check` says about a code."""
    done = run(site, "check", "--code", code, "--quiet", "--now", TODAY)
    assert done.exit_code in {0, 1}, done.output
    return outline(done.output)


def accept_message(rule: Rule, said: str) -> None:
    path = DOCS / "checks.md"
    text = path.read_text()
    at = text.index("```text\n", text.index(f"\n### {rule.code}\n")) + len("```text\n")
    path.write_text(text[:at] + said + text[text.index("\n```", at) :])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_planted_fault_is_found_silenced_and_fixed(site: Path, rule: Rule, accept: bool) -> None:
    assert check(site, rule.code) == ""
    for step in rule.faults:
        do(site, step)
    said = check(site, rule.code)
    if accept and said:
        accept_message(rule, said)
        return
    assert said == outline(rule.message)
    assert re.match(r"[^\s:]+\.\w+(:\d+){0,2}: ", said)
    if "Only the site can" not in rule.text and said.startswith("content/"):
        silenced_for_a_folder_and_a_post(site, rule)
    silenced_for_the_site(site, rule)
    fixed_by_itself(site, rule)
    for step in rule.fixes:
        do(site, step)
    assert check(site, rule.code) == ""


def silenced_for_the_site(site: Path, rule: Rule) -> None:
    settings = site / "site.toml"
    before = settings.read_text()
    rules = 'rules = { duplicate-url = "error" }'
    assert rules in before
    settings.write_text(before.replace(rules, f'rules = {{ {rule.code} = "off" }}'))
    assert check(site, rule.code) == ""
    settings.write_text(before)


def silenced_for_a_folder_and_a_post(site: Path, rule: Rule) -> None:
    """Silence a rule in the folder of the faulty file, then in its front matter."""
    settings, path = site / "site.toml", rule.message.partition(":")[0]
    before = settings.read_text()
    folder = path.rpartition("/")[0]
    settings.write_text(f'{before}\n[check.sections."{folder}"]\n{rule.code} = "off"\n')
    assert check(site, rule.code) == ""
    settings.write_text(before)
    post = site / path
    text = post.read_bytes()
    post.write_bytes(text.replace(b"---\n", f"---\ncheck: [{rule.code}]\n".encode(), 1))
    assert check(site, rule.code) == ""
    post.write_bytes(text)


def fixed_by_itself(site: Path, rule: Rule) -> None:
    """See that `--fix` fixes what the page says it fixes, and shows it first with --dry-run."""
    shown = run(site, "check", "--fix", "--dry-run", "--code", rule.code, "--now", TODAY)
    assert ("\n+" in shown.output) == ("Fixed by" in rule.text), shown.output
    assert check(site, rule.code) == outline(rule.message)


def test_every_rule_is_on_the_page_with_its_grade() -> None:
    used = set()
    for pattern in ("checks/*.py", "content/*_rules.py", "content/stray_markup.py"):
        for module in SOURCE.glob(pattern):
            used |= set(re.findall(r"Code\.([A-Z][A-Z_0-9]*)", module.read_text()))
    codes = {rule.code for rule in RULES}
    rules = {Code[name].value for name in used} | {code.value for code in Code if code.advice}
    assert len(rules) > 20
    assert rules - codes == {"path-collision", "internal-error"} & rules
    grades = {code.value: code.severity for code in Code} | {"duplicate-url": "error"}
    for rule in RULES:
        grade: str = grades[rule.code]
        assert rule.text.strip().startswith(f"*{grade.capitalize()}.*"), rule.code


class Runner:
    """Runs a job of the workflow as the host does: a clone, then each step in a shell."""

    def __init__(self, origin: Path, cache: Path) -> None:
        self.origin = origin
        self.cache = cache

    def run(self, job: str, folder: Path, branch: str = "main") -> tuple[bool, str]:
        """Give whether all steps went well, and what they printed."""
        git(folder.parent, "clone", "--quiet", "--branch", branch, str(self.origin), folder.name)
        workflow = yaml.safe_load((folder / ".github/workflows/digest.yml").read_text())
        printed = ""
        for step in workflow["jobs"][job]["steps"]:
            if "run" in step:
                done = self._type(step["run"], folder)
                printed += done.stdout + done.stderr
                if done.returncode:
                    return False, printed
            else:
                self._use(step, folder)
        return True, printed

    def _type(self, command: str, folder: Path) -> subprocess.CompletedProcess[str]:
        if command.startswith("pip "):
            assert command == "pip install -r requirements.txt"
            needed = (folder / "requirements.txt").read_text()
            assert re.search(r"(?m)^digest\b", needed), "digest is not what CI would install"
            command = "digest --version"
        values = {"github.base_ref": "main", "steps.pages.outputs.base_url": "https://x.example/y"}
        line = re.sub(r"\$\{\{ (.*?) \}\}", lambda found: values[found[1]], command)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", line], cwd=folder,
            env={**os.environ, **GIT, "PATH": path}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def _use(self, step: dict[str, Any], folder: Path) -> None:
        """Do what the actions do that matter here: bring the cache, and take it."""
        action = step["uses"].partition("@")[0]
        if action == "actions/cache/restore" and self.cache.is_dir():
            shutil.copytree(self.cache, folder / step["with"]["path"])
        elif action == "actions/cache/save":
            shutil.copytree(folder / step["with"]["path"], self.cache, dirs_exist_ok=True)
        elif action == "actions/upload-pages-artifact":
            assert (folder / step["with"]["path"] / "index.html").is_file()


def git(folder: Path, *words: str) -> None:
    subprocess.run(
        ["git", *words], cwd=folder, env={**os.environ, **GIT}, check=True, capture_output=True
    )


def push(site: Path, branch: str) -> None:
    git(site, "add", ".")
    git(site, "commit", "--quiet", "--message", "Write")
    git(site, "push", "--quiet", "origin", f"HEAD:{branch}")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_workflow_checks_a_change_and_publishes_it(site: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", "main", "origin.git")
    git(site, "init", "--quiet", "--initial-branch", "main")
    git(site, "remote", "add", "origin", str(tmp_path / "origin.git"))
    push(site, "main")
    host = Runner(tmp_path / "origin.git", tmp_path / "saved")
    done, printed = host.run("publish", tmp_path / "first")
    assert done, printed

    twice = "- [A](https://pagefind.app/docs): one.\n- [B](https://pagefind.app/docs/): two.\n"
    write_file(site / ISSUE, HEADER + twice)
    push(site, "change")
    done, printed = host.run("check", tmp_path / "second", "change")
    assert not done
    assert f"::error file={ISSUE},line=10" in printed
    assert "duplicate-url" in printed

    write_file(site / ISSUE, HEADER + twice.splitlines(keepends=True)[0])
    push(site, "change")
    done, printed = host.run("check", tmp_path / "third", "change")
    assert done, printed
    git(site, "push", "--quiet", "origin", "HEAD:main")
    done, printed = host.run("publish", tmp_path / "fourth")
    assert done, printed
    page = tmp_path / "fourth/public/issues/2/index.html"
    assert 'href="https://x.example/y/issues/2/"' in page.read_text()
    fresh = tmp_path / "fresh"
    again = ("build", "--no-cache", "--base-url", "https://x.example/y", "--output", str(fresh))
    assert run(tmp_path / "fourth", *again).exit_code == 0
    assert (fresh / "issues/2/index.html").read_bytes() == page.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("build",), "`digest init DIR` begins a site"),
        (("items", "nosuch.md"), "no post is called nosuch.md"),
        (("items", "--explain", "nosuch.md"), "no post is called nosuch.md"),
        (("new", "--section", "Papers"), "--section needs --link"),
        (("new", "--link", "https://a.example/b", "--number", "3"), "--number is for an issue"),
        (("new", "nosuch"), 'there is no series "nosuch"'),
        (("bild",), 'Did you mean "build"?'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_turn_is_answered(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = run(tmp_path, *words)
    assert said in done.output + str(done.exception)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_scripts_of_the_gitlab_workflow_run(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.type("digest init mine --ci gitlab --now 2026-11-13")
    terminal.type("cd mine")
    for command in ("init -q -b main", "add .", "commit -q -m Begin"):
        terminal.type(f"git {command}")
    terminal.type("git update-ref refs/remotes/origin/main HEAD")
    terminal.words = {
        "$CI_PAGES_URL": "https://x.example/y",
        "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    }
    workflow = yaml.safe_load((terminal.folder / ".gitlab-ci.yml").read_text())
    assert [line.split()[:2] for line in workflow["default"]["before_script"]] == [
        ["pip", "install"]
    ]
    for job in ("check", "pages"):
        for line in workflow[job]["script"]:
            terminal.type(line)
    assert 'href="https://x.example/y/' in (terminal.folder / "public/index.html").read_text()
