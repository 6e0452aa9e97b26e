"""A dispatcher over the module's database, and events made for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.platform.database import Database
from backend.platform.db import TenantRow
from backend.platform.events import Event, EventLogRow, OutboxRow, emit
from backend.workers.delivery import Handlers
from backend.workers.dispatch import BATCH, Dispatcher


@dataclass(frozen=True)
class Happened(Event):
    """An event of the tests; `mark` tells them apart."""

    name: ClassVar[str] = "test.happened"
    mark: int


MakeDispatcher = Callable[..., Dispatcher]


@pytest.fixture
def dispatcher_for(database: Database) -> MakeDispatcher:
    """Makes a dispatcher with the handlers of a test."""

    def make(handlers: Handlers, batch: int = BATCH) -> Dispatcher:
        return Dispatcher(database, handlers, batch, at_once=2)

    return make


async def emit_many(database: Database, firm_id: UUID, marks: Sequence[int]) -> None:
    """One committed change with an event for each mark."""
    async with database.as_system(firm_id, "tests") as session:
        for mark in marks:
            emit(session, Happened(mark=mark))


async def waiting_of(database: Database, firm_id: UUID) -> list[OutboxRow]:
    """What is in the outbox, by id."""
    async with database.as_system(firm_id, "tests") as session:
        return list(
            await session.scalars(select(OutboxRow).where(OutboxRow.firm_id == firm_id).order_by("id"))
        )


async def log_of(database: Database, firm_id: UUID) -> list[EventLogRow]:
    """What was delivered, in the order of the numbers."""
    async with database.as_system(firm_id, "tests") as session:
        rows = select(EventLogRow).where(EventLogRow.firm_id == firm_id).order_by(EventLogRow.seq)
        return list(await session.scalars(rows))


async def count_of(session: AsyncSession, model: type[TenantRow]) -> int:
    """How many rows of a table the session's firm has."""
    return int(await session.scalar(select(func.count()).select_from(model)) or 0)


async def make_due(database: Database, firm_id: UUID) -> None:
    """Let time pass for everything that rests."""
    async with database.as_system(firm_id, "tests") as session:
        for row in await session.scalars(select(OutboxRow).where(OutboxRow.firm_id == firm_id)):
            row.due_at = row.created_at
