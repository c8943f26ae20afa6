"""Content hashes and file signatures, by which remembered results are found valid.

SHA-256 cut to 128 bits: processors do it in hardware, at more than a gigabyte a second.
"""

from __future__ import annotations

import os
from hashlib import sha256
from typing import Any

import msgspec

DIGEST_LENGTH = 32
"""Hexadecimal digits of a content hash."""

_encoder = msgspec.msgpack.Encoder(order="deterministic")


class Signature(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The state of a file by `stat`: with the same signature, it need not be read again.

    The change time is part of it: unlike the modification time, no program can set it back.
    """

    size: int
    modified: int
    changed: int
    inode: int


def signature_of(stat: os.stat_result) -> Signature:
    """Return the signature of a file from its `stat`."""
    return Signature(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def hash_bytes(*chunks: bytes) -> str:
    """Return the hash of the chunks' concatenation."""
    state = sha256()
    for chunk in chunks:
        state.update(chunk)
    return state.hexdigest()[:DIGEST_LENGTH]


def digest_key(*parts: Any) -> str:
    """Return one key for values that msgspec can encode; the order of dicts and sets is ignored.

    Each part is delimited by its encoding, so `("ab", "c")` and `("a", "bc")` differ.
    """
    return sha256(_encoder.encode(parts)).hexdigest()[:DIGEST_LENGTH]
