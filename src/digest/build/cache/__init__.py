"""The cache: a folder of results, found by the hash of their input; safe to delete.

It holds parsed posts and the hashes of rendered outputs, and nothing that is executed.
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
