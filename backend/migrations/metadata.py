"""All tables of the product in one place: what migrations compare the database with."""

from backend.book import (
    assignments,
    clients,
    contact_points,
    households,
    interactions,
    ledger,
    notifications,
    products,
    staff,
    tags,
    tasks,
)
from backend.platform import audit, deliveries, directory, events, idempotency, keys, schedules, tenant
from backend.platform.db import Base

TABLE_MODULES = (
    *(tenant, keys, directory, audit, events, deliveries, schedules, idempotency),
    *(staff, clients, contact_points, assignments, households, products, ledger),
    *(interactions, tasks, tags, notifications),
)
METADATA = Base.metadata
