"""Writes front matter: the beginning of a new post, in the form its author prefers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from digest.config.toml_writer import write_key, write_value

FrontMatterForm = Literal["yaml", "toml", "json"]


def write_front_matter(values: Mapping[str, Any], form: FrontMatterForm = "yaml") -> str:
    """Return front matter with these keys in this order, its fences and a last line break."""
    if form == "toml":  # the handler of python-frontmatter needs the abandoned package `toml`
        return f"+++\n{_write_toml(values)}+++\n"
    from frontmatter import Post, dumps
    from frontmatter.default_handlers import JSONHandler, YAMLHandler

    post = Post("", **values)
    if form == "json":
        text = dumps(post, handler=JSONHandler(), ensure_ascii=False, indent=2, default=str)
    else:
        text = dumps(post, handler=YAMLHandler(), sort_keys=False, width=1000)
    return text.strip() + "\n"


def _write_toml(values: Mapping[str, Any], table: str = "") -> str:
    plain = {
        key: value
        for key, value in values.items()
        if value is not None and not isinstance(value, Mapping)
    }
    lines = [f"{write_key(key)} = {_toml_value(value)}\n" for key, value in plain.items()]
    for key, value in values.items():
        if isinstance(value, Mapping):
            name = f"{table}.{write_key(key)}" if table else write_key(key)
            lines.append(f"\n[{name}]\n{_write_toml(value, name)}")
    return "".join(lines)


def _toml_value(value: Any) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml_value, value))}]"
    return write_value(value)
