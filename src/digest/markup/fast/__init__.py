"""The fast parser: the events of pulldown-cmark → blocks, for what is CommonMark or GFM.

It finds the constructs that it does not support before it starts, and leaves the blocks that hold
them, or the whole body, to the reference parser.
"""
