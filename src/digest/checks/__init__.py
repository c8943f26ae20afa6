"""Faults of the whole site, links to other sites, what came up since a commit, and fixes.

May import `site` and all below it; not `output`.
"""
