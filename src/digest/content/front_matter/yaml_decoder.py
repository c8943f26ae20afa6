"""Decodes YAML front matter, keeping the place of every key and the text of every scalar."""

from __future__ import annotations

from typing import Any

import yaml

from digest.content.front_matter.values import (
    DEEPEST,
    TOO_DEEP,
    Origin,
    Value,
    keep_portable,
    read_scalar,
    report_duplicate_key,
)
from digest.content.front_matter.yaml_recovery import recover_yaml
from digest.core.codes import Code
from digest.core.diagnostics import Report

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_NODES = 20_000
"""Values that front matter may have, counted where an anchor is repeated, too."""

_STRING_TAG = "tag:yaml.org,2002:str"


_UNFOLDING = "the front matter's anchors unfold without end"
_HINTS = {
    _UNFOLDING: "write the values out instead of repeating them as *name",
    TOO_DEEP: "write fewer brackets",
}


class _TooLargeError(Exception):
    """Front matter with too many values, or values that nest too deep; the text says which."""


def decode_yaml(text: str, origin: Origin, report: Report) -> dict[str, Value]:
    """Return the keys of YAML front matter; what is wrong is reported and read line by line."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
        if node is None:
            return {}
        if isinstance(node, yaml.MappingNode):
            return _read_top(node, origin, report)
    except yaml.YAMLError:
        pass
    except (_TooLargeError, RecursionError) as error:
        message = str(error) if isinstance(error, _TooLargeError) else TOO_DEEP
        hint = _HINTS[message]
        line = origin.line
        report.add(Code.HEADER_SYNTAX, origin.path, message, line=line, column=1, hint=hint)
        return {}
    return recover_yaml(text, origin, report, _read_chunk)


def _read_chunk(text: str) -> dict[str, Any]:
    """Decode a piece that is YAML of its own; raise yaml.YAMLError if it is not."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
        if not isinstance(node, yaml.MappingNode):
            raise yaml.YAMLError("not a mapping")
        reader = _NodeReader()
        return {reader.key(key): reader.read(value) for key, value in node.value}
    except (_TooLargeError, RecursionError) as error:
        raise yaml.YAMLError(TOO_DEEP) from error


def _read_top(node: yaml.MappingNode, origin: Origin, report: Report) -> dict[str, Value]:
    reader = _NodeReader()
    found: dict[str, Value] = {}
    for key_node, value_node in node.value:
        key = reader.key(key_node)
        mark = key_node.start_mark
        value = Value(reader.read(value_node), origin.line + mark.line, mark.column + 1)
        if key == "<<" and isinstance(value.value, dict):
            for name, inner in value.value.items():
                found.setdefault(name, Value(inner, value.line, value.column))
        else:
            _keep_value(found, key, value, origin.path, report)
    return found


def _keep_value(found: dict[str, Value], key: str, value: Value, path: str, report: Report) -> None:
    """Add a key; report one that is there already, of which the later value counts."""
    before = found.get(key)
    if before is not None:
        report_duplicate_key(key, before, value, path, report)
        if value.value is None:
            return
    found[key] = value


class _NodeReader:
    """Converts YAML nodes to plain values, and counts them so that anchors cannot explode."""

    def __init__(self) -> None:
        self._left = _MAX_NODES

    def key(self, node: yaml.Node) -> str:
        """Return the name of a key as it is written."""
        value = node.value if isinstance(node, yaml.ScalarNode) else self.read(node)
        return str(keep_portable(str(value)))

    def read(self, node: yaml.Node, depth: int = 0) -> Any:
        """Return the plain value of a node; raise _TooLargeError if there are too many."""
        self._left -= 1
        if self._left < 0:
            raise _TooLargeError(_UNFOLDING)
        if isinstance(node, yaml.ScalarNode):
            return _read_node_scalar(node)
        if depth > DEEPEST:
            raise _TooLargeError(TOO_DEEP)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, depth + 1) for item in node.value]
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, value = self.key(key_node), self.read(value_node, depth + 1)
            if key == "<<" and isinstance(value, dict):
                merged = {**value, **merged}
            else:
                merged[key] = value
        return merged


def _read_node_scalar(node: yaml.ScalarNode) -> Any:
    text = str(keep_portable(node.value))
    if not node.style:
        return text if node.tag == _STRING_TAG else read_scalar(text)
    return text.rstrip("\n") if node.style in "|>" else text
