"""Values on their way to another process: posts and cards are pickled as JSON.

Pickle takes a record apart field by field, and a card has two dozen terms, each a record. Encoded
by msgspec it costs a tenth.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from io import BytesIO
from typing import Any, Generic, TypeVar

import msgspec

from digest.core.model import PostSummary
from digest.site.contexts import PostCard

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode
_read_card = msgspec.json.Decoder(PostCard).decode
_read_post = msgspec.json.Decoder(PostSummary).decode


class Packed(Generic[T]):
    """Something to be sent; `content` is the same on the other side.

    Posts and cards come from the cache's JSON, so that JSON loses nothing of them.
    """

    def __init__(self, content: T) -> None:
        self.content = content

    def __reduce__(self) -> tuple[Callable[[bytes], Packed[T]], tuple[bytes]]:
        buffer = BytesIO()
        pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = {PostCard: _send_card, PostSummary: _send_post}
        pickler.dump(self.content)
        return _open, (buffer.getvalue(),)


def _open(packed: bytes) -> Packed[Any]:
    return Packed(pickle.loads(packed))  # noqa: S301 - it comes from the process that sent it


def _send_card(card: PostCard) -> tuple[Callable[[bytes], PostCard], tuple[bytes]]:
    return _receive_card, (_encode(card),)


def _send_post(post: PostSummary) -> tuple[Callable[[bytes], PostSummary], tuple[bytes]]:
    return _receive_post, (_encode(post),)


def _receive_card(encoded: bytes) -> PostCard:
    return _read_card(encoded)


def _receive_post(encoded: bytes) -> PostSummary:
    return _read_post(encoded)
