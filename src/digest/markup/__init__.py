"""Markdown text → a tree of blocks → HTML, by two parsers that give equal trees.

May import `config` and `core`.
"""
