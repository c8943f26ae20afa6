"""Site → planned outputs → bytes, one family each: pages, feeds, exports and copies, and the theme.

May import `site` and all below it; not `checks`.
"""
