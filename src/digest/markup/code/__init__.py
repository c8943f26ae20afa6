"""Code blocks: the info string after a fence, and highlighting by Pygments."""
