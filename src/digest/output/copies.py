"""Files that are published as they are: the theme's, the site's static ones, those of posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote

import msgspec

from digest.build.cache import Fingerprints
from digest.build.publish import Publisher
from digest.config.tables import Config
from digest.content.inventory import ContentListing
from digest.content.permalinks import asset_url, loose_output
from digest.core.model import Post
from digest.output.theme import default_assets
from digest.site.site import Site


class Copy(msgspec.Struct, frozen=True):
    """One file to publish: its path below the output folder, and the file it is a copy of.

    `file` counts from the site's root, or is absolute; `source` is what asked for it. `own` says
    that it is a file of the site, and not the theme's.
    """

    output: str
    file: str
    source: str
    own: bool = True


def plan_copies(site: Site, listing: ContentListing) -> tuple[Copy, ...]:
    """Give every file to copy; a file of the site's own takes the place of the theme's."""
    own = (
        *_copy_static(site.config, listing),
        *plan_bundles(site.by_path, listing),
        *_copy_assets(site.config, listing),
    )
    taken = own_outputs(own)
    return (*(copy for copy in _copy_theme() if copy.output not in taken), *own)


def own_outputs(copies: Iterable[Copy]) -> frozenset[str]:
    """Give the outputs that are copies of the site's own files."""
    return frozenset(copy.output for copy in copies if copy.own)


def _copy_theme() -> Iterator[Copy]:
    for output, file in default_assets().items():
        yield Copy(output, str(file), f"the theme's {output}", own=False)


def _copy_static(config: Config, listing: ContentListing) -> Iterator[Copy]:
    folder = config.build.static.strip("/") + "/"
    for path in listing.static:
        yield Copy(normalize("NFC", path.removeprefix(folder)), path, path)


def plan_bundles(posts: Mapping[str, Post], listing: ContentListing) -> Iterator[Copy]:
    """Give the files that belong to posts, each in the place where its post refers to it."""
    for entry in listing.sources:
        post = posts.get(entry.path)
        if post is None:
            continue
        folder = entry.path.rpartition("/")[0]
        for file in entry.bundle:
            name = file.removeprefix(f"{folder}/")
            yield Copy(unquote(asset_url(post.url, name).lstrip("/")), file, file)


def _copy_assets(config: Config, listing: ContentListing) -> Iterator[Copy]:
    """Give the files beside posts that belong to no bundle: they keep their place."""
    for file in listing.loose:
        if output := loose_output(file, config):
            yield Copy(output, file, file)


def stage_copies(
    root: Path, copies: tuple[Copy, ...], fingerprints: Fingerprints, publisher: Publisher
) -> None:
    """Stage every copy that is not published already."""
    for copy in copies:
        if not publisher.keep(copy.output, fingerprints.digest(copy.file)):
            publisher.stage_file(copy.output, root / copy.file)
