"""URLs: one canonical form for an address wherever it is compared, its host, and its kind.

On the lowest floor: items take their identity from `canonical`, checks and `digest seen` compare
by it, pages show `host_of`, and `classify` says what a reader will find behind a link. Nothing
here fetches anything, and no address, however broken, raises.
"""

from __future__ import annotations

from digest.core.addresses.canonical import canonical, unwrapped
from digest.core.addresses.kinds import LinkKind, classify, is_profile, kind_of_text
from digest.core.addresses.schemes import (
    ALLOWED_SCHEMES,
    REFERENCE_PREFIX,
    check_address,
    is_allowed_address,
    report_unsafe_address,
)
from digest.core.addresses.split import fragment_of, host_of, is_local, is_outward
from digest.core.addresses.trackers import clean, is_tracking

__all__ = [
    "ALLOWED_SCHEMES",
    "REFERENCE_PREFIX",
    "LinkKind",
    "canonical",
    "check_address",
    "classify",
    "clean",
    "fragment_of",
    "host_of",
    "is_allowed_address",
    "is_local",
    "is_outward",
    "is_profile",
    "is_tracking",
    "kind_of_text",
    "report_unsafe_address",
    "unwrapped",
]
