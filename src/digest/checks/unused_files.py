"""Pictures and downloads that are published and that nothing on the site uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from digest.checks.internal_links import list_internal_links
from digest.checks.subject import Subject
from digest.core.codes import Code
from digest.core.diagnostics import Report

_ENDINGS = (
    "png|jpe?g|gif|svg|webp|avif|bmp|pdf|mp4|webm|mov|mp3|ogg|m4a|wav|zip|gz|csv|xlsx?|docx?|pptx?"
)
_MEDIA = re.compile(rf"\.(?:{_ENDINGS})$", re.IGNORECASE)
_NAMED = re.compile(rf"[^\s\"'()<>=,;/\\]+\.(?:{_ENDINGS})\b", re.IGNORECASE)
_WELL_KNOWN = re.compile(
    r"(?:^|/)(?:favicon|icon|logo|apple-touch-icon|android-chrome|mstile|safari-pinned|og-"
    r"|opengraph|social|card|\.well-known/)",
    re.IGNORECASE,
)
"""Names that browsers and services request by themselves."""


def find_unused_files(subject: Subject, report: Report) -> None:
    """Report pictures and downloads that no post, template, style sheet or setting names."""
    unused = {
        output: file
        for output, file in subject.files.items()
        if _MEDIA.search(output) and not _WELL_KNOWN.search(output)
    }
    for post in subject.posts.values():
        for link in list_internal_links(post, subject):
            unused.pop(unquote(link.path).lstrip("/"), None)
    if unused:
        names = _find_names(_read_texts(subject))
        for output, file in sorted(unused.items()):
            if output.rpartition("/")[2].lower() not in names:
                message = "nothing on the site uses this file"
                report.add(Code.UNUSED_FILE, file, message, hint="link it, or delete it")


def _read_texts(subject: Subject) -> Iterable[str]:
    yield subject.read_sources()
    for path, post in subject.posts.items():
        yield str(post.extra)
        yield subject.read_body(path)


def _find_names(texts: Iterable[str]) -> set[str]:
    return {unquote(name).lower() for text in texts for name in _NAMED.findall(text)}
