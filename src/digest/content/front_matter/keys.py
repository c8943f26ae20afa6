"""The front-matter keys that digest understands: their types, meanings and spellings.

The table itself is `keys.toml`; validation, the documentation and the JSON Schema are made from
it. Case, hyphens, underscores and spaces in keys do not matter: `feature_image`, `featureImage`
and `Feature Image` are one key.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

KeyType = Literal["text", "date", "switch", "list", "names", "image", "number", "choice", "rules"]


class Key(msgspec.Struct, frozen=True):
    """A front-matter key: canonical name, type, meaning, and other spellings, the best first."""

    name: str
    type: KeyType
    description: str
    synonyms: tuple[str, ...] = ()


def _load_keys() -> tuple[Key, ...]:
    table = tomllib.loads(Path(__file__).with_name("keys.toml").read_text("utf-8"))
    return tuple(msgspec.convert({"name": name, **fields}, Key) for name, fields in table.items())


KEYS: tuple[Key, ...] = _load_keys()

FOREIGN_KEYS: frozenset[str] = frozenset(
    """
    audio avatar back body breadcrumbs caption cascade case code color companies content
    contributors copyright count creators credit cssclass cssclasses data dates day doi duration
    editor editors eleventycomputed eleventynavigation email emoji
    end event events extra featured format group groups haschildren headless hidden hide highlight
    icon import imports isbn iscjklanguage jupytext katex kernelspec keywords label labels license
    link links linktitle location markup math mathjax menu menus mermaid models month name names
    nav navexclude navorder next noindex note notes order originalslug outputs pagination params
    parent part parts people pin pinned place prev previous priority public rating redirect
    redirectto redirecturl resources reviewer reviewers robots script scripts searchable season
    section set sets sidebar sidebarlabel sidebarposition sidebartoc sitemap source sources stage
    start state sticky style styles taxonomies test tests text theme time timezone titles topics
    total translator translators up venue version versions video videos website week weight year
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
)
"""Folded keys of other generators and of everyday use that are never taken for a misspelt one."""

CONTAINERS: tuple[str, ...] = ("taxonomies", "extra", "params")
"""Mappings whose keys count as if they stood at the top (Zola, Hugo)."""


@lru_cache(maxsize=4096)
def fold_key(name: str) -> str:
    """Return the form under which a key is looked up."""
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")


class Spelling(msgspec.Struct, frozen=True):
    """What a folded spelling stands for: its key, its rank (0 is canonical), as it is written."""

    key: Key
    rank: int
    written: str


SPELLINGS: dict[str, Spelling] = {
    fold_key(spelling): Spelling(key, rank, spelling)
    for key in KEYS
    for rank, spelling in enumerate((key.name, *key.synonyms))
}
"""Every folded spelling; dotted ones ("seo.title") stand for a key inside a mapping."""

NESTED: dict[str, tuple[str, ...]] = {}
"""The keys inside mappings that are spellings, by the folded name of the mapping."""
for _spelling in SPELLINGS:
    if "." in _spelling:
        _outer, _inner = _spelling.split(".")
        NESTED[_outer] = (*NESTED.get(_outer, ()), _inner)

_TERM_KEYS = frozenset({"tag", "tags", "category", "categories", "series"})


def is_known_key(name: str) -> bool:
    """Return whether a spelling is one that digest understands on any site."""
    folded = fold_key(name)
    return folded in SPELLINGS or folded in _TERM_KEYS


def canonical_key(name: str) -> str:
    """Return the canonical name of a key, or for an unknown key its folded form."""
    folded = fold_key(name)
    known = SPELLINGS.get(folded)
    return known.key.name if known else folded
