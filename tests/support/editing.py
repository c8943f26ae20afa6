"""Random edits of a generated site: everything an author, a designer or a CI job may change.

For `test_incremental`. The same seed makes the same site and the same edits.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from support.sites import NOW, write_file

TAGS = ["AI", "ai", "chips", "C++", "C#", "open weights"]

TWO_ITEMS = """## 1. Google releases X
### What
Text on [X](https://example.org/x).
### Resources
1. [X](https://example.org/x)

## 2. Meta releases Y
### What
More, by {{ editor }} [@knuth].
### Resources
1. [Y](https://example.org/y)
"""

TWO_LINKS = """## Links

- [A](https://example.org/a) is one.
- [B](https://example.org/b) is two.
"""

MIXTURE = """See [another](post-OTHER.md), [[Post OTHER 1]], [a bundle](bundle-1/index.md) and `code`.

```python
print(1)
```

{{< box >}}inner{{< /box >}}
"""

CONFIG = """
[site]
title = "{title}"
base_url = "{base_url}"
timezone = "{timezone}"

[build]
page_size = 3
{build}

[taxonomies.models]
{models}
"""

SETTINGS = [
    "",
    "[feeds]\nlimit = 2\n",
    "[feeds]\nfull_text = false\n",
    "[feeds]\nmax_kb = 16\nitems = false\nterms = false\n",
    '[feeds]\natom = "index.xml"\n[[feeds.also]]\nurl = "/old.xml"\nform = "rss"\n',
    '[feeds]\nformer_ids = "permalink"\nformer_base_url = "https://old.example"\n',
    "[permalinks]\nposts = '/p/:slug/'\n",
    "[permalinks]\nposts = '/:year/:month/:slug/'\nugly = true\n",
    "[permalinks]\nposts = '/:section/:number/:title/'\n",
    "[permalinks.pinned]\n'content/post-1.md' = '/pinned/here/'\n",
    "[permalinks.redirects]\n'/gone/' = '/archive/'\n",
    "[items]\nlayout = 'none'\n",
    "[items]\npage = false\njson = false\n",
    "[items]\npage_size = 2\n",
    "[items]\npage_size = 1\nmax_pages = 2\njson_kb = 1\n",
    "[markdown]\nline_numbers = true\ntoc_levels = [2, 4]\n",
    "[markdown]\nbibliography = ['books.bib']\n",
    "[theme]\naccent = 'teal'\nhead = '<meta name=x>'\ncode_style = 'monokai'\n",
    "[theme.params]\nslogan = 'news'\n",
    "[substitutions]\neditor = 'Ada'\n",
    "[check.rules]\nrepeated-link = 'info'\n",
    "[series.Weekly]\ntitle = 'Weekly :number'\n",
]

TEMPLATES = {
    "404.html": '{% extends "default/404.html" %}{# MARK #}',
    "partials/item_meta.html": "{% macro item_meta(card) %}<i>MARK</i>{% endmacro %}",
    "partials/footer.html": "<footer>{% include 'partials/own-MARK.html' ignore missing %}</footer>",
    "partials/own-1.html": "<b>own MARK</b>",
    "partials/rail.html": "{% include 'partials/' ~ 'own-' ~ '2.html' ignore missing %}",
    "partials/own-2.html": "{% import 'partials/words.html' as words %}{{ words.say() }}",
    "partials/words.html": "{% macro say() %}word MARK{% endmacro %}",
    "partials/toc.html": '{% set name = "extra" %}{{ asset(name ~ ".css") }} {{ asset("a" ~ ".js") }}',
    "special.html": '{% extends "post.html" %}{# MARK #}',
    "shortcodes/box.html": "<div class='bMARK'>{{ inner }}</div>",
}  # fmt: skip


class Editor:
    """Makes one random edit of a site after the other; `now` is the day it has come to."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.choose = random.Random(seed)
        self.now: datetime = NOW
        self.next = 0
        self.change_config()
        write_file(root / "templates/shortcodes/box.html", "<div>{{ inner }}</div>")
        for _ in range(6):
            self.add()

    def posts(self) -> list[Path]:
        return sorted((self.root / "content").glob("post-*.md"))

    def post_text(self, number: int) -> str:
        choose = self.choose
        day = f"202{choose.choice('556')}-{choose.randint(1, 12):02}-{choose.randint(1, 28):02}"
        extra = choose.choice(
            [
                "", "series: Weekly", "models: [a, b]", "draft: true", "toc: false",
                f"aliases: [/old/{number}/]", "aliases: [/old/shared/]", "layout: special",
                f"slug: called-{number}", f"permalink: /own/{number}.html", "related: false",
                "expiryDate: 2026-11-25", "publishDate: 2026-11-24", f"number: {number}",
                "guid: tag:x,2025:one", "authors: [Ada]", "description: Short.",
            ]
        )  # fmt: skip
        other = str(choose.randint(0, 9))
        body = choose.choice((TWO_ITEMS, TWO_LINKS, MIXTURE.replace("OTHER", other)))
        tags = choose.sample(TAGS, choose.randint(0, 3))
        title = f"Post {number} {choose.randint(0, 3)}"
        return f"---\ntitle: {title}\ndate: {day}\ntags: {tags}\n{extra}\n---\n\n{body}"

    def add(self) -> None:
        write_file(self.root / f"content/post-{self.next}.md", self.post_text(self.next))
        self.next += 1

    def edit(self) -> None:
        path = self.choose.choice(self.posts())
        write_file(path, self.post_text(int(path.stem.split("-")[1])))

    def delete(self) -> None:
        if len(self.posts()) > 2:
            self.choose.choice(self.posts()).unlink()

    def rename(self) -> None:
        self.choose.choice(self.posts()).rename(self.root / f"content/post-{self.next}.md")
        self.next += 1

    def exchange(self) -> None:
        one, two = self.choose.sample(self.posts(), 2)
        first, second = one.read_bytes(), two.read_bytes()
        write_file(one, second)
        write_file(two, first)

    def retitle(self) -> None:
        self.rewrite("title", f"New {self.choose.randint(0, 9)}")

    def retag(self) -> None:
        self.rewrite("tags", str(self.choose.sample(TAGS, 2)))

    def redate(self) -> None:
        self.rewrite(
            "date", f"2025-{self.choose.randint(1, 12):02}-{self.choose.randint(1, 28):02}"
        )

    def rewrite(self, key: str, value: str) -> None:
        path = self.choose.choice(self.posts())
        lines = path.read_text().splitlines()
        lines = [f"{key}: {value}" if line.startswith(f"{key}:") else line for line in lines]
        write_file(path, "\n".join(lines) + "\n")

    def change_bundle(self) -> None:
        folder = self.root / f"content/bundle-{self.choose.randint(1, 2)}"
        if folder.exists() and self.choose.random() < 0.2:
            shutil.rmtree(folder)
            return
        text = self.post_text(90) + f"\n![Image](image.png) {self.choose.randint(0, 1)}\n"
        write_file(folder / "index.md", text)
        write_file(folder / "image.png", str(self.choose.randint(0, 3)))
        self.change_file(folder / "files/data.csv")

    def change_section(self) -> None:
        self.change_file(self.root / "content/_index.md")
        self.change_file(self.root / "content/tags/_index.md")
        self.change_file(self.root / "content/about.md")

    def change_file(self, path: Path) -> None:
        if path.exists() and self.choose.random() < 0.4:
            path.unlink()
        else:
            write_file(path, f"# {path.stem}\n\nText {self.choose.randint(0, 9)}\n")

    def change_template(self) -> None:
        name = self.choose.choice(sorted(TEMPLATES))
        text = TEMPLATES[name].replace("MARK", str(self.choose.randint(0, 3)))
        write_file(self.root / "templates" / name, text)

    def remove_template(self) -> None:
        found = sorted((self.root / "templates").rglob("*.html"))
        if found:
            self.choose.choice(found).unlink()

    def change_config(self) -> None:
        choose = self.choose
        text = CONFIG.format(
            title=choose.choice(["T", "U"]),
            base_url=choose.choice(["https://x.example/sub", "https://x.example"]),
            timezone=choose.choice(["Europe/Stockholm", "America/New_York"]),
            build=choose.choice(["", "drafts = true", "related = 1", "future_grace = 90"]),
            models=choose.choice(
                ["", "path = 'm'", "feeds = false", "min_posts = 2", "title = 'M'"]
            ),
        )
        write_file(self.root / "site.toml", text + choose.choice(SETTINGS))

    def change_registry(self) -> None:
        names = self.choose.sample(["Google", "Meta"], self.choose.randint(0, 2))
        text = "".join(f'[[company]]\nname = "{n} Inc"\naliases = ["{n}"]\n' for n in names)
        write_file(self.root / "entities.toml", text)

    def change_bibliography(self) -> None:
        year = self.choose.randint(1980, 1984)
        text = f"@book{{knuth, author={{Knuth}}, title={{Books}}, year={{{year}}}}}\n"
        write_file(self.root / "books.bib", text)

    def change_static(self) -> None:
        names = ["file.txt", "extra.css", "a.js", "assets/style.css", "robots.txt", "favicon.svg"]
        self.change_file(self.root / "static" / self.choose.choice(names))

    def swap_file_and_folder(self) -> None:
        place = self.root / "static/swapped"
        if place.is_dir():
            shutil.rmtree(place)
            write_file(place, "a file")
        else:
            place.unlink(missing_ok=True)
            write_file(place / "deep/er.txt", str(self.choose.random()))

    def let_time_pass(self) -> None:
        self.now += timedelta(hours=self.choose.choice([1, 30, 24 * 40, -24 * 40]))


EDITS: list[Callable[[Editor], None]] = [
    Editor.add, Editor.edit, Editor.delete, Editor.rename, Editor.exchange, Editor.retitle,
    Editor.retag, Editor.redate, Editor.change_bundle, Editor.change_section,
    Editor.change_template, Editor.change_template, Editor.remove_template, Editor.change_config,
    Editor.change_registry, Editor.change_bibliography, Editor.change_static,
    Editor.swap_file_and_folder, Editor.let_time_pass,
]  # fmt: skip
