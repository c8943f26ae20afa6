"""Posts → site: order, visibility, terms, series, archive, related posts, internal links.

May import `content`, `items`, `markup`, `config` and `core`.
"""
