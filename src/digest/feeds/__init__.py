"""Feeds: what is in them (`plan`), and the three formats they are written in."""
