"""Spaces at the ends of lines, where they mean nothing."""

from __future__ import annotations

from digest.checks.fixes.places import fenced_lines

_HARD_BREAK = 2


def tidy_lines(text: str, body_line: int) -> str:
    """Give a text without spaces that mean nothing at the ends of the lines of its body.

    Two or more spaces before another line of prose are a line break, and stay; so does all code.
    """
    lines = text.split("\n")
    fenced = fenced_lines(lines, body_line - 1)
    tidied = [
        line if index in fenced else _tidy_line(line, lines[index + 1 : index + 2])
        for index, line in enumerate(lines)
    ]
    return "\n".join(tidied)


def _tidy_line(line: str, following: list[str]) -> str:
    kept = line.rstrip(" \t")
    tail = line[len(kept) :]
    breaks = kept and tail.endswith(" " * _HARD_BREAK) and following and following[0].strip()
    return line if breaks else kept
