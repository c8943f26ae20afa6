"""The preview's script in pages, and its own pages where there is none of the site."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from digest.core.diagnostics import Diagnostic
from digest.core.html import escape

OWN = "/__digest__/"
"""Prefix of the preview's own addresses, below the site's folder."""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>:root{{color-scheme:light dark}}body{{font:17px/1.6 system-ui,sans-serif;max-width:44rem;
margin:18vh auto;padding:0 1.5rem}}code{{overflow-wrap:anywhere}}</style></head>
<body><h1>{title}</h1>{text}</body></html>
"""


@cache
def client_script() -> bytes:
    """Return the script that pages of the preview load."""
    return files("digest.serve").joinpath("client.js").read_bytes()


def inject(page: bytes, folder: str, path: str, digest: str) -> bytes:
    """Return a page with the script, which is given the page's address and content hash."""
    own = folder + OWN
    tag = (
        f'<script src="{escape(own)}client.js" data-events="{escape(own)}events"'
        f' data-page="{escape(path)}" data-seen="{escape(digest)}" async></script>'
    ).encode("utf-8", "replace")
    end = page.lower().rfind(b"</body>")
    return page + tag if end < 0 else page[:end] + tag + page[end:]


def make_waiting_page(progress: str) -> bytes:
    """Return the page shown while the site is being read; the script replaces it then."""
    text = f'<p id="digest-progress" role="status">{escape(progress)}</p>'
    return _PAGE.format(title="Reading the site", text=text).encode()


def make_fault_page(problem: Diagnostic) -> bytes:
    """Return the page shown in place of one that cannot be rendered."""
    place = ":".join([problem.path, *(str(n) for n in (problem.line, problem.column) if n)])
    lines = [f"<p><code>{escape(place)}</code></p>", f"<p>{escape(problem.message)}</p>"]
    if problem.hint:
        lines.append(f"<p>Hint: {escape(problem.hint)}</p>")
    text = "".join(lines)
    return _PAGE.format(title="This page cannot be shown", text=text).encode("utf-8", "replace")
