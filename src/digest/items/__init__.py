"""Blocks → items: the curated entries of a post, recognised, typed and identified.

May import `markup`, `config` and `core`.
"""
