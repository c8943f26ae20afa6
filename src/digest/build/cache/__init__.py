"""The cache: one folder of remembered results, decided by content hashes; safe to delete.

Beside every step that can be remembered: parsed posts (memo 1), rendered pages (memo 2).
"""

from digest.build.cache.fingerprints import Fingerprints, versions
from digest.build.cache.index import OutputEntry, PostEntry
from digest.build.cache.packs import LostResultError, Packs
from digest.build.cache.store import Cache

__all__ = [
    "Cache",
    "Fingerprints",
    "LostResultError",
    "OutputEntry",
    "Packs",
    "PostEntry",
    "versions",
]
