"""Inline syntax that both parsers read with the same functions, without markdown-it's rules.

GFM's extended autolinks (only those with `http://`, `https://` or `www.`: names of files, hosts and
mail addresses in prose stay prose), emoji shortcodes (`:dart:` is 🎯), and East Asian characters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

EAST_ASIAN_WIDE = re.compile(
    "[\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
"""A character of Chinese or Japanese text: these scripts set no space at a line's end."""
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")

_FULL_STOP = re.compile(
    "[\u3000-\u3002\u3008-\u3011\u3014-\u301b\uff01-\uff0f\uff1a-\uff20"
    "\uff3b-\uff40\uff5b-\uff65\u2018-\u201f\u2026\u00ab\u00bb]"
)
_TRAILING_PUNCTUATION = "*_~.,:;!?'\"|\\"
_NUMERIC_EMOJI = frozenset({"+1", "-1", "100", "1234"})


def match_autolink(text: str) -> str:
    """Return the address that `text` begins with, without trailing punctuation, or ""."""
    stop = text.find("\n")
    found = _linkifier().match_at_start(text[: stop if stop >= 0 else None])
    if found is None:
        return ""
    url: str = _FULL_STOP.split(found.url, maxsplit=1)[0].rstrip(_TRAILING_PUNCTUATION)
    return url if "." in url or "localhost" in url or url.count(":") > 1 else ""


@lru_cache(maxsize=1)
def _linkifier() -> Any:
    from linkify_it import LinkifyIt

    return LinkifyIt({}, {"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})


@lru_cache(maxsize=4096)
def find_emoji(name: str) -> str | None:
    """Return the emoji of a name as GitHub, Slack or Unicode spells it, or None.

    The table of names is loaded when the first name occurs.
    """
    if name.strip("0123456789-_+") == "" and name not in _NUMERIC_EMOJI:
        return None
    import emoji

    for spelling in (name, name.lower(), name.lower().replace("-", "_")):
        shown: str = emoji.emojize(f":{spelling}:", language="alias")
        if not shown.startswith(":"):
            return shown
    return None
