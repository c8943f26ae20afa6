"""Formulas → MathML."""
