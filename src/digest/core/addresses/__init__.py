"""URLs: one canonical form for an address wherever it is compared, its host, and its kind.

Items take their identity from `canonicalise`, checks and `digest seen` compare by it, pages show
`host_of`, and `classify_link` tells what a link leads to. `is_allowed_address` is the one gate for
addresses in pages. Nothing here makes requests.
"""

from __future__ import annotations

from digest.core.addresses.address_parts import (
    encode_address,
    fragment_of,
    host_of,
    is_local,
    is_outward,
    is_tracking,
    strip_tracking,
)
from digest.core.addresses.canonical import canonicalise, unwrap_redirect
from digest.core.addresses.link_kinds import LinkKind, classify_link, is_profile, kind_of_text
from digest.core.addresses.schemes import (
    ALLOWED_SCHEMES,
    REFERENCE_PREFIX,
    check_address,
    is_allowed_address,
    report_unsafe_address,
)

__all__ = [
    "ALLOWED_SCHEMES",
    "REFERENCE_PREFIX",
    "LinkKind",
    "canonicalise",
    "check_address",
    "classify_link",
    "encode_address",
    "fragment_of",
    "host_of",
    "is_allowed_address",
    "is_local",
    "is_outward",
    "is_profile",
    "is_tracking",
    "kind_of_text",
    "report_unsafe_address",
    "strip_tracking",
    "unwrap_redirect",
]
