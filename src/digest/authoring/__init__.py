"""What authors do besides building a site.

New sites and issues, the inbox, what was linked before, migrations from other generators, and
schemas for editors. May import `build` and all below it; not `serve`.
"""
