"""Makes the last part of a post's address from its file's name."""

from __future__ import annotations

import re
import unicodedata

from digest.config import Config
from digest.dates import split_date_prefix

_UNSAFE = re.compile(r"[\s?#%\\\"<>|*:^`{}\[\]\x00-\x1f\x7f]+")
_BUNDLE_STEMS = frozenset({"index", "_index", "readme"})


def clean_slug(text: str) -> str:
    """Give a slug that may stand in an address as it is; only what may not becomes a hyphen."""
    text = unicodedata.normalize("NFC", text.strip().strip("/"))
    return re.sub(r"-{2,}", "-", _UNSAFE.sub("-", text.replace("/", "-"))).strip("-.") or "untitled"


def default_slug(path: str, config: Config) -> str:
    """Give the slug of a post that names none: its file's or bundle's name as it is.

    A date in front is only taken off where the permalinks carry the date themselves.
    """
    *folders, name = path.split("/")
    stem = name.rsplit(".", 1)[0] or name
    top = config.build.content.strip("/").split("/")
    if stem.lower() in _BUNDLE_STEMS and folders and folders != top:
        stem = folders[-1]
    if ":year" in config.permalinks.posts:
        stem = split_date_prefix(stem)[1]
    return clean_slug(stem.lstrip("_") or stem)
