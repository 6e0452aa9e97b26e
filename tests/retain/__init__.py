"""Tests of what keeps clients: consent, contact, messages."""
