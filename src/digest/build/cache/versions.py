"""The versions behind every result: digest's own code, Python, and the libraries that shape output.

Part of every key, so that an upgrade never shows what an older version made.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from digest.core.hashing import digest_key, hash_bytes

_SHAPING = {
    "jinja2", "markupsafe", "markdown_it_py", "mdit_py_plugins", "mdurl", "linkify_it_py",
    "uc_micro_py", "pyyaml", "python_frontmatter", "feedgen", "lxml", "pygments", "msgspec",
    "ftfy", "wcwidth", "babel", "emoji", "latex2mathml", "nh3", "pillow",
    "pybtex", "pyromark", "tzdata",
}  # fmt: skip

_CODE = {".py", ".json", ".toml", ".txt"}
"""Endings of the files that are digest's own code, or tables that it reads."""


@cache
def versions() -> str:
    """Return one hash of everything a result depends on besides its input."""
    return digest_key(sys.version_info[:3], _libraries(), _own_code())


def _libraries() -> list[str]:
    """Name the libraries and versions that the folders of `sys.path` hold: one listing each."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208  (paths would cost a millisecond)
        except OSError:
            continue
        for name in names:
            package, _, version = name.removesuffix(".dist-info").partition("-")
            package = package.lower().replace(".", "_")
            if name.endswith(".dist-info") and package in _SHAPING:
                found.setdefault(package, version)
    return sorted(f"{package} {version}" for package, version in found.items())


def _own_code() -> list[tuple[str, str]]:
    root = Path(__file__).parents[2]
    files = sorted(file for file in root.rglob("*") if file.suffix in _CODE)
    return [(file.relative_to(root).as_posix(), hash_bytes(file.read_bytes())) for file in files]
