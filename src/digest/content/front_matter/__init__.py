"""Front matter of every form: text → `FrontMatter` with places → `Metadata`.

`splitting` finds where it ends, the decoders read YAML, TOML and JSON, `key_matching` and
`metadata` say what the keys mean, and `writing` makes the front matter of new posts.
"""

from digest.content.front_matter.conversion import clean_slug
from digest.content.front_matter.keys import FOREIGN_KEYS, KEYS, Key, canonical_key, fold_key
from digest.content.front_matter.metadata import Metadata, read_metadata
from digest.content.front_matter.splitting import read_front_matter
from digest.content.front_matter.values import FrontMatter, Value
from digest.content.front_matter.writing import write_front_matter

__all__ = [
    "FOREIGN_KEYS",
    "KEYS",
    "FrontMatter",
    "Key",
    "Metadata",
    "Value",
    "canonical_key",
    "clean_slug",
    "fold_key",
    "read_front_matter",
    "read_metadata",
    "write_front_matter",
]
