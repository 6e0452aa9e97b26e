"""What the API did, for `/metrics`: operations by outcome and way, their time, and what is open."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

OPERATIONS: Final = Counter(
    "startrail_graphql_operations",
    "Operations by code of the first error (OK without), transport, and route taken.",
    ["code", "transport", "route"],
)
SECONDS: Final = Histogram(
    "startrail_graphql_operation_seconds",
    "Time of an operation from its text to its answer.",
    ["transport", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
STOPPED: Final = Counter(
    "startrail_graphql_stopped", "Requests stopped before anything was parsed, by HTTP status.", ["status"]
)
PLANS: Final = Counter(
    "startrail_graphql_plans",
    "Plans of compiled reads: made, or found to need the ordinary route.",
    ["outcome"],
)
EVENTS: Final = Counter("startrail_graphql_events", "Events sent to who listens, by route.", ["route"])
RUNS: Final = Counter(
    "startrail_graphql_event_runs",
    "Statements that events need: made, or shared with a listener who needed the same.",
    ["outcome"],
)
OPEN: Final = Gauge("startrail_graphql_open_streams", "Open sockets and event streams.", ["transport"])


@dataclass
class Record:
    """One operation while it runs; the way it took and its outcome are filled in."""

    code: str = "OK"
    route: str = "none"


@contextmanager
def recorded(transport: str) -> Iterator[Record]:
    """Count and time one operation. transport: http, events or socket; route `none`: nothing was executed."""
    record = Record()
    started = time.perf_counter()
    try:
        yield record
    finally:
        OPERATIONS.labels(record.code, transport, record.route).inc()
        SECONDS.labels(transport, record.route).observe(time.perf_counter() - started)
