"""What one request may ask for: every bound of the transport and of documents in one place."""

from __future__ import annotations

from dataclasses import dataclass, replace

KIB = 1024
UNBOUND = 10**9
# Bounds on how a document is written; what it asks for is bound by `cost` and `values`.
FORM = (
    "source",
    "tokens",
    "comments",
    "operations",
    "fragments",
    "roots",
    "mutations",
    "depth",
    "aliases",
    "directives",
    "fields",
    "comparisons",
)


@dataclass(frozen=True)
class Limits:
    """Bounds of a request; sizes in bytes unless said otherwise.

    values: leaves a query may ask for; ordinary execution takes 10-15 µs for each without giving way to others.
    comparisons: pairs of fields with the same response name; validation takes 10-15 µs for each.
    rate, burst: cost that comes back a second, and the most a caller can save up.
    """

    url: int = 8 * KIB
    headers: int = 32 * KIB
    body: int = 256 * KIB
    body_seconds: float = 10
    json_depth: int = 64
    json_values: int = 20_000

    source: int = 64 * KIB
    tokens: int = 2_000
    comments: int = 100
    operations: int = 10
    fragments: int = 50
    roots: int = 20
    mutations: int = 5
    depth: int = 10
    introspection_depth: int = 20
    aliases: int = 30
    directives: int = 20
    fields: int = 500
    comparisons: int = 10_000
    page: int = 100
    cost: int = 1_000
    values: int = 15_000
    errors: int = 5

    seconds: float = 5
    rate: float = 200
    burst: int = 10_000

    init_seconds: float = 5
    socket_operations: int = 100
    streams: int = 50
    keep_alive_seconds: float = 12

    def formless(self) -> Limits:
        """The same without bounds on the form of a document: for those that were reviewed with the code."""
        unbound = dict.fromkeys(FORM, UNBOUND)
        return replace(self, **unbound)
