"""Front matter of every form: text → `Header` with places → `Metadata`."""

from digest.header.keys import FOREIGN_KEYS, KEYS, Key, fold_key
from digest.header.metadata import Metadata, read_metadata
from digest.header.read import read_header
from digest.header.records import Header, Value
from digest.header.slugs import clean_slug
from digest.header.write import write_header

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
