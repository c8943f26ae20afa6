"""Importers of other generators' sites; each returns what it reads as a `SourceSite`.

Nothing of the old site is run or changed: settings in Python or JavaScript are read as text.
"""
