"""Text: slugs, keys for comparing, excerpts, word counts, near matches, writing direction.

Everything runs for each item of an archive, so that plain ASCII has a fast path.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SPELLED = str.maketrans({"+": " plus ", "#": " sharp "})
_SPELLED_SIGN = re.compile(r"(?<=\w)(?:\+{1,2}|#)(?!\w)")
_GAP = re.compile(r"(?P<digits>(?<=\d)[\W_]+(?=\d))|[\W_]+")
_NOT_PLAIN_KEY = re.compile(r"[+#]|\d[\W_]+\d")
"""What keeps a sign, or spells it, in the key of an ASCII text; all other signs just go."""
_NO_SIGNS = {code: None for code in range(0x80) if not chr(code).isalnum()}
_NOT_HEADING = re.compile(r"[^\w\-]")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`")
_SPELLINGS = "ß ss æ ae Æ AE œ oe Œ OE ø o Ø O ł l Ł L đ d Đ D ð d Ð D þ th Þ TH ı i".split()  # noqa: SIM905
_NO_DECOMPOSITION = str.maketrans(dict(zip(_SPELLINGS[::2], _SPELLINGS[1::2], strict=True)))
_SLUG_BYTES = 180

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)|[。！？｡][」』”’）]*")
_ABBREVIATION = re.compile(
    r"(?:\b\w|\b(?:e\.g|i\.e|etc|vs|cf|al|approx|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|Inc|Ltd|Co|Jr|Sr))\.$"
)
_CUT_TAIL = " \t\n,;:–—-（(、，；："
_CJK = re.compile(
    r"[\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7af\uf900-\ufaff\uff66-\uff9d"
    r"\U00020000-\U0003ffff]"
)
_CJK_PUNCTUATION = re.compile(
    r"[\u3000-\u3004\u3008-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff65]+"
)
_IS_SPECIAL = re.compile(
    rb"\xe1[\x84-\x87]|\xe2[\xba-\xbf]|[\xe3-\xed]|\xef[\xa4-\xab\xbc-\xbe]|\xf0[\xa0-\xbf]"
    rb"|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f"
)
"""How all that `_CJK` and `_CJK_PUNCTUATION` have begins in UTF-8, and a little more; then the
spaces beyond ASCII that part words."""
_ASCII = bytes(range(0x80))
_WORD_OR_SPACE = bytes(
    ord(" " if byte in _ASCII and chr(byte).isspace() else "x") for byte in range(256)
)

_RTL_LANGUAGES = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi", "ji"}
)
_RTL_SCRIPTS = frozenset({"adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"})


@lru_cache(maxsize=1 << 13)
def slugify(text: str) -> str:
    """Return the path segment of a name: "Réseaux & IA" → "reseaux-ia", "GPT-4.1" → "gpt-4-1".

    Latin letters lose their accents; every other script keeps its letters and marks, since
    there a mark makes another letter (й is not и) and browsers show such addresses readably.
    "C++" and "C#" are spelled out, else they would meet "C". Never empty.
    """
    folded = _fold(_SPELLED_SIGN.sub(_spell, text)).translate(_APOSTROPHES)
    slug = _GAP.sub(_hyphen, folded).strip("-")
    if not slug:
        return "-".join(f"{ord(char):x}" for char in text.strip()[:8]) or "untitled"
    return slug if len(slug) <= _SLUG_BYTES // 3 else _shorten(slug)


@lru_cache(maxsize=1 << 13)
def match_key(text: str) -> str:
    """Return the key that names share which differ only in case, accents or punctuation.

    "Hugging Face", "hugging-face" and "HuggingFace" share one; "GPT-4.1" and "GPT-41" do not,
    because a gap between two digits is kept.
    """
    if text.isascii() and not _NOT_PLAIN_KEY.search(text):
        return text.lower().translate(_NO_SIGNS) or text.strip()
    folded = _fold(_SPELLED_SIGN.sub(_spell, text))
    return _GAP.sub(_key_gap, folded) or text.strip()


def heading_id(text: str) -> str:
    """Return a heading's id as GitHub makes it, so that links written for GitHub work here.

    Lower case, punctuation dropped, each space a hyphen: "Jan 1 - 8" → "jan-1---8".
    """
    text = text.strip().lower()
    kept = _NOT_HEADING.sub(_heading_char, text)
    return kept or "section"


def make_excerpt(text: str, limit: int) -> str:
    """Return the beginning of a text, at most `limit` characters: whole sentences, else words."""
    text = text[: limit * 4 + 200].strip()
    if "  " in text or not text.isprintable():
        text = " ".join(text.split())
    if len(text) <= limit:
        return text
    ends = [match.span() for match in _SENTENCE_END.finditer(text, int(limit * 0.4), limit + 1)]
    for start, end in reversed(ends):
        if end <= limit and not _ABBREVIATION.search(text[max(0, start - 8) : start + 1]):
            return text[:end]
    cut = limit - 1
    space = text.rfind(" ", 0, cut + 1)
    if not (_CJK.match(text[cut]) or _CJK.match(text[cut - 1])) and space > 0:
        cut = space
    return text[:cut].rstrip(_CUT_TAIL) + "…"


def count_words(text: str) -> int:
    """Return the number of words; in Chinese, Japanese and Korean each character is one."""
    raw = text.encode("utf-8", "replace")
    if text.isascii() or not _IS_SPECIAL.search(raw.translate(None, _ASCII)):
        return _count_plain(raw)
    plain: list[bytes] = []
    special: list[bytes] = []
    for line in raw.split(b"\n"):
        of = special if _IS_SPECIAL.search(line.translate(None, _ASCII)) else plain
        of.append(line)
    apart, characters = _CJK.subn(" ", b"\n".join(special).decode("utf-8"))
    words = len(_CJK_PUNCTUATION.sub(" ", apart).split())
    return characters + words + _count_plain(b"\n".join(plain))


def _count_plain(raw: bytes) -> int:
    """Count where words end: a quarter of the time of splitting them off."""
    return (raw + b" ").translate(_WORD_OR_SPACE).count(b"x ")


def suggest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` is most likely a misspelling of, or None."""
    from difflib import get_close_matches

    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(name.lower().replace("_", "-"), name)
    close = get_close_matches(word.lower().replace("_", "-"), folded, n=1, cutoff=0.75)
    return folded[close[0]] if close else None


def text_direction(language: str) -> str:
    """Return "rtl" for languages or scripts written from right to left, else "ltr"."""
    parts = language.lower().replace("_", "-").split("-")
    scripts = [part for part in parts[1:] if len(part) == len("arab")]
    if scripts:
        return "rtl" if scripts[0] in _RTL_SCRIPTS else "ltr"
    return "rtl" if parts[0] in _RTL_LANGUAGES else "ltr"


def _marks(text: str) -> str:
    """Return the combining marks of a gap: in many scripts they belong to the letter before."""
    return "" if text.isascii() else "".join(c for c in text if unicodedata.category(c)[0] == "M")


def _hyphen(match: re.Match[str]) -> str:
    marks = _marks(match[0])
    return marks if len(marks) == len(match[0]) else marks + "-"


def _key_gap(match: re.Match[str]) -> str:
    return "." if match["digits"] else _marks(match[0])


def _heading_char(match: re.Match[str]) -> str:
    return "-" if match[0].isspace() else _marks(match[0])


def _spell(match: re.Match[str]) -> str:
    return match[0].translate(_SPELLED)


def _fold(text: str) -> str:
    """Lower the case and take the accents off Latin letters only."""
    if text.isascii():
        return text.lower()
    kept: list[str] = []
    for char in unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text)):
        if not (unicodedata.combining(char) and kept and kept[-1].isascii()):
            kept.append(char)
    folded = unicodedata.normalize("NFC", "".join(kept)).casefold()
    return folded.translate(_NO_DECOMPOSITION)


def _shorten(slug: str) -> str:
    raw = slug.encode("utf-8", "replace")
    if len(raw) <= _SLUG_BYTES:
        return slug
    mark = hashlib.blake2b(raw, digest_size=4).hexdigest()
    return raw[:_SLUG_BYTES].decode("utf-8", "ignore").rstrip("-") + "-" + mark


def differ_by_one(one: str, other: str) -> bool:
    """Return whether one letter more, less or other, or two swapped ones, are all that differs."""
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    swapped = other[start + 1 : start + 2] + other[start : start + 1]
    return one[start : start + 2] == swapped and one[start + 2 :] == other[start + 2 :]
