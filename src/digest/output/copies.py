"""Files that are published as they are: the theme's, the site's static ones, those of posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from unicodedata import normalize
from urllib.parse import unquote

from digest.config.tables import Config
from digest.content.inventory import ContentListing
from digest.content.permalinks import asset_url, loose_output
from digest.core.model import PostSummary
from digest.output.outputs import Dependency, Output, OutputJob, PlanContext, WriteContext
from digest.output.theme import default_assets
from digest.site.site import Site

_CHUNK = 1 << 20
_WEIGHT = 20_000


class Copy(OutputJob, frozen=True, kw_only=True):
    """A file that is published as it is: an output, and the job that copies it.

    `file` is relative to the site's root, or absolute. `own` says that it is a file of the site,
    and not the theme's.
    """

    file: str
    own: bool = True
    maker: str = "copy"

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return the hash of the file."""
        return (("file", context.hash_file(self.file)),)

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield the file's bytes; raise `OSError` where it cannot be read."""
        with (context.root / self.file).open("rb", buffering=0) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


def plan_copies(site: Site, listing: ContentListing, planned: Sequence[Output]) -> Iterator[Copy]:
    """Yield every file to copy; a file of the site's own takes the place of the theme's."""
    del planned
    own = (
        *_copy_static(site.config, listing),
        *plan_bundles(site.by_path, listing),
        *_copy_assets(site.config, listing),
    )
    taken = {copy.path for copy in own}
    yield from (copy for copy in _copy_theme() if copy.path not in taken)
    yield from own


def _copy_theme() -> Iterator[Copy]:
    for output, file in default_assets().items():
        yield Copy(path=output, file=str(file), source=f"the theme's {output}", own=False)


def _copy_static(config: Config, listing: ContentListing) -> Iterator[Copy]:
    folder = config.build.static.strip("/") + "/"
    for path in listing.static:
        yield Copy(path=normalize("NFC", path.removeprefix(folder)), file=path, source=path)


def plan_bundles(posts: Mapping[str, PostSummary], listing: ContentListing) -> Iterator[Copy]:
    """Yield the files that belong to posts, each in the place where its post refers to it."""
    for entry in listing.sources:
        post = posts.get(entry.path)
        if post is None:
            continue
        folder = entry.path.rpartition("/")[0]
        for file in entry.bundle:
            name = file.removeprefix(f"{folder}/")
            yield Copy(path=unquote(asset_url(post.url, name).lstrip("/")), file=file, source=file)


def _copy_assets(config: Config, listing: ContentListing) -> Iterator[Copy]:
    """Yield the files beside posts that belong to no bundle: they keep their place."""
    for file in listing.loose:
        if output := loose_output(file, config):
            yield Copy(path=output, file=file, source=file)
