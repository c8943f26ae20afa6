"""Makes archives to measure with: any number of posts of two shapes, the same for a seed.

`ainews`: issues of 30 to 370 KB, long nested bullet lists, hundreds of links, four taxonomies with
a long-tailed vocabulary (5,600 terms in 701 issues). `odyssey`: 8 KB posts with ten numbered items
and highlighted code. Every word is invented.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

from bench.words import Vocabulary, Words, address

TAXONOMIES = ("companies", "models", "topics", "people")
_FIRST_DAY = date(1995, 1, 1)
_TERMS = {"companies": (5, 16), "models": (4, 12), "topics": (8, 14), "people": (6, 16)}
_NEWNESS = {
    "companies": (20, 0.53),
    "models": (25, 0.66),
    "topics": (50, 0.7),
    "people": (25, 0.54),
}


class Archive:
    """Posts of one shape, made one after the other from a seed."""

    def __init__(self, seed: int) -> None:
        self._choose = random.Random(seed)
        self._words = Words(self._choose)
        self.terms = {
            name: Vocabulary(self._choose, self._words, *_NEWNESS[name]) for name in TAXONOMIES
        }

    def ainews(self, number: int) -> str:
        """Return an issue with recaps in bullets, discussions with sub-bullets, and many links."""
        choose, words = self._choose, self._words
        parts = [self._header(number, f"{words.title()}"), f"**{words.sentence(4, 9)}**\n"]
        parts.append(
            f"> News for day {number}. We read [**{number % 900}** feeds]({self._link()}).\n"
        )
        size = min(370_000, max(28_000, int(choose.lognormvariate(12.05, 0.55))))
        length = sum(map(len, parts))
        while length < size:
            level = choose.choice((1, 2, 2, 2, 2))
            section = [f"{'#' * level} {words.title()}\n"]
            section += [choose.choice(_PASSAGES)(self) for _ in range(choose.randint(1, 4))]
            section.append("---\n")
            parts += section
            length += sum(map(len, section))
        return "\n".join(parts)

    def odyssey(self, number: int) -> str:
        """Return a post of about 8 KB: ten numbered items with What and Why, code, resources."""
        parts = [self._header(number, self._words.title()), self._words.sentence() + "\n"]
        for position in range(1, 11):
            parts += [
                f"## {position}. {self._words.title()}\n",
                f"### What\n{self._prose(1)}\n",
                f"### Why\n{self._prose(1)}\n",
                *([self._code()] if position % 3 == 1 else []),
                "### Resources\n" + "\n".join(f"* {self._linked()}" for _ in range(2)) + "\n",
            ]
        return "\n".join(parts)

    def _header(self, number: int, title: str) -> str:
        lines = ["---", f'title: "{title}"', f"date: {_FIRST_DAY + timedelta(days=number // 10)}"]
        lines.append(f'slug: "issue-{number:06}"')
        lines.append(f'description: "{self._prose(3, links=False)}"')
        for name, (fewest, most) in _TERMS.items():
            lines.append(f"{name}:")
            lines += [f"  - {t}" for t in self.terms[name].draw(self._choose.randint(fewest, most))]
        return "\n".join([*lines, "---", ""])

    def _link(self) -> str:
        return address(self._choose, self._words.take(2))

    def _linked(self) -> str:
        return f"[{' '.join(self._words.take(self._choose.randint(1, 6)))}]({self._link()})"

    def _prose(self, sentences: int, *, links: bool = True) -> str:
        found = []
        for _ in range(sentences):
            sentence = self._words.sentence()
            if links and self._choose.random() < 0.37:
                sentence = f"{sentence[:-1]} {self._linked()}."
            if links and self._choose.random() < 0.5:
                bold, rest = " ".join(self._words.take(2)), " ".join(self._words.take(9))
                sentence = f"{sentence} A **{bold}** {rest}."
            if links and self._choose.random() < 0.1:
                sentence = f"{sentence} `{'_'.join(self._words.take(2))}`"
            found.append(sentence)
        return " ".join(found)

    def _bullets(self) -> str:
        lines = [
            f"- **{self._words.title(2, 5)}**: {self._prose(self._choose.randint(1, 2))}"
            for _ in range(self._choose.randint(4, 14))
        ]
        return "\n".join([f"**{self._words.title()}**\n", *lines, ""])

    def _discussion(self) -> str:
        lines = [f"### {self._words.title()} ([{self._words.title(1, 3)}]({self._link()}))\n"]
        for _ in range(self._choose.randint(3, 9)):
            lines.append(f"- **{self._words.title(2, 6)}**: {self._prose(1)}")
            lines += [f"   - {self._prose(1)}" for _ in range(self._choose.choice((0, 1, 2)))]
        return "\n".join([*lines, ""])

    def _channel(self) -> str:
        lines = [
            f"### **{self._words.title(1, 3)} ▷ #{'-'.join(self._words.take(2))}** (12 messages)\n"
        ]
        lines += [f"- {self._prose(1)}" for _ in range(self._choose.randint(2, 8))]
        lines.append(f'\n**Links mentioned**: <a href="{self._link()}">{self._words.title()}</a>\n')
        return "\n".join(lines)

    def _paragraphs(self) -> str:
        count = self._choose.randint(1, 4)
        return "\n".join(f"{self._prose(self._choose.randint(2, 4))}\n" for _ in range(count))

    def _code(self) -> str:
        a, b, c = self._words.take(3)
        return "\n".join(
            (
                "```python",
                f"from {a} import {b}\n\n",
                f"def {c}_of(values: list[int], *, limit: int = 10) -> int:",
                f'    """Add what {b} gives."""',
                "    total = 0",
                f"    for value in values[:limit]:  # {a}",
                f"        total += {b}({c!r}, value)",
                "    return total",
                "```\n",
            )
        )


_PASSAGES: tuple[Callable[[Archive], str], ...] = (
    Archive._bullets,  # noqa: SLF001
    Archive._bullets,  # noqa: SLF001
    Archive._discussion,  # noqa: SLF001
    Archive._discussion,  # noqa: SLF001
    Archive._channel,  # noqa: SLF001
    Archive._paragraphs,  # noqa: SLF001
)


def posts(shape: str, count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield file names and texts of an archive's posts."""
    archive = Archive(seed)
    make = {"ainews": archive.ainews, "odyssey": archive.odyssey}[shape]
    for number in range(1, count + 1):
        yield f"issue-{number:06}.md", make(number)


def write_archive(folder: Path, shape: str, count: int, seed: int = 1) -> None:
    """Write an archive's posts below `folder`, unless a finished one is there."""
    mark = folder / ".finished"
    code = b"".join((Path(__file__).parent / n).read_bytes() for n in ("words.py", "generate.py"))
    wanted = f"{shape} {count} {seed} {crc32(code):x}\n"
    if mark.exists() and mark.read_text() == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "posts").mkdir(parents=True)
    for name, text in posts(shape, count, seed):
        (folder / "posts" / name).write_text(text, encoding="utf-8")
    mark.write_text(wanted)
