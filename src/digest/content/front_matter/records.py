"""What a header is: values with their places, and the body that follows."""

from __future__ import annotations

from typing import Any

import msgspec


class Value(msgspec.Struct, frozen=True):
    """A front-matter value, and where its key begins in the file (both counted from 1)."""

    value: Any
    line: int
    column: int


class Header(msgspec.Struct, frozen=True):
    """A file taken apart: its front matter by key as written, and its body.

    `form` is `yaml`, `toml`, `json`, `keys` (MultiMarkdown, Pelican) or `none`, and for JSON
    files `json-document` (the body is plain text), `json-markdown` or `json-html`. `body_line`
    is the line of the file on which the body begins.
    """

    values: dict[str, Value]
    body: str
    body_line: int
    form: str


class Place(msgspec.Struct, frozen=True):
    """Where a piece of header text stands: the file, and the line of the piece's first line."""

    path: str
    line: int
