"""Words, sentences and names for generated archives: built from syllables, the same for a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence

_ONSETS = (
    *("b", "br", "c", "d", "dr", "f", "g", "gl", "k", "l", "m", "n", "p", "pl", "r", "s"),
    *("sh", "st", "t", "tr", "v", "w", "z", ""),
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "io", "ou")
_CODAS = ("", "", "n", "r", "s", "l", "t", "nd", "m", "x")


class Words:
    """A vocabulary of invented words, the frequent ones short, and sentences made of it."""

    def __init__(self, choose: random.Random, size: int = 6000) -> None:
        self._choose = choose
        words: dict[str, None] = {}
        while len(words) < size:
            words[_word(choose, 1 + (len(words) > 200) + (len(words) > 2500))] = None
        self._words = tuple(words)
        self._weights = _zipf(size)
        self._stream: list[str] = []

    def take(self, count: int) -> list[str]:
        """Give the next `count` words of running text."""
        if len(self._stream) < count:
            self._stream = self._choose.choices(self._words, cum_weights=self._weights, k=20_000)
        taken = self._stream[-count:]
        del self._stream[-count:]
        return taken

    def sentence(self, shortest: int = 8, longest: int = 26) -> str:
        """Give one sentence."""
        words = self.take(self._choose.randint(shortest, longest))
        if len(words) > 12:
            words[len(words) // 2] += ","
        return " ".join(words).capitalize() + "."

    def title(self, shortest: int = 3, longest: int = 8) -> str:
        """Give a headline."""
        words = self.take(self._choose.randint(shortest, longest))
        return " ".join(word.capitalize() for word in words)


class Vocabulary:
    """Terms of one taxonomy with a long tail: a new term now and then, old ones by their use.

    (A Pitman-Yor process: `discount` near 1 and a large `newness` give more terms used once.)
    """

    def __init__(
        self, choose: random.Random, words: Words, newness: float, discount: float
    ) -> None:
        self._choose = choose
        self._words = words
        self._newness = newness
        self._discount = discount
        self._terms: dict[str, int] = {}
        self._uses: list[str] = []

    def draw(self, count: int) -> list[str]:
        """Give the terms of one post: distinct, `count` of them at most."""
        return list(dict.fromkeys(self._next() for _ in range(count)))

    def __len__(self) -> int:
        return len(self._terms)

    def _next(self) -> str:
        uses, terms = len(self._uses), len(self._terms)
        new = (self._newness + self._discount * terms) / (self._newness + uses)
        term = self._invent() if self._choose.random() < new else self._choose.choice(self._uses)
        self._terms[term] = self._terms.get(term, 0) + 1
        self._uses.append(term)
        return term

    def _invent(self) -> str:
        while True:
            term = "-".join(self._words.take(self._choose.choice((1, 2, 2, 3))))
            if term not in self._terms:
                return term


def address(choose: random.Random, words: Sequence[str]) -> str:
    """Give a web address whose path is made of the words."""
    host = choose.choice(("example.org", "example.com", "news.example.net", "papers.example.edu"))
    return f"https://{host}/{'/'.join(words)}/{choose.getrandbits(48):x}"


def _word(choose: random.Random, syllables: int) -> str:
    return "".join(
        choose.choice(_ONSETS) + choose.choice(_VOWELS) + choose.choice(_CODAS)
        for _ in range(syllables)
    )


def _zipf(size: int) -> list[float]:
    total, weights = 0.0, []
    for rank in range(1, size + 1):
        total += 1 / (rank + 2)
        weights.append(total)
    return weights
