"""Pictures and downloads that are published and that nothing on the site uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO
from urllib.parse import unquote

from digest.checks.checked_site import CheckedSite
from digest.checks.internal_links import list_internal_links
from digest.core.codes import Code
from digest.core.diagnostics import Report

_ENDINGS = (
    "png|jpe?g|gif|svg|webp|avif|bmp|pdf|mp4|webm|mov|mp3|ogg|m4a|wav|zip|gz|csv|xlsx?|docx?|pptx?"
)
_MEDIA = re.compile(rf"\.(?:{_ENDINGS})$", re.IGNORECASE)
_MENTION = re.compile(rf"\.(?:{_ENDINGS})\b".encode())
_WELL_KNOWN = re.compile(
    r"(?:^|/)(?:favicon|icon|logo|apple-touch-icon|android-chrome|mstile|safari-pinned|og-"
    r"|opengraph|social|card|\.well-known/)",
    re.IGNORECASE,
)
"""Names that browsers and services request by themselves."""

_SOURCES = frozenset({".html", ".css", ".js", ".xml", ".json", ".toml", ".txt", ".webmanifest"})
_SETTINGS = ("site.toml", "entities.toml")

_SEPARATORS = b" \t\n\r\v\f\"'()<>=,;/\\"
_FOLDED = bytes(0x0A if byte in _SEPARATORS else bytes((byte,)).lower()[0] for byte in range(256))
"""A table for `bytes.translate`: separators become line feeds, capital letters small ones."""
_LONGEST_NAME = 3 * 255
"""Bytes of the longest file name, with each of its bytes percent-encoded."""
_LONGEST_ENDING = 8
_CHUNK = 1 << 20


def find_unused_files(checked: CheckedSite, report: Report) -> None:
    """Report pictures and downloads that no post, template, style sheet or setting names."""
    unused = {
        output: file
        for output, file in checked.files.items()
        if _MEDIA.search(output) and not _WELL_KNOWN.search(output)
    }
    for post in checked.posts.values():
        for link in list_internal_links(post, checked):
            unused.pop(unquote(link.path).lstrip("/"), None)
    names = {output: output.rpartition("/")[2].lower() for output in unused}
    unnamed = find_unnamed(names.values(), _open_texts(checked)) if unused else set()
    for output, file in sorted(unused.items()):
        if names[output] in unnamed:
            message = "nothing on the site uses this file"
            report.add(Code.UNUSED_FILE, file, message, hint="link it, or delete it")


def find_unnamed(names: Iterable[str], texts: Iterable[BinaryIO]) -> set[str]:
    """Return which names of files, in small letters, no text contains.

    Texts are read in pieces, each byte once, and only as far as names are left to be found.
    """
    left = set(names)
    for text in texts:
        with text:
            for name in _list_names(text):
                left.discard(name)
                if not left:
                    return left
    return left


def _list_names(text: BinaryIO) -> Iterator[str]:
    """Yield every name of a picture or download in a text: what stands before its ending.

    The text is searched for endings, and from each one backwards to a separator, as far as a name
    can be long: so texts without any separator take no longer than others.
    """
    buffer, position, chunk = b"", 0, b"\n"
    while chunk:
        chunk = text.read(_CHUNK)
        buffer += chunk.translate(_FOLDED)
        # An ending at the very end may go on in the next chunk.
        safe = len(buffer) - _LONGEST_ENDING if chunk else len(buffer)
        for found in _MENTION.finditer(buffer, position):
            if found.start() >= safe:
                break
            first = max(found.start() - _LONGEST_NAME, 0)
            begin = buffer.rfind(b"\n", first, found.start()) + 1
            if begin or not first:
                yield _decode_name(buffer[begin : found.end()])
        kept = max(safe - _LONGEST_NAME - 1, 0)
        buffer, position = buffer[kept:], max(safe, 0) - kept


def _decode_name(name: bytes) -> str:
    text = name.decode("utf-8", "replace")
    if text.isascii() and "%" not in text:
        return text
    # Among what is no ASCII there may be more separators, such as no-break spaces.
    return unquote(text.split()[-1]).lower()


def _open_texts(checked: CheckedSite) -> Iterator[BinaryIO]:
    """Open everything that may name a file: settings, templates, style sheets, then posts."""
    build, root = checked.site.config.build, checked.root
    for name in _SETTINGS:
        if (root / name).is_file():
            yield (root / name).open("rb")
    for folder in (root / build.templates, root / build.static):
        for file in sorted(folder.rglob("*")):
            if file.suffix in _SOURCES and file.is_file():
                yield file.open("rb")
    for path, post in checked.posts.items():
        yield BytesIO(str(post.extra).encode("utf-8", "surrogatepass"))
        yield BytesIO(checked.read_body(path).encode("utf-8", "surrogatepass"))
