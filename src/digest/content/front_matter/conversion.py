"""Converts front-matter values to the types of their keys; None where a value cannot be."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

_TRUE = frozenset({"true", "yes", "on", "1", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "n"})
_NUMBER = re.compile(
    r"(?:issue|no\.?|nr\.?|#|№|vol\.?|第)*\s*(\d{1,9})\s*(?:期|号)?", re.IGNORECASE
)
_MAIL = re.compile(r"\s*<[^>]*>\s*|\s*\([^)]*@[^)]*\)\s*|^\S+@\S+\s+(?=\()")
_IMAGE_KEYS = "src url image feature path file filename thumb thumbnail teaser href".split()  # noqa: SIM905
_NAME_KEYS = ("name", "title", "label", "term", "tag", "text", "value", "slug")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_MARKDOWN_IMAGE = re.compile(
    r"!?\[(?P<alt>[^\]]*)\]\((?P<url>[^)\s]+)[^)]*\)|!?\[\[(?P<wiki>[^\]|]+).*\]\]"
)
_UNSAFE = re.compile(r"[\s?#%\\\"<>|*:^`{}\[\]\x00-\x1f\x7f]+")
_ALT_KEYS = ("alt", "alt_text", "image_alt", "imageAlt", "description", "caption", "title")


def is_empty(value: Any) -> bool:
    """Return whether a value says nothing: null, an empty text, list or mapping."""
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def to_text(value: Any) -> str | None:
    """Return a value as one line of text; None if it is a list or a mapping."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = " ".join(value.split()) if "\n" in value else value.strip()
        return decode_entities(text)
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return None


def decode_entities(text: str) -> str:
    """Return a text with its HTML entities as characters; exports of WordPress write titles so."""
    return _ENTITY.sub(_decode_entity, text) if "&" in text else text


def _decode_entity(match: re.Match[str]) -> str:
    """Return the character of an entity of HTML; none that XML forbids, and no control."""
    text = html.unescape(match[0])
    is_shown = text == "\xa0" or (text.isprintable() and text not in {"", "\ufffd"})
    return text if is_shown else match[0]


def to_switch(value: Any) -> bool | None:
    """Return yes or no; a mapping of settings means yes."""
    if isinstance(value, bool):
        return value
    if isinstance(value, dict):
        enabled = next((value[key] for key in ("enabled", "enable", "show") if key in value), True)
        return enabled if isinstance(enabled, bool) else True
    if isinstance(value, (str, int)):
        word = str(value).strip().lower()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
    return None


def to_number(value: Any) -> int | None:
    """Return a whole number, also out of "#45" or "Issue 45"."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    match = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(match[1]) if match else None


def to_list(value: Any, *, spaces: bool = False, commas: bool = True) -> tuple[str, ...] | None:
    """Return the entries of a list, or of a text with commas, line breaks or (if so) spaces."""
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("[") and text.endswith("]"):
            text = text[1:-1]
        if "\n" in text:
            entries: list[Any] = text.split("\n")
        elif commas and re.search("[,、，;；]", text):
            entries = re.split(r"[,、，;；]", text)
        elif spaces:
            entries = text.split()
        else:
            entries = [text]
    elif isinstance(value, (list, tuple)):
        entries = list(value)
    elif isinstance(value, dict):
        name = _name_of(value)
        entries = [name] if name else _keys_alone(value)
    else:
        entries = [value]
    return _cleaned(entries)


def _name_of(term: dict[Any, Any]) -> Any:
    """Return what a mapping that stands for a term or person is called."""
    return next((term[key] for key in _NAME_KEYS if not is_empty(term.get(key))), None)


def _keys_alone(value: dict[Any, Any]) -> list[Any]:
    """Return the keys of a mapping that has no more than keys: a set, or switches all on."""
    is_set = all(inner is None or inner is True for inner in value.values())
    return list(value) if is_set else [value]


def _cleaned(entries: list[Any]) -> tuple[str, ...] | None:
    """Return the entries as texts, each once; None if one is neither a text nor has a name."""
    kept: dict[str, None] = {}
    for entry in entries:
        name = _name_of(entry) if isinstance(entry, dict) else entry
        if name is None and not isinstance(entry, dict):
            continue
        text = to_text(name)
        if text is None:
            return None
        text = text.strip().strip("\"'").strip()
        if text.startswith("#") and len(text) > 1 and not text[1:2].isspace():
            text = text[1:]
        if text:
            kept[text] = None
    return tuple(kept)


def to_names(value: Any) -> tuple[str, ...] | None:
    """Return names of people, without their mail addresses; "A B and C D" are two."""
    if isinstance(value, dict) and _name_of(value) is None:
        value = [
            {"name": key, **(inner if isinstance(inner, dict) else {})}
            for key, inner in value.items()
        ]
    if isinstance(value, str):
        value = _split_names(decode_entities(value))
    names = to_list(value, commas=False)
    if names is None:
        return None
    plain = (_MAIL.sub(" ", name).strip(" ()") or name for name in names)
    return tuple(dict.fromkeys(plain))


def _split_names(text: str) -> list[str]:
    return [name for line in re.split(r"[;\n]", text) for name in _split_line(line)]


def _split_line(text: str) -> list[str]:
    """Split at commas and "and", but not within "Lee, Ann" or "Smith & Sons"."""
    parts = [part.strip() for part in re.split(r",\s*(?:and\s+)?|\s+(?:and|&)\s+|、|，", text)]
    if all(" " in part or not part.isascii() for part in parts if part):
        return parts
    return [text]


def to_image(value: Any) -> tuple[str, str] | None:
    """Return address and alternative text of a picture: from a text, a mapping or a list."""
    if isinstance(value, (list, tuple)):
        return to_image(value[0]) if value else None
    if isinstance(value, str):
        match = _MARKDOWN_IMAGE.fullmatch(value.strip())
        if match:
            return match["url"] or match["wiki"], match["alt"] or ""
        return value.strip(), ""
    if not isinstance(value, dict):
        return None
    for key in _IMAGE_KEYS:
        if not is_empty(value.get(key)):
            inner = to_image(value[key])
            if inner:
                alt = next((to_text(value[k]) for k in _ALT_KEYS if not is_empty(value.get(k))), "")
                return inner[0], inner[1] or alt or ""
    return None


def to_plain(value: Any) -> Any:
    """Return a value made of nothing but texts, numbers, switches, lists and mappings."""
    if isinstance(value, dict):
        return {str(key): to_plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(inner) for inner in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return value.isoformat() if isinstance(value, (date, datetime, time)) else str(value)


def clean_slug(text: str) -> str:
    """Return a slug that may stand in an address; only what may not becomes a hyphen."""
    text = unicodedata.normalize("NFC", text.strip().strip("/"))
    return re.sub(r"-{2,}", "-", _UNSAFE.sub("-", text.replace("/", "-"))).strip("-.") or "untitled"
