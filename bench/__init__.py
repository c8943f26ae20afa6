"""Benchmarks: speed beside other generators, and recognition of items."""
