"""Live preview: keeps the site in memory, renders pages on request, and reloads them in browsers.

May import `build` and all below it; not `authoring`.
"""
