"""The pipeline: load, plan, render, publish; with the cache, the workers and safe publishing.

May import `checks`, `output` and all below them.
"""
