"""Channels by which messages leave the house: what each does with one, and how its outcome is told."""
