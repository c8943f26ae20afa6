"""Posts, items and sites made by hand: every field has a plain default, a test names what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from digest.config.registry import builtin_registry
from digest.config.tables import Config
from digest.content.permalinks import default_slug, post_url
from digest.content.summary import encode_details, summarise_post
from digest.core.diagnostics import Report
from digest.core.hashing import hash_bytes
from digest.core.model import Item, Link, Post, PostKind, PostSummary, Slot
from digest.core.text import slugify
from digest.site.assemble import assemble_site
from digest.site.post_store import PostStore, encode_body
from digest.site.site import Site
from support.sites import NOW, write_file


def day(text: str) -> datetime:
    """Give midnight, in UTC, of an ISO date."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)


def write_issues(root: Path, count: int) -> None:
    """Write a site of equal long posts, each with thirty items: work for several processes."""
    for number in range(count):
        day = f"20{10 + number // 300}-{1 + number % 12:02}-{1 + number % 28:02}"
        head = f"---\ntitle: Issue {number}\ndate: {day}\ntags: [t{number % 50}]\n---\n\n"
        write_file(root / f"content/issue-{number}.md", head + _ITEMS)


_ITEMS = "".join(
    f"## {n}. Release {n}\n\nSome *news* about [it](https://example.org/{n}) and `code`.\n\n"
    "```python\nfor each in news:\n    print(each, 'again')\n```\n\n"
    for n in range(1, 31)
)


def make_link(url: str, **fields: Any) -> Link:
    return Link(**{"url": url, "text": "", "kind": "article", **fields})


def make_item(title: str, **fields: Any) -> Item:
    slug = slugify(title)
    url = fields.get("url", f"https://example.org/{slug}")
    values: dict[str, Any] = {
        "id": slug,
        "post": "",
        "position": 1,
        "number": None,
        "section": (),
        "title": title,
        "url": url,
        "links": (make_link(url, text=title),) if url else (),
        "kind": "article",
        "date": None,
        "sources": (),
        "summary": "",
        "anchor": slug,
        "line": 1,
    }
    return Item(**{**values, **fields})


def make_post(
    path: str = "content/posts/a.md", config: Config | None = None, **fields: Any
) -> Post:
    """Give a post; `date` may be an ISO date, `items` titles, `tags` a tuple of terms."""
    if isinstance(fields.get("date"), str):
        fields["date"] = day(fields["date"])
    if "tags" in fields:
        fields["taxonomies"] = {**fields.get("taxonomies", {}), "tags": fields.pop("tags")}
    kind: PostKind = fields.get("kind") or ("post" if fields.get("date") else "page")
    slug = fields.get("slug") or default_slug(path, kind, config or Config())
    values: dict[str, Any] = {
        "path": path,
        "kind": kind,
        "slug": slug,
        "title": slug.capitalize(),
        "seo_title": "",
        "date": None,
        "updated": None,
        "authors": (),
        "summary": "",
        "description": "",
        "draft": False,
        "publish_date": None,
        "expiry_date": None,
        "language": "en",
        "taxonomies": {},
        "series": (),
        "feature_image": None,
        "feature_image_alt": "",
        "toc": True,
        "related": True,
        "social_share": True,
        "newsletter": False,
        "comments": True,
        "aliases": (),
        "canonical_url": None,
        "number": None,
        "word_count": 100,
        "headings": (),
        "items": (),
        "links": (),
        "images": (),
        "guid": None,
        "layout": None,
        "extra": {},
    }
    values.update(fields)
    values["items"] = tuple(
        make_item(item, post=path, position=position) if isinstance(item, str) else item
        for position, item in enumerate(values["items"], 1)
    )
    values.setdefault(
        "url",
        post_url(
            path=path,
            kind=values["kind"],
            slug=values["slug"],
            title=values["title"],
            date=values["date"],
            number=values["number"],
            explicit=None,
            config=config or Config(),
        ),
    )
    return Post(**values)


class MemoryReader:
    """Holds in memory what a cache would hold in files."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def keep(self, data: bytes) -> Slot:
        self._kept.append(data)
        return Slot("memory", len(self._kept) - 1, len(data), 0)

    def read(self, slot: Slot) -> bytes:
        return self._kept[slot.offset]


def summarise(post: Post, config: Config | None = None) -> PostSummary:
    return summarise_post(post, (config or Config()).site.base_url)


def make_store(posts: Iterable[Post], bodies: Mapping[str, str] | None = None) -> PostStore:
    """Return a store of posts in memory; `bodies` are HTML by path."""
    reader, posts = MemoryReader(), tuple(posts)
    return PostStore(
        bodies={
            post.path: reader.keep(encode_body((bodies or {}).get(post.path, ""))) for post in posts
        },
        details={post.path: reader.keep(encode_details(post)) for post in posts},
        reader=reader,
    )


def hash_post(post: Post, body: str = "") -> bytes:
    """Return a hash of all that parsing gave for a post, as a build has it."""
    return bytes.fromhex(hash_bytes(msgspec.json.encode(post), encode_body(body)))


def make_site(posts: Iterable[Post], config: Config | None = None, **fields: Any) -> Site:
    """Assemble posts as of NOW, in the state that a build has.

    `report`, `registry`, `now`, `files` and the posts' `bodies` by path may be given.
    """
    posts, config = tuple(posts), config or Config()
    bodies = fields.get("bodies", {})
    return assemble_site(
        [summarise(post, config) for post in posts],
        config,
        fields.get("registry", builtin_registry()),
        fields.get("now", NOW),
        fields.get("report", Report()),
        store=make_store(posts, bodies),
        digests={post.path: hash_post(post, bodies.get(post.path, "")) for post in posts},
        files=fields.get("files", ()),
    )
