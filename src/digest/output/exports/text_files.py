"""`robots.txt` (RFC 9309) and `llms.txt` (llmstxt.org)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.content.inventory import ContentListing
from digest.core.hashing import hash_bytes
from digest.core.model import PostMetadata
from digest.output.outputs import Dependency, Output, OutputJob, PlanContext, WriteContext
from digest.site.site import Site

_LISTED_POSTS = 100


class TextFile(OutputJob, frozen=True, kw_only=True):
    """A small text file: an output, and the job that writes it."""

    text: bytes
    optional: bool = True
    maker: str = "text"

    def dependencies(self, context: PlanContext) -> tuple[Dependency, ...]:
        """Return the hash of its text."""
        del context
        return (("content", hash_bytes(self.text)),)

    def weigh(self, context: PlanContext) -> int:
        """Return how many bytes are written."""
        del context
        return len(self.text)

    def write(self, context: WriteContext) -> Iterator[bytes]:
        """Yield the text."""
        del context
        yield self.text


def plan_text_files(
    site: Site, listing: ContentListing, planned: Sequence[Output]
) -> Iterator[TextFile]:
    """Yield `robots.txt` and `llms.txt`."""
    del listing, planned
    table = site.config.site
    shown = [post for post in (*site.posts, *site.pages) if not site.status.get(post.path)]
    llms = write_llms(table.title, table.description, table.base_url, shown)
    for path, text in (("robots.txt", write_robots(table.base_url)), ("llms.txt", llms)):
        yield TextFile(path=path, text=text, source=f"the export {path}")


def write_robots(base_url: str) -> bytes:
    """Return `robots.txt`: everything may be read, and here is the sitemap (RFC 9309)."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base_url}/sitemap.xml\n".encode()


def write_llms(
    title: str,
    description: str,
    base_url: str,
    posts: Sequence[PostMetadata],
    limit: int = _LISTED_POSTS,
) -> bytes:
    """Return `llms.txt` (llmstxt.org): what this is, its records, and its newest `limit` posts."""
    lines = [f"# {title}", ""]
    if description:
        lines += [f"> {description}", ""]
    lines += [
        "## Records",
        "",
        f"- [All items]({base_url}/items.json): every curated entry, as JSON",
        f"- [All posts]({base_url}/posts.json): every post's metadata, as JSON",
        "",
        "## Posts",
        "",
    ]
    for post in posts[:limit]:
        about = f": {' '.join(post.summary.split())}" if post.summary else ""
        lines.append(f"- [{_inline(post.title)}]({base_url}{post.url}){about}")
    return ("\n".join(lines) + "\n").encode()


def _inline(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]").replace("\n", " ")
