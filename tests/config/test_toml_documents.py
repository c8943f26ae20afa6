"""Where the keys of TOML documents are written, and that text inside strings is no key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.toml_documents import KeyPath, TomlError, locate_keys, parse_toml, place_of

DOCUMENT = '''\
title = "a" # title = "b"
text = """
[site]
title = "in a string" \\"""
menu = 3
"""
quoted."dotted.\\u0041" .'key' = 1

[ site . inner ]
list = [
  "x", # ]
  { name = "a", deep.url = "b" },
  [1, 2],
]
other = \'\'\'
[x]
''\'\'\'

[[site.menu]]
name = "one"
[[site.menu]]
name = "two"
[site.menu.sub]
a = 1
[[site.menu.entries]]
b = { c = 1, d = 2 }
'''

PLACES = {
    ("title",): (1, 1),
    ("text",): (2, 1),
    ("quoted", "dotted.A", "key"): (7, 1),
    ("site", "inner"): (9, 3),
    ("site", "inner", "list"): (10, 1),
    ("site", "inner", "list", 0): (11, 3),
    ("site", "inner", "list", 1): (12, 3),
    ("site", "inner", "list", 1, "name"): (12, 5),
    ("site", "inner", "list", 1, "deep", "url"): (12, 17),
    ("site", "inner", "list", 2): (13, 3),
    ("site", "inner", "list", 2, 0): (13, 4),
    ("site", "inner", "list", 2, 1): (13, 7),
    ("site", "inner", "other"): (15, 1),
    ("site", "menu"): (19, 3),
    ("site", "menu", 0): (19, 3),
    ("site", "menu", 0, "name"): (20, 1),
    ("site", "menu", 1): (21, 3),
    ("site", "menu", 1, "name"): (22, 1),
    ("site", "menu", 1, "sub"): (23, 2),
    ("site", "menu", 1, "sub", "a"): (24, 1),
    ("site", "menu", 1, "entries"): (25, 3),
    ("site", "menu", 1, "entries", 0): (25, 3),
    ("site", "menu", 1, "entries", 0, "b"): (26, 1),
    ("site", "menu", 1, "entries", 0, "b", "c"): (26, 7),
    ("site", "menu", 1, "entries", 0, "b", "d"): (26, 14),
}


def test_every_key_is_found_where_it_is_written() -> None:
    assert locate_keys(DOCUMENT) == PLACES


def leaves(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    elif path:
        yield path


def test_the_parser_knows_the_same_keys() -> None:
    assert set(leaves(tomllib.loads(DOCUMENT))) <= PLACES.keys()


@given(st.text(alphabet="ab=.\"'[]{},#\n\\ 1", max_size=60))
def test_keys_of_any_document_are_found_and_nothing_else_breaks(text: str) -> None:
    places = locate_keys(text)
    try:
        values = parse_toml(text)
    except TomlError:
        return
    assert set(leaves(values)) <= places.keys()


def test_a_key_that_is_not_written_is_at_the_table_around_it() -> None:
    assert place_of(("site", "menu", 1, "url"), PLACES) == (21, 3)
    assert place_of(("site", "x"), PLACES) == (0, 0)


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ('a = 1\nb = "x\n', "illegal character '\\n'", 2, 7),
        ("a = 1\n[x", "expected ']' at the end of a table declaration", 2, 1),
        ("a = " + "[" * 5000, "values are nested too deeply", 1, 1),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(
    text: str, message: str, line: int, column: int
) -> None:
    with pytest.raises(TomlError, match=re.escape(message)) as raised:
        parse_toml(text)
    assert (raised.value.line, raised.value.column) == (line, column)
