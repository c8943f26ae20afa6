"""The reference parser: markdown-it-py's tokens → blocks."""
