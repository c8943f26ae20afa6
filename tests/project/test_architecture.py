"""The exercise of docs/architecture.md, followed to the letter in a copy of the source."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from support.paths import ROOT, SOURCE
from support.sites import write_file

PAGE = (ROOT / "docs" / "architecture.md").read_text()
POST = "---\ntitle: Titles\ndate: 2026-01-01\n---\n- [One](https://one.example): first.\n- [Two](https://two.example): second.\n"


def take_exercise() -> tuple[str, str]:
    """Return the module and the line that the page asks for."""
    module, line = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    return module, line


def run(folder: Path, site: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "digest", "-C", str(site), "build", "--now", "2026-02-01"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stderr


def test_one_module_and_one_line_add_a_kind_of_output(tmp_path: Path) -> None:
    module, line = take_exercise()
    package = tmp_path / "src" / "digest"
    shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("templates", "static"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    families = package / "output" / "families.py"
    text = families.read_text().replace("    plan_sitemaps,\n", f"{line}    plan_sitemaps,\n")
    name = line.strip().rstrip(",")
    text = text.replace(
        "from digest.site.site import Site\n",
        f"from digest.output.plain_text import {name}\nfrom digest.site.site import Site\n",
    )
    families.write_text(text)
    write_file(package / "output" / "plain_text.py", module)
    site = tmp_path / "site"
    write_file(site / "content" / "a.md", POST)
    run(tmp_path / "src", site)
    written = site / "public" / "posts" / "a" / "index.txt"
    assert written.read_text() == "Titles\nOne\nTwo\n"
    assert " 0 files written" in run(tmp_path / "src", site)
    write_file(site / "content" / "a.md", POST.replace("One", "Uno"))
    run(tmp_path / "src", site)
    assert written.read_text() == "Titles\nUno\nTwo\n"


def test_the_page_names_every_room() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    described = set(re.findall(r"^\*\*(\w+)\*\* ", PAGE, re.MULTILINE))
    assert described == rooms


def test_the_page_names_files_that_there_are() -> None:
    names = set(re.findall(r"`([\w/]+/\w+\.py)`", PAGE)) - {"src/digest/output/plain_text.py"}
    there = [name for name in names if (ROOT / name).is_file() or (SOURCE / name).is_file()]
    assert names == set(there)
