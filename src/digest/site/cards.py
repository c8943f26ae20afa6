"""Cards: posts as they are shown in lists."""

from __future__ import annotations

from collections.abc import Iterable

from digest.content.permalinks import asset_url, is_bundle
from digest.core.model import PostMetadata, PostSummary
from digest.site.contexts import PostCard
from digest.site.references import Reference
from digest.site.terms import Term
from digest.site.visibility import Status

WORDS_A_MINUTE = 220


def make_card(
    post: PostSummary,
    terms: Iterable[Term],
    status: Status,
    language: str,
    *,
    references: Iterable[Reference] = (),
) -> PostCard:
    """Return the card of a post.

    `language` is the site's; `references` resolve the addresses of the post's files.
    """
    return PostCard(
        path=post.path,
        url=post.url,
        title=post.title,
        language=post.language or language,
        date=post.date,
        summary=post.summary,
        authors=post.authors,
        number=post.number,
        image=image_address(post, references),
        image_alt=post.feature_image_alt,
        item_count=post.item_count,
        minutes=-(-post.word_count // WORDS_A_MINUTE),
        terms=tuple([term.plain_link for term in terms]),
        highlights=post.highlights,
        status=status,
    )


def image_address(post: PostMetadata, references: Iterable[Reference] = ()) -> str | None:
    """Return the address of a post's picture: absolute, or root-relative.

    A picture may lie in the post's bundle or beside the post (then it is among its `references`);
    any other relative address counts from the root.
    """
    image = post.feature_image
    if not image or image.startswith(("http://", "https://", "data:")):
        return image or None
    beside = next((each.url for each in references if each.target == image), None)
    if beside or image.startswith("/"):
        return beside or image
    image = image.removeprefix("./")
    return asset_url(post.url, image) if is_bundle(post.path) else "/" + image
