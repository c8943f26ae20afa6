"""Live preview: the site kept in memory, pages rendered when asked for, browsers told of changes.

May import `build` and all below it; not `authoring`.
"""
