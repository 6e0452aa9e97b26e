"""Compiled reads: a GraphQL query becomes one SQL statement that returns the answer's JSON."""
