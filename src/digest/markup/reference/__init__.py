"""The reference parser: the tokens of markdown-it-py → blocks, and the rules of every document.

`plugin_api` is what the plug-ins in `myst`, `dialects` and `math` are written with.
"""
