"""The fast parser: pulldown-cmark's events → blocks."""
