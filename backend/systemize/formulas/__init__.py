"""Formulas over the fields of one row: read once, checked, then answered in SQL and in Python from one tree."""
