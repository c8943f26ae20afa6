"""TOML that digest writes is read back, with its comments behind the keys."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from digest.config.toml_writer import write_key, write_toml, write_value

VALUES: Any = st.recursive(
    st.text(max_size=8)
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(max_size=4), st.dictionaries(st.text(max_size=4), VALUES, max_size=3))
)
def test_what_is_written_is_read_back(tables: dict[str, Any]) -> None:
    assert tomllib.loads(write_toml(tables)) == tables


@given(VALUES, st.text(max_size=5))
def test_a_value_and_a_key_are_read_back(value: Any, key: str) -> None:
    assert tomllib.loads(f"{write_key(key)} = {write_value(value)}") == {key: value}


def test_tables_are_written_as_people_write_them() -> None:
    tables = {
        "site": {
            "menu": ({"name": "One", "url": "/one/"}, {"name": "Zwei", "url": "/zwei/"}),
            "title": 'A "digest"',
            "authors": ("Ada",),
            "params": {},
        },
        "check": {"sections": {"content/x": {"bad-date": "off"}}},
    }
    assert write_toml(tables, lambda path: "default" if path[-1] in {"title", "menu"} else "") == (
        """\
[site]
title = "A \\"digest\\"" # default
authors = ["Ada"]
params = {}

[[site.menu]] # default
name = "One"
url = "/one/"

[[site.menu]] # default
name = "Zwei"
url = "/zwei/"

[check.sections."content/x"]
bad-date = "off"
"""
    )
