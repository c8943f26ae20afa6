"""Why a post was cut as it was, in words: the evidence for and against."""

from __future__ import annotations

from functools import lru_cache

from digest.items.drafts import layout_of
from digest.items.evidence import MEANINGS, names_of
from digest.items.nodes import Node
from digest.items.records import Choice
from digest.items.weights import HOLDING, read_weights

_MOST = 4
_TELLING = 0.05


def explain_cut(root: Node) -> tuple[Choice, ...]:
    """Return one choice for each run of entries of one kind, and for each part left out."""
    found: list[Choice] = []
    _gather(root, found)
    return tuple(found)


def _gather(node: Node, found: list[Choice]) -> None:
    before: tuple[object, ...] = ()
    for child in node.children:
        if child.role == "entry":
            layout = layout_of(child)
            key = (child.section, layout, id(child.group))
            if key == before:
                last = found[-1]
                found[-1] = Choice(
                    section=last.section, line=last.line, layout=layout,
                    reason=last.reason, count=last.count + 1,
                )  # fmt: skip
            else:
                reason = describe(child.is_section, child.flags | child.marks, child.role)
                found.append(
                    Choice(
                        section=child.section,
                        line=child.line,
                        layout=layout,
                        reason=reason,
                        count=1,
                    )
                )
            before = key
            continue
        before = ()
        if child.role == "container":
            _gather(child, found)
        elif child.is_section and (child.children or child.links):
            name = child.block.text[:80]
            reason = describe(child.is_section, child.flags | child.marks, child.role)
            found.append(
                Choice(
                    section=(*child.section, name),
                    line=child.line,
                    layout="none",
                    reason=reason,
                    count=0,
                )
            )


@lru_cache(maxsize=1024)
def describe(is_section: bool, bits: int, role: str) -> str:
    """Return the evidence that counts most, for and against a node's being an entry."""
    tables = read_weights().tables
    table = tables["section" if is_section else "item"]
    worth = {name: table.get(name, 0.0) for name in names_of(bits)}
    if role == "none" and is_section:
        holds = tables["section-holds"]
        for name in names_of(bits & HOLDING):
            worth[name] = min(worth.get(name, 0.0), holds.get(name, 0.0))
    ranked = sorted(worth.items(), key=lambda each: -abs(each[1]))
    speak = [name for name, value in ranked if value > _TELLING][:_MOST]
    oppose = [name for name, value in ranked if value < -_TELLING][:_MOST]
    parts = []
    if speak:
        parts.append("for: " + ", ".join(MEANINGS[name] for name in speak))
    if oppose:
        parts.append("against: " + ", ".join(MEANINGS[name] for name in oppose))
    return "; ".join(parts) or "nothing speaks for it"
