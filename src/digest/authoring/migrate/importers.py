"""The importers by generator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from digest.authoring.migrate.astro import read_astro
from digest.authoring.migrate.detection import find_site_root
from digest.authoring.migrate.docusaurus import read_docusaurus
from digest.authoring.migrate.eleventy import read_eleventy
from digest.authoring.migrate.hugo import read_hugo
from digest.authoring.migrate.jekyll import read_jekyll
from digest.authoring.migrate.jupyter_book import read_jupyter_book
from digest.authoring.migrate.markdown_folder import read_markdown_folder
from digest.authoring.migrate.mkdocs import read_mkdocs
from digest.authoring.migrate.pelican import read_pelican
from digest.authoring.migrate.source_site import SourceSite
from digest.authoring.migrate.zola import read_zola
from digest.core.diagnostics import DigestError

_IMPORTERS: dict[str, Callable[[Path], SourceSite]] = {
    "hugo": read_hugo,
    "zola": read_zola,
    "pelican": read_pelican,
    "jekyll": read_jekyll,
    "astro": read_astro,
    "eleventy": read_eleventy,
    "mkdocs": read_mkdocs,
    "docusaurus": read_docusaurus,
    "jupyter-book": read_jupyter_book,
    "readme": read_markdown_folder,
}


def import_site(generator: str, folder: Path) -> SourceSite:
    """Return the site in a folder, or in the only folder below it that has the generator's files.

    Raise DigestError if its settings cannot be read.
    """
    root = find_site_root(folder, generator)
    try:
        site = _IMPORTERS[generator](root)
    except (ValueError, OSError) as error:
        raise DigestError(f"the configuration in {root} cannot be read: {error}") from error
    if root == folder:
        return site
    inside = root.relative_to(folder).as_posix()
    return msgspec.structs.replace(site, read=tuple(f"{inside}/{name}" for name in site.read))
