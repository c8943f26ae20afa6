"""The layout `post`: the whole post is one item, about the address its front matter names."""

from __future__ import annotations

import re

from digest.core.addresses import host_of
from digest.core.text import match_key

_SEPARATOR = re.compile(r"\s+[•|·–—-]\s+|\s*[｜|]\s*")


def site_name(title: str, url: str) -> str | None:
    """Give the part of a page's title that names its site: "Aman's Notes • On LLMs" at aman.ai."""
    parts = _SEPARATOR.split(title)
    label = match_key(host_of(url).rpartition(".")[0].rpartition(".")[2])
    if len(parts) == 1 or not label:
        return None
    return next((part for part in parts if label in match_key(part)), None)
