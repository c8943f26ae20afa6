"""Shared words of the whole program, without I/O.

Records of posts and items, blocks, diagnostics and their codes, text, dates, addresses, HTML and
hashing. May import nothing else of digest.
"""
