"""A newcomer's whole path, from nothing to a site that publishes itself.

The examples of docs/checks.md are the faults: each is planted in the newcomer's site, found where
the page says, silenced as the page says, and gone when it is mended as the page says.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from authoring import run
from conftest import ROOT, write_file
from digest.codes import Code
from documents import DOCS, TODAY, Fence, Rule, Terminal, outline, rules_of_checks

ISSUE = "content/issues/issue-2.md"
HEADER = "---\ntitle: Weekly 2\ndate: 2026-11-20\nseries: Weekly\nnumber: 2\ntags: [feeds]\n---\n\n"
RULES = rules_of_checks()


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
def test_a_planted_fault_is_found_silenced_and_mended(site: Path, rule: Rule, accept: bool) -> None:
    assert check(site, rule.code) == ""
    for step in rule.faults:
        do(site, step)
    said = check(site, rule.code)
    if accept and said:
        accept_message(rule, said)
        return
    assert said == outline(rule.message)
    assert re.match(r"[^\s:]+\.\w+(:\d+){0,2}: ", said)
    settings = (site / "site.toml").read_text()
    silence(site, rule.code)
    assert check(site, rule.code) == ""
    (site / "site.toml").write_text(settings)
    mended_by_itself(site, rule)
    for step in rule.mends:
        do(site, step)
    assert check(site, rule.code) == ""


def silence(site: Path, code: str) -> None:
    """Switch a rule off for the site."""
    text = (site / "site.toml").read_text()
    rules = 'rules = { duplicate-url = "error" }'
    assert rules in text
    (site / "site.toml").write_text(text.replace(rules, f'rules = {{ {code} = "off" }}'))


def mended_by_itself(site: Path, rule: Rule) -> None:
    """See that `--fix` mends what the page says it mends, and shows it first with --dry-run."""
    shown = run(site, "check", "--fix", "--dry-run", "--code", rule.code, "--now", TODAY)
    assert ("\n+" in shown.output) == ("Mended by" in rule.text), shown.output
    assert check(site, rule.code) == outline(rule.message)


def test_every_rule_is_on_the_page_with_its_grade() -> None:
    used = set()
    for folder in ("rules", "checks"):
        for module in (ROOT / "src/digest" / folder).glob("*.py"):
            used |= set(re.findall(r"Code\.([A-Z_]+)", module.read_text()))
    codes = {rule.code for rule in RULES}
    rules = {Code[name].value for name in used} | {code.value for code in Code if code.advice}
    assert rules - codes == {"path-collision", "internal-error"} & rules
    grades = {code.value: code.severity for code in Code} | {"duplicate-url": "error"}
    for rule in RULES:
        grade: str = grades[rule.code]
        assert rule.text.strip().startswith(f"*{grade.capitalize()}.*"), rule.code
