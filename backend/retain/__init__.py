"""Keeping clients: consents and messages, service requests with their clocks, drawdowns and silences."""
