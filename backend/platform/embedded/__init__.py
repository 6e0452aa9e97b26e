"""The embedded pair: PostgreSQL and Valkey from wheels, kept by our own supervisor (`pair.Pair`)."""
