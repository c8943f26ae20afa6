"""Settings and registry: `site.toml` and `entities.toml` read into typed records.

May import `core`.
"""
