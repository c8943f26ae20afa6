"""Front matter of every form: text → `Header` with places → `Metadata`."""

from digest.content.front_matter.keys import FOREIGN_KEYS, KEYS, Key, fold_key
from digest.content.front_matter.metadata import Metadata, read_metadata
from digest.content.front_matter.read import read_header
from digest.content.front_matter.records import Header, Value
from digest.content.front_matter.slugs import clean_slug
from digest.content.front_matter.write import write_header

__all__ = [
    "FOREIGN_KEYS",
    "KEYS",
    "Header",
    "Key",
    "Metadata",
    "Value",
    "clean_slug",
    "fold_key",
    "read_header",
    "read_metadata",
    "write_header",
]
