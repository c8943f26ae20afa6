"""The real archive: 701 issues of the busiest AI digest, 128.5 MB."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

from bench.tools import HOME

PACKED = Path(__file__).parents[2] / "shared" / "archives" / "ainews.tar.xz"


COUNT = 701


class MissingArchiveError(Exception):
    """The packed archive is not here."""


def unpack() -> Path:
    """Unpack the archive into `.bench`, unless it lies there, and return its folder."""
    folder = HOME / "archives" / "ainews-real"
    if folder.is_dir():
        return folder
    if not PACKED.is_file():
        raise MissingArchiveError(f"{PACKED} is not here: there is nothing real to measure with")
    begun = folder.with_suffix(".begun")
    shutil.rmtree(begun, ignore_errors=True)
    (begun / "posts").mkdir(parents=True)
    with tarfile.open(PACKED) as packed:
        for member in packed:
            if member.isfile() and member.name.endswith(".md"):
                member.name = Path(member.name).name
                packed.extract(member, begun / "posts", filter="data")
    begun.rename(folder)
    return folder


def take_part(whole: Path, count: int) -> Path:
    """Return the folder of the archive's newest posts only, for a quick look."""
    folder = whole.with_name(f"{whole.name}-{count}")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "posts").mkdir(parents=True)
    for post in sorted((whole / "posts").glob("*.md"))[-count:]:
        shutil.copy2(post, folder / "posts")
    return folder
