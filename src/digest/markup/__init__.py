"""Markdown text → a tree of blocks → HTML, by two parsers that make equal trees.

`engine` parses a body, `html_writer` writes a tree. `fast` reads the events of pulldown-cmark
(CommonMark and GFM), `reference` the tokens of markdown-it-py, whose plug-ins read everything else:
`myst`, `dialects` (Hugo, Jekyll, Obsidian, Docusaurus, MDX) and `math`; `code` highlights code
blocks. What both parsers share stands beside this file: inline content, leaf blocks, ids, outline.
May import `config` and `core`.
"""
