"""Keeping clients: service requests with clocks, signals, care, outreach and their consents."""
