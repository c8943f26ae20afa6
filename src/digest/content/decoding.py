"""Decodes the bytes of a content file, of whatever quality: bytes → clean text.

Clean text has no byte order mark, no carriage returns, nothing that XML forbids, and no text
that was decoded wrongly on its way here. Good text is never changed: cheap searches on the bytes
decide whether anything is looked at more closely, and a repair must prove itself.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from digest.core.codes import Code
from digest.core.diagnostics import Report

_CONTROLS = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_WIDE_MARKS = {
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}
_ASCII = bytes(range(128))
_BLANKED = bytes.maketrans(_ASCII, b" " * len(_ASCII))
_TWO_CHARACTERS = 4
"""Bytes that two characters beyond ASCII have at least."""

_MAC_SEQUENCES = """
    ‚Ä \uf8ffü √© √® √† √¢ √§ √∂ √º √• √± √≠ √≥ √° √ß √∏ √ü √ó √â √ñ √Ñ √ú ¬† ¬© ¬ª ¬´ ¬∑ ¬£ ¬∞
    ‚Ç¨ ‰∏ ÔºÅ Ôºå „ÄÇ „ÄÅ „ÅÆ
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
_ANSI_SEQUENCES = """
    â€ ðŸ Ã© Ã¨ Ã¢ Ã¤ Ã¶ Ã¼ Ã¥ Ã± Ã\xad Ã³ Ã¡ Ã§ Ã¸ ÃŸ Ã‰ Ãœ Ã£ Ã´ Ãª Ã® Ã¯ Ãº Â£ Â° Â§ â‚¬ â„¢
    ä¸ ï¼Œ ã€ ã\x81 â\x80 ð\x9f Ã\x89 Ã\x96 Ã\x84 Ã\x9c Ã\x9f
    """.split()  # noqa: SIM905 (a table, not a list of one-line literals)
_AFTER_CAPITALS = "[ÃÂ][\xa0©»«·®–…„×—”“’‘™]"  # «IRMÃ» is good Portuguese
_CYRILLIC = "(?:[{}][^\\x00-\\x7f]){{3}}"  # its UTF-8 has one of two bytes before each letter
_MAC = re.compile("|".join((*map(re.escape, _MAC_SEQUENCES), _CYRILLIC.format("–—"))))
_ANSI = re.compile(
    "|".join(
        (
            *map(re.escape, _ANSI_SEQUENCES),
            _CYRILLIC.format("ÐÑ"),
            f"(?<![A-ZÀ-ÖØ-Þ]){_AFTER_CAPITALS}",
        )
    )
)
_FIRST_CHARACTERS = re.compile("[‚√¬–‰Ô„âðÃÂÐÑäïã\uf8ff]")
_LINE_START = re.compile(r"(?<=\n)")
_RUN = re.compile("[^\x00-\x7f]{2,}")
_CODE = re.compile(r"(`+)[^\n]*?\1")
_CODE_BLOCK = re.compile(
    r"^[ \t]{0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]{0,3}\1[`~]*[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_NAMES = {"mac_roman": "Mac OS Roman", "cp1252": "Windows-1252", "latin-1": "Latin-1"}


class _Repair(NamedTuple):
    """A text without damage, what it had been taken for, and how many lines were damaged."""

    text: str
    taken_for: str
    lines: int
    first: int


def clean_text(data: bytes, path: str, report: Report) -> str:
    """Return the text of a file, whatever its encoding, and report each kind of fault once."""
    text = _decode(data, path, report)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _drop_forbidden(text, data, path, report)
    if text.isascii() or not _is_suspect(text, data):
        return text
    return _repair_damage(text, path, report)


def _decode(data: bytes, path: str, report: Report) -> str:
    data = data.removeprefix(codecs.BOM_UTF8)
    for encoding, marks in _WIDE_MARKS.items():
        if data.startswith(marks):
            return data.decode(encoding, "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8").lstrip("\ufeff")
    except UnicodeDecodeError as error:
        return _decode_badly(data, error, path, report)


def _decode_badly(data: bytes, error: UnicodeDecodeError, path: str, report: Report) -> str:
    """Read the bytes that are not UTF-8 as Windows-1252, whole file or a stray one."""
    before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    text = data.decode("utf-8", "digest-windows")
    message = f"byte 0x{data[error.start]:02x} is not UTF-8"
    line, hint = before.count(b"\n") + 1, "save the file as UTF-8; it was read as Windows-1252 here"
    report.add(Code.NOT_UTF8, path, message, line=line, column=column, hint=hint)
    return text


def _read_as_windows(error: UnicodeError) -> tuple[str, int]:
    """Return the Windows-1252 characters of bytes that are not UTF-8 (a codec error handler)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    text = "".join(
        bytes([byte]).decode("cp1252", "ignore") or bytes([byte]).decode("latin-1") for byte in bad
    )
    return text, error.end


codecs.register_error("digest-windows", _read_as_windows)


def _drop_forbidden(text: str, data: bytes, path: str, report: Report) -> str:
    """Remove what XML forbids; a form feed or vertical tab still keeps words apart."""
    is_clean = len(data.translate(None, _CONTROLS)) == len(data)
    if is_clean and not any(mark in data for mark in _NONCHARACTERS):
        return text
    first = _FORBIDDEN.search(text)
    if first is None:
        return text
    count = len(_FORBIDDEN.findall(text))
    others = f" (and {count - 1} more)" if count > 1 else ""
    line, column = _place(text, first.start())
    message = f"control character U+{ord(first[0]):04X}{others} is left out"
    hint = "delete it; editors can show invisible characters"
    report.add(Code.CONTROL_CHARACTER, path, message, line=line, column=column, hint=hint)
    return _FORBIDDEN.sub(lambda match: " " if match[0] in "\x0b\x0c" else "", text)


def _is_suspect(text: str, data: bytes) -> bool:
    """Return whether a text has a typical sequence of wrongly decoded characters outside code.

    Ordinary text is cleared by a look at the few characters in it that are not ASCII: a sequence
    has two or more of them side by side.
    """
    if not _FIRST_CHARACTERS.search(data.translate(None, _ASCII).decode("utf-8", "replace")):
        return False
    runs = {run for run in data.translate(_BLANKED).split() if len(run) >= _TWO_CHARACTERS}
    if not _find_encodings(b" ".join(runs).decode("utf-8", "replace")):
        return False
    return bool(_find_encodings(text) and _find_encodings(_without_code(text)))


def _without_code(text: str) -> str:
    return _CODE.sub(" ", _CODE_BLOCK.sub(" ", text))


def _find_encodings(text: str) -> tuple[str, ...]:
    """Return the encodings in which a text may have been read, by the sequences they leave."""
    mac = ("mac_roman",) if _MAC.search(text) else ()
    return (*mac, "cp1252", "latin-1") if _ANSI.search(text) else mac


def _repair_damage(text: str, path: str, report: Report) -> str:
    repair = _repair_whole(text) or _repair_lines(text)
    if repair is None:
        return text
    line, column = _place(text, repair.first)
    lines = f"{repair.lines} {'line' if repair.lines == 1 else 'lines'}"
    message = f"UTF-8 text that was read as {repair.taken_for} is repaired on {lines}"
    hint = "save the repaired text as UTF-8 to be rid of this"
    report.add(Code.DAMAGED_TEXT, path, message, line=line, column=column, hint=hint)
    return repair.text


def _repair_whole(text: str) -> _Repair | None:
    """Undo one wrong decoding of a whole file: every character of it must fit."""
    for encoding in _find_encodings(text):
        repaired = _undo(text, encoding)
        if repaired is not None:
            pairs = zip(text.split("\n"), repaired.split("\n"), strict=False)
            count = sum(old != new for old, new in pairs)
            first = next(index for index, char in enumerate(text) if not char.isascii())
            return _Repair(repaired, _NAMES[encoding], count, first)
    return None


def _repair_lines(text: str) -> _Repair | None:
    """Undo wrong decodings line by line, for a file into which damaged text was pasted."""
    kept: list[str] = []
    names: list[str] = []
    places: list[int] = []
    start = 0
    for block in (*(match.span() for match in _CODE_BLOCK.finditer(text)), (len(text), len(text))):
        offset = start
        for line in _LINE_START.split(text[start : block[0]]):
            repaired, name = _repair_line(line)
            if name:
                names.append(name)
                places.append(offset + _first_change(line, repaired))
            kept.append(repaired)
            offset += len(line)
        kept.append(text[slice(*block)])
        start = block[1]
    if not places:
        return None
    return _Repair("".join(kept), " or ".join(dict.fromkeys(names)), len(places), places[0])


def _repair_line(line: str) -> tuple[str, str]:
    """Return a line without damage, and the encoding it was read in ("" if it is good)."""
    if line.isascii() or not _find_encodings(_CODE.sub(" ", line)):
        return line, ""
    names: list[str] = []
    kept: list[str] = []
    place = 0
    for start, end in (*(match.span() for match in _CODE.finditer(line)), (len(line), len(line))):
        repaired, name = _repair_piece(line[place:start])
        names += [name] if name else []
        kept.extend((repaired, line[start:end]))
        place = end
    return "".join(kept), " or ".join(dict.fromkeys(names))


def _repair_piece(piece: str) -> tuple[str, str]:
    """Repair a piece as one, else its runs of unusual characters, else let ftfy judge it."""
    encodings = _find_encodings(piece)
    for encoding in encodings:
        repaired = _undo(piece, encoding)
        if repaired is not None:
            return repaired, _NAMES[encoding]
    for encoding in encodings:
        repaired = _repair_runs(piece, encoding)
        if repaired != piece and not _find_encodings(repaired):
            return repaired, _NAMES[encoding]
    if not encodings:
        return piece, ""
    from ftfy import fix_encoding

    repaired = fix_encoding(piece)
    return repaired, "another encoding" if repaired != piece else ""


def _repair_runs(piece: str, encoding: str) -> str:
    """Undo the wrong decoding of each run of unusual characters that stands for UTF-8."""
    return _RUN.sub(lambda run: _undo(run[0], encoding) or run[0], piece)


def _first_change(before: str, after: str) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    return next((index for index, (old, new) in pairs if old != new), 0)


def _undo(text: str, encoding: str) -> str | None:
    """Return the text whose UTF-8 bytes were read in this encoding, or None if they cannot be."""
    try:
        raw = text.encode(encoding) if encoding != "cp1252" else _to_windows(text)
        repaired = raw.decode("utf-8")
    except UnicodeError:
        return None
    return repaired if len(repaired) < len(text) and not _FORBIDDEN.search(repaired) else None


def _to_windows(text: str) -> bytes:
    """Encode as Windows-1252, its five undefined bytes as Latin-1 has them."""
    return text.encode("cp1252", "digest-latin")


def _write_as_latin(error: UnicodeError) -> tuple[bytes, int]:
    """Return the Latin-1 bytes of control characters that Windows-1252 lacks (a codec handler)."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    bad = error.object[error.start : error.end]
    if any(char not in "\x81\x8d\x8f\x90\x9d" for char in bad):
        raise error
    return bad.encode("latin-1"), error.end


codecs.register_error("digest-latin", _write_as_latin)


def _place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
