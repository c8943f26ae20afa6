"""Makes a slug that an author wrote fit to stand in an address."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile(r"[\s?#%\\\"<>|*:^`{}\[\]\x00-\x1f\x7f]+")


def clean_slug(text: str) -> str:
    """Give a slug that may stand in an address as it is; only what may not becomes a hyphen."""
    text = unicodedata.normalize("NFC", text.strip().strip("/"))
    return re.sub(r"-{2,}", "-", _UNSAFE.sub("-", text.replace("/", "-"))).strip("-.") or "untitled"
