"""What the checks must know of a post's source: grades, places of its keys, allowed repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from digest.content.front_matter import Value, canonical_key
from digest.core.blocks import Block, Document, Placement
from digest.core.diagnostics import Severity

_NO = frozenset({"false", "no", "off", "0"})


class Notes(Struct, frozen=True, kw_only=True):
    """Notes on one post for the checks; they are remembered with it.

    `grades` are those of its front matter (`check:`), `places` the line and column of each
    front-matter key that has a value, by its canonical name (see `canonical_key`). A post that
    `repeats` may link what earlier posts did, as may the items at the positions `repeating`.
    """

    grades: Mapping[str, Severity] = {}
    places: Mapping[str, tuple[int, int]] = {}
    repeats: bool = False
    repeating: tuple[int, ...] = ()


def read_notes(
    grades: Mapping[str, Severity],
    values: Mapping[str, Value],
    document: Document,
    placements: Iterable[Placement],
) -> Notes:
    """Gather the notes on a post; `values` is its front matter as written."""
    present: dict[str, Value] = {}
    for key, value in values.items():
        if _is_given(value.value):
            present.setdefault(canonical_key(key), value)
    repeat = present.get("repeat")
    return Notes(
        grades=grades,
        places={key: (value.line, value.column) for key, value in sorted(present.items())},
        repeats=repeat is not None and _says_yes(str(repeat.value)),
        repeating=tuple(p.position for p in placements if _may_repeat(document, p.path)),
    )


def _is_given(value: object) -> bool:
    return value is not None and value not in ("", [], {}, ())


def _says_yes(value: str) -> bool:
    return value.strip().lower() not in _NO


def _may_repeat(document: Document, path: tuple[int, ...]) -> bool:
    """Return whether an item's block, or the leaf that leads it, carries `{.repeat}`."""
    blocks = document.blocks
    block: Block | None = None
    for index in path:
        block = blocks[index]
        blocks = block.children
    while block is not None:
        if block.attrs and (
            _says_yes(block.attr("repeat") or "no")
            or "repeat" in (block.attr("class") or "").split()
        ):
            return True
        block = block.children[0] if block.children else None
    return False
