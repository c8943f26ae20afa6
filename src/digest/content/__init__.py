"""One file → one post.

Sources, decoding, front matter, permalinks, parsing, and the rules about one post alone; pure but
for reading the file. May import `items`, `markup`, `config` and `core`.
"""
