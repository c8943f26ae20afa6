"""Decodes YAML headers, keeping the place of every key and the text of every scalar."""

from __future__ import annotations

from typing import Any

import yaml

from digest.content.front_matter.records import Place, Value
from digest.content.front_matter.scalars import read_scalar
from digest.content.front_matter.yamlfaults import recover_yaml
from digest.core.codes import Code
from digest.core.diagnostics import Report

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_NODES = 20_000
_STRING_TAG = "tag:yaml.org,2002:str"


class _TooLargeError(Exception):
    """A header whose anchors unfold into something huge, or into itself."""


def read_yaml(text: str, place: Place, report: Report) -> dict[str, Value]:
    """Give the keys of a YAML header; what is wrong in it is reported and read line by line."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
        if node is None:
            return {}
        if isinstance(node, yaml.MappingNode):
            return _read_top(node, place, report)
    except yaml.YAMLError:
        pass
    except (_TooLargeError, RecursionError):
        report.add(
            Code.HEADER_SYNTAX, place.path, "the front matter's anchors unfold without end",
            line=place.line, column=1,
            hint="write the values out instead of repeating them as *name",
        )  # fmt: skip
        return {}
    return recover_yaml(text, place, report, _read_chunk)


def _read_chunk(text: str) -> dict[str, Any]:
    """Give the values of a piece that is YAML of its own; raises yaml.YAMLError if it is not."""
    node = yaml.compose(text, Loader=_LOADER)
    if not isinstance(node, yaml.MappingNode):
        raise yaml.YAMLError("not a mapping")
    try:
        reader = _NodeReader()
        return {reader.key(key): reader.read(value) for key, value in node.value}
    except (_TooLargeError, RecursionError) as error:
        raise yaml.YAMLError("anchors unfold without end") from error


def _read_top(node: yaml.MappingNode, place: Place, report: Report) -> dict[str, Value]:
    reader = _NodeReader()
    found: dict[str, Value] = {}
    for key_node, value_node in node.value:
        key = reader.key(key_node)
        mark = key_node.start_mark
        value = Value(reader.read(value_node), place.line + mark.line, mark.column + 1)
        if key == "<<" and isinstance(value.value, dict):
            for name, inner in value.value.items():
                found.setdefault(name, Value(inner, value.line, value.column))
        else:
            keep_value(found, key, value, place.path, report)
    return found


def keep_value(found: dict[str, Value], key: str, value: Value, path: str, report: Report) -> None:
    """Add a key; one that is there already is reported, and the later value counts."""
    before = found.get(key)
    if before is not None:
        report.add(
            Code.DUPLICATE_KEY, path, f'"{key}" is already set on line {before.line}',
            line=value.line, column=value.column, hint="remove one of the two; the last counts",
        )  # fmt: skip
        if value.value is None:
            return
    found[key] = value


class _NodeReader:
    """Turns YAML nodes into plain values, and keeps count so that anchors cannot explode."""

    def __init__(self) -> None:
        self._left = _MAX_NODES

    def key(self, node: yaml.Node) -> str:
        """Give the name of a key as it is written."""
        return str(node.value) if isinstance(node, yaml.ScalarNode) else str(self.read(node))

    def read(self, node: yaml.Node) -> Any:
        """Give the plain value of a node."""
        self._left -= 1
        if self._left < 0:
            raise _TooLargeError
        if isinstance(node, yaml.ScalarNode):
            return _read_node_scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item) for item in node.value]
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, value = self.key(key_node), self.read(value_node)
            if key == "<<" and isinstance(value, dict):
                merged = {**value, **merged}
            else:
                merged[key] = value
        return merged


def _read_node_scalar(node: yaml.ScalarNode) -> Any:
    text = str(node.value)
    if not node.style:
        return text if node.tag == _STRING_TAG else read_scalar(text)
    return text.rstrip("\n") if node.style in "|>" else text
