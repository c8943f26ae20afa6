"""Damaged files from a seed: fixtures, cut, repeated, joined, and sprinkled with signs."""

from __future__ import annotations

import random
import re
from ast import literal_eval
from collections.abc import Callable, Sequence
from functools import cache

from support.paths import DOCS, PROBLEMS, SITES, TESTS
from support.problems import problem_codes, read_problem

LONGEST = 6_000
"""Bytes of a damaged file: longer ones belong to the benchmark of growth."""

_LINES = (TESTS / "fuzz" / "tokens.txt").read_text().split("\n")[:-1]
_NO_UTF8 = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80")
_ESCAPE = re.compile(r"\\(?:[nrt\\]|x\w\w|u\w{4})")
TOKENS = (
    *(
        _ESCAPE.sub(lambda found: str(literal_eval(f'"{found[0]}"')), line).encode()
        for line in _LINES
    ),
    *_NO_UTF8,
)
"""What is sprinkled into files: signs of every dialect, keys, hostile values, bytes that are no text."""


@cache
def samples(ending: str) -> tuple[bytes, ...]:
    """Return the texts of all fixtures whose name has an ending."""
    found = [file.text.encode() for code in problem_codes() for file in read_problem(code).files
             if file.name.endswith(ending)]  # fmt: skip
    for folder in (SITES, DOCS, PROBLEMS):
        found += [p.read_bytes() for p in sorted(folder.rglob(f"*{ending}")) if p.is_file()]
    return tuple(dict.fromkeys(text[:LONGEST] for text in found if text))


class Mutator:
    """Makes one damaged file after the other; the same seed makes the same files."""

    def __init__(self, seed: int) -> None:
        self.choose = random.Random(seed)

    def make(self, ending: str) -> bytes:
        """Return a damaged file of a kind."""
        texts = samples(ending)
        data = self.choose.choice(texts)
        for _ in range(self.choose.choice((1, 1, 2, 3, 5, 8))):
            data = self.choose.choice(_CHANGES)(self, data, texts)[:LONGEST]
        return data

    def span(self, data: bytes) -> tuple[int, int]:
        """Return the start and end of a piece, most of them short."""
        start = self.choose.randint(0, len(data))
        return start, min(len(data), start + int(self.choose.expovariate(1 / 40)))

    def delete(self, data: bytes, _: Sequence[bytes]) -> bytes:
        start, end = self.span(data)
        return data[:start] + data[end:]

    def repeat(self, data: bytes, _: Sequence[bytes]) -> bytes:
        start, end = self.span(data)
        return data[:end] + data[start:end] * self.choose.choice((1, 2, 10, 50)) + data[end:]

    def insert(self, data: bytes, _: Sequence[bytes]) -> bytes:
        at, token = self.choose.randint(0, len(data)), self.choose.choice(TOKENS)
        return data[:at] + token * self.choose.choice((1, 1, 1, 2, 30)) + data[at:]

    def exchange(self, data: bytes, _: Sequence[bytes]) -> bytes:
        start, end = self.span(data)
        return data[:start] + self.choose.choice(TOKENS) + data[end:]

    def flip(self, data: bytes, _: Sequence[bytes]) -> bytes:
        if not data:
            return b"\x00"
        at = self.choose.randrange(len(data))
        return data[:at] + bytes([self.choose.randrange(256)]) + data[at + 1 :]

    def join(self, data: bytes, texts: Sequence[bytes]) -> bytes:
        other, at = self.choose.choice(texts), self.choose.randint(0, len(data))
        start = self.choose.randint(0, len(other))
        return data[:at] + other[start : start + 600] + data[at:]

    def mix_lines(self, data: bytes, _: Sequence[bytes]) -> bytes:
        lines = data.split(b"\n")
        one, two = (self.choose.randrange(len(lines)) for _ in range(2))
        lines[one], lines[two] = lines[two], lines[one]
        return b"\n".join(lines)

    def cut(self, data: bytes, _: Sequence[bytes]) -> bytes:
        return data[: self.choose.randint(0, len(data))]


_CHANGES: tuple[Callable[[Mutator, bytes, Sequence[bytes]], bytes], ...] = (
    Mutator.delete, Mutator.repeat, Mutator.insert, Mutator.insert, Mutator.exchange,
    Mutator.flip, Mutator.join, Mutator.mix_lines, Mutator.cut,
)  # fmt: skip


def shrink(data: bytes, fails: Callable[[bytes], bool], tries: int = 200) -> bytes:
    """Return a small part of a file that still fails: halves are left out, then quarters, …"""
    size = len(data) // 2
    while size and tries > 0:
        at = 0
        while at < len(data) and tries > 0:
            tries -= 1
            shorter = data[:at] + data[at + size :]
            if fails(shorter):
                data = shorter
            else:
                at += size
        size //= 2
    return data
