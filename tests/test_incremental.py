"""Warm = cold, byte for byte: whatever was edited, the remembered and the clean build agree."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import run_build, write_file

TAGS = ["AI", "ai", "chips", "C++", "C#", "open weights"]

TWO_ITEMS = """## 1. Google releases X
### What
Text on [X](https://example.org/x).
### Resources
1. [X](https://example.org/x)

## 2. Meta releases Y
### What
More.
### Resources
1. [Y](https://example.org/y)
"""

TWO_LINKS = """## Links

- [A](https://example.org/a) is one.
- [B](https://example.org/b) is two.
"""

MIXTURE = """See [another](post-OTHER.md) and `code`.

```python
print(1)
```

{{< box >}}inner{{< /box >}}
"""

CONFIG = """
[site]
title = "{title}"
base_url = "https://x.example/sub"
timezone = "Europe/Stockholm"

[build]
page_size = 3

[taxonomies.models]
"""


def post_text(choose: random.Random, number: int) -> str:
    tags = choose.sample(TAGS, choose.randint(0, 3))
    day = choose.randint(1, 28)
    month = choose.randint(1, 12)
    extra = choose.choice(
        [
            "",
            "series: Weekly",
            "models: [a, b]",
            "draft: true",
            "toc: false",
            f"aliases: [/old/{number}/]",
        ]
    )
    other = choose.randint(0, 9)
    body = choose.choice((TWO_ITEMS, TWO_LINKS, MIXTURE.replace("OTHER", str(other))))
    return f"---\ntitle: Post {number} {choose.randint(0, 3)}\ndate: 2025-{month:02}-{day:02}\ntags: {tags}\n{extra}\n---\n\n{body}"


class Editor:
    """Makes one random edit of a site after the other."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.choose = random.Random(seed)
        self.next = 0
        write_file(root / "site.toml", CONFIG.format(title="T"))
        write_file(root / "templates/shortcodes/box.html", "<div>{{ inner }}</div>")
        for _ in range(6):
            self.add()

    def posts(self) -> list[Path]:
        return sorted((self.root / "content").glob("*.md"))

    def add(self) -> None:
        write_file(self.root / f"content/post-{self.next}.md", post_text(self.choose, self.next))
        self.next += 1

    def edit(self) -> None:
        path = self.choose.choice(self.posts())
        write_file(path, post_text(self.choose, int(path.stem.split("-")[1])))

    def delete(self) -> None:
        if len(self.posts()) > 2:
            self.choose.choice(self.posts()).unlink()

    def rename(self) -> None:
        self.choose.choice(self.posts()).rename(self.root / f"content/post-{self.next}.md")
        self.next += 1

    def touch_title(self) -> None:
        path = self.choose.choice(self.posts())
        write_file(path, path.read_text().replace("title: ", "title: New ", 1))

    def retag(self) -> None:
        path = self.choose.choice(self.posts())
        text = path.read_text()
        old = next(line for line in text.splitlines() if line.startswith("tags:"))
        write_file(path, text.replace(old, f"tags: {self.choose.sample(TAGS, 2)}", 1))

    def change_template(self) -> None:
        mark = self.choose.randint(0, 3)
        name = self.choose.choice(["partials/item_meta.html", "404.html", "shortcodes/box.html"])
        if name == "shortcodes/box.html":
            write_file(
                self.root / "templates" / name, f"<div class='b{mark}'>{{{{ inner }}}}</div>"
            )
        elif name == "404.html":
            write_file(
                self.root / "templates" / name, f'{{% extends "default/404.html" %}}{{# {mark} #}}'
            )
        else:
            write_file(
                self.root / "templates" / name,
                "{% macro item_meta(card) %}<i>" + str(mark) + "</i>{% endmacro %}",
            )

    def remove_templates(self) -> None:
        for name in ("partials", "404.html"):
            path = self.root / "templates" / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def change_config(self) -> None:
        text = CONFIG.format(title=self.choose.choice(["T", "U"]))
        text += self.choose.choice(
            [
                "",
                "[feeds]\nlimit = 2\n",
                "[permalinks]\nposts = '/p/:slug/'\n",
                "[items]\nlayout = 'none'\n",
            ]
        )
        write_file(self.root / "site.toml", text)

    def change_registry(self) -> None:
        names = self.choose.sample(["Google", "Meta"], 1)
        write_file(
            self.root / "entities.toml",
            "".join(f'[[company]]\nname = "{n} Inc"\naliases = ["{n}"]\n' for n in names),
        )

    def change_static(self) -> None:
        path = self.root / f"static/file{self.choose.randint(0, 2)}.txt"
        if path.exists() and self.choose.random() < 0.4:
            path.unlink()
        else:
            write_file(path, str(self.choose.random()))


EDITS: list[Callable[[Editor], None]] = [
    Editor.add, Editor.edit, Editor.delete, Editor.rename, Editor.touch_title, Editor.retag, Editor.change_template,
    Editor.remove_templates, Editor.change_config, Editor.change_registry, Editor.change_static,
]  # fmt: skip


def tree_of(output: Path) -> dict[str, bytes]:
    return {
        p.relative_to(output).as_posix(): p.read_bytes() for p in output.rglob("*") if p.is_file()
    }


@pytest.mark.parametrize("seed", range(4))
def test_every_incremental_build_equals_a_clean_one(seed: int, tmp_path: Path) -> None:
    root = tmp_path / "site"
    editor = Editor(root, seed)
    warm = tmp_path / "warm"
    for step in range(9):
        done = []
        for _ in range(editor.choose.randint(1, 2)):
            edit = editor.choose.choice(EDITS)
            edit(editor)
            done.append(edit.__name__)
        result = run_build(root, warm, cache=tmp_path / "cache", keep_going=True)
        clean = run_build(
            root, tmp_path / "cold", cache=tmp_path / f"cold-cache-{step}", keep_going=True
        )
        assert result.report.diagnostics == clean.report.diagnostics, done
        first, second = tree_of(warm), tree_of(tmp_path / "cold")
        assert sorted(first) == sorted(second), done
        assert [name for name in first if first[name] != second[name]] == [], done
        shutil.rmtree(tmp_path / "cold")


def test_the_number_of_workers_does_not_change_a_byte(tmp_path: Path) -> None:
    root = tmp_path / "site"
    Editor(root, 7)
    for jobs in (1, 4):
        run_build(root, tmp_path / f"out{jobs}", cache=tmp_path / f"cache{jobs}", jobs=jobs)
    assert tree_of(tmp_path / "out1") == tree_of(tmp_path / "out4")


def test_a_post_that_was_not_touched_is_neither_parsed_nor_rendered_again(tmp_path: Path) -> None:
    root, output, cache = tmp_path / "site", tmp_path / "out", tmp_path / "cache"
    editor = Editor(root, 1)
    run_build(root, output, cache=cache)
    before = {p: p.stat().st_mtime_ns for p in output.rglob("*.html")}
    again = run_build(root, output, cache=cache)
    assert (again.parsed, again.rendered) == (0, 0)
    assert {p: p.stat().st_mtime_ns for p in output.rglob("*.html")} == before
    editor.touch_title()
    edited = run_build(root, output, cache=cache)
    assert edited.parsed == 1
    assert 0 < edited.rendered < len(before)


def test_a_cache_restored_beside_a_fresh_clone_is_warm(tmp_path: Path) -> None:
    root = tmp_path / "site"
    Editor(root, 3)
    run_build(root, tmp_path / "out", cache=tmp_path / "cache")
    clone = tmp_path / "clone"
    shutil.copytree(root, clone)
    for path in clone.rglob("*"):
        path.touch()
    shutil.copytree(tmp_path / "cache", tmp_path / "restored")
    result = run_build(clone, tmp_path / "clone-out", cache=tmp_path / "restored")
    assert result.parsed == 0
    assert tree_of(tmp_path / "clone-out") == tree_of(tmp_path / "out")


def test_a_shortcode_behind_a_substitution_counts_as_used(tmp_path: Path) -> None:
    root, template = tmp_path / "site", tmp_path / "site/templates/shortcodes/box.html"
    write_file(root / "site.toml", '[substitutions]\nboxed = "{{< box >}}x{{< /box >}}"\n')
    write_file(root / "content/a.md", "# A\n\n{{ boxed }}\n")
    write_file(template, "<div>one {{ inner }}</div>")
    run_build(root, tmp_path / "out", cache=tmp_path / "cache")
    write_file(template, "<div>two {{ inner }}</div>")
    run_build(root, tmp_path / "out", cache=tmp_path / "cache")
    run_build(root, tmp_path / "clean", cache=tmp_path / "other")
    assert tree_of(tmp_path / "out") == tree_of(tmp_path / "clean")
