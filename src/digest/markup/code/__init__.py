"""Highlighted code and the words after a fence."""
