"""Reads YAML that other programs wrote for themselves: unknown tags are skipped, never run."""

from __future__ import annotations

from typing import Any


def load_yaml(text: str) -> Any:
    """Give the values of a YAML text; what carries a tag of another program's is None."""
    import yaml

    class Reader(yaml.SafeLoader):
        """A safe loader that does not stop at tags it does not know."""

    Reader.add_multi_constructor("", lambda loader, suffix, node: None)  # noqa: ARG005
    try:
        return yaml.load(text, Reader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
