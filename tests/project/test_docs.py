"""The reference pages say what the code says: they are made from it, and `--accept` remakes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest

from digest.config.tables import Config
from digest.core.codes import Code
from support.documents import check_page
from support.problems import read_problem

INTRODUCTION = """\
Every table and key, with its default. A site without `site.toml` uses all of them. An unknown key
is an error with its line and a suggestion; `digest config` prints what is in effect.
"""

EXPLANATION = """\
Every problem has a code, a place in the file as its author sees it, and usually a hint. Grades can
be changed for the site (`[check.rules]`, `duplicate-url = "off"`) or for one post (`check:` in its
front matter, the same way). `digest build` and `digest serve` print every error, and of other
problems the first 20 of each code; `digest check` and `digest build -v` print all.
"""


def type_name(kind: Any) -> str:
    if get_origin(kind) is Annotated:
        return type_name(get_args(kind)[0])
    names = {str: "string", int: "integer", float: "number", bool: "true or false"}
    if kind in names:
        return names[kind]
    if inner_table(kind):
        return f"{plural(kind)}tables"
    inner = [
        type_name(a) if not isinstance(a, str) else f"`{a}`" if a else '`""`'
        for a in get_args(kind)
        if a is not ...
    ]
    if get_origin(kind) is tuple:
        return f"list of {inner[0]}s" if ... in get_args(kind) else f"[{', '.join(inner)}]"
    if get_origin(kind) is dict:
        return f"table of {inner[1]}"
    return ", ".join(inner)


def plural(kind: Any) -> str:
    return "list of " if get_origin(kind) is tuple else ""


def inner_table(kind: Any) -> type[msgspec.Struct] | None:
    """Give the table that a key of many tables consists of."""
    for each in get_args(kind):
        if isinstance(each, type) and issubclass(each, msgspec.Struct):
            return each
        if found := inner_table(each):
            return found
    return None


def describe_table(name: str, kind: type[msgspec.Struct]) -> str:
    summary = (kind.__doc__ or "").split(": ", 1)[-1]
    lines = ["| key | default | |", "|---|---|---|"]
    hints = get_type_hints(kind, include_extras=True)
    nested = []
    for key in msgspec.structs.fields(kind):
        default = key.default if key.default is not msgspec.NODEFAULT else None
        if key.default_factory is not msgspec.NODEFAULT:
            default = key.default_factory()
        shown = "required" if key.required else f"`{msgspec.json.encode(default).decode()}`"
        meta = next(a for a in get_args(hints[key.name]) if isinstance(a, msgspec.Meta))
        told = f" *{one_of(hints[key.name])}.*" if isinstance(default, (tuple, dict)) else ""
        if get_origin(get_args(hints[key.name])[0]) is Literal:
            told = f" *{one_of(hints[key.name])}.*"
        lines.append(f"| `{key.name}` | {shown} | {meta.description}{told} |")
        if table := inner_table(hints[key.name]):
            nested.append(describe_table(f"[[{name.strip('[]')}.{key.name}]]", table))
    level = "###" if name.startswith("[[") else "##"
    head = f"{level} `{name}`\n\n{summary[:1].upper() + summary[1:]}\n\n"
    if name.startswith("[["):
        head = f"{level} `{name}`\n\nOne entry of the list; write the table once for each.\n\n"
    return "\n".join([head + "\n".join(lines) + "\n", *nested])


def one_of(kind: Any) -> str:
    told = type_name(kind)
    return f"One of {told}" if get_origin(get_args(kind)[0]) is Literal else told.capitalize()


def configuration_page() -> str:
    parts = [
        "# Configuration: `site.toml`\n",
        INTRODUCTION,
    ]
    for name, hint in get_type_hints(Config).items():
        candidates = [hint, *get_args(hint)]
        table = next(
            (c for c in candidates if isinstance(c, type) and issubclass(c, msgspec.Struct)), None
        )
        if table is None:
            parts.append(
                f"## `[{name}]`\n\nNames and the text that `{{{{ name }}}}` stands for in bodies.\n"
            )
        else:
            parts.append(describe_table(f"[{name}.NAME]" if get_args(hint) else f"[{name}]", table))
    return "\n".join(parts)


def diagnostics_page() -> str:
    parts = [
        "# Diagnostics\n",
        EXPLANATION,
    ]
    for code in Code:
        example = read_problem(code.value).expected
        parts.append(
            f"## {code.value}\n\n{code.meaning} Grade: {code.severity}.\n\n```text\n{example}```\n"
        )
    return "\n".join(parts)


@pytest.mark.parametrize(
    ("name", "make"),
    [("configuration.md", configuration_page), ("diagnostics.md", diagnostics_page)],
)
def test_reference_page_agrees_with_the_code(name: str, make: Any, accept: bool) -> None:
    check_page(name, make(), accept)
