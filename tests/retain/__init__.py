"""Tests of what keeps clients: consent, contact, messages."""
"""Keeping clients: pure rules of the package."""
