"""Tests of what keeps clients."""
