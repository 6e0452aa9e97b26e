"""What a client agreed to: the state of each purpose and channel, and the ledger it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as date_
from datetime import datetime, time, timedelta
from uuid import UUID

import strawberry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.sources import column
from backend.platform.clock import BUSINESS_ZONE
from backend.platform.errors import bad_input
from backend.platform.ids import public_id
from backend.retain.consents import Cell, states_of
from backend.retain.consents import ConsentEntry as Row
from backend.retain.purposes import CHANNEL_KEYS, PURPOSE_KEYS
from backend.schema.staff import User
from backend.schema.tag_rules import user_of

MOST: int = 200


@strawberry.type
class ConsentEntry:
    """One entry of the ledger."""

    row: strawberry.Private[Row]
    undone: strawberry.Private[bool] = False

    purpose: str = column("purpose")
    channel: str = column("channel")
    given: bool = column("given", description="Or withdrawn.")
    text_number: int | None = column("text_number", description="Version of the texts that he agreed to.")
    source: str = column("source", description="form, call, link, import, meeting.")
    evidence: str | None = column("evidence", description="Where the proof is.")
    at: datetime = column("at", description="When the client said so.")
    recorded_at: datetime = column("recorded_at")

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Its id."""
        return strawberry.ID(public_id("consententry", self.row.id))

    @strawberry.field
    def reverses(self) -> strawberry.ID | None:
        """The entry that this one says was a mistake."""
        id = self.row.reverses_id
        return None if id is None else strawberry.ID(public_id("consententry", id))

    @strawberry.field
    def taken_back(self) -> bool:
        """Whether it was a mistake, or says of another one that it was: it does not count then."""
        return self.undone or self.row.reverses_id is not None

    @strawberry.field
    async def recorded_by(self, info: Info) -> User | None:
        """Who wrote it down; null for the product itself, as when he used a link of his own."""
        return await user_of(info.context, self.row.recorded_by)


@strawberry.type
class ConsentState:
    """One purpose by one channel."""

    purpose: str
    channel: str
    state: str = strawberry.field(description="unknown, given, withdrawn.")
    entry: ConsentEntry | None = strawberry.field(description="What it rests on.")


async def consents_of(context: Context, client_id: UUID, on: date_ | None) -> list[ConsentState]:
    """All purposes by all channels, as of now or of the end of a day. Raises Refused(BAD_USER_INPUT, date)."""
    if on is not None and not 1900 < on.year < 2999:
        raise bad_input("on", "date")
    found: Mapping[Cell, Row] = await context.load(_states, client_id, on) or {}
    return [
        ConsentState(
            purpose=purpose,
            channel=channel,
            state="unknown" if row is None else "given" if row.given else "withdrawn",
            entry=None if row is None else ConsentEntry(row=row),
        )
        for purpose in PURPOSE_KEYS
        for channel in CHANNEL_KEYS
        for row in (found.get((purpose, channel)),)
    ]


async def _states(
    session: AsyncSession, _context: Context, ids: Sequence[UUID], on: date_ | None
) -> dict[UUID, Mapping[Cell, Row]]:
    if on is None:
        return await states_of(session, ids)
    end = datetime.combine(on + timedelta(days=1), time(), BUSINESS_ZONE) - timedelta.resolution
    return await states_of(session, ids, until=end)


async def history_of(context: Context, client_id: UUID, first: int) -> list[ConsentEntry]:
    """The ledger of a client, the newest first. Raises Refused(BAD_USER_INPUT, range)."""
    if not 1 <= first <= MOST:
        raise bad_input("first", "range", low=1, high=MOST)
    rows: Sequence[Row] = await context.load(_ledger, client_id) or ()
    undone = {row.reverses_id for row in rows}
    return [ConsentEntry(row=row, undone=row.id in undone) for row in rows[:first]]


async def _ledger(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    """The newest entries of each client, so many that a reader can ask for."""
    firm_id = context.principal.firm_id
    place = func.row_number().over(
        partition_by=Row.client_id, order_by=(Row.recorded_at.desc(), Row.id.desc())
    )
    ranked = (
        select(Row.id, place.label("place")).where(Row.firm_id == firm_id, Row.client_id.in_(ids)).subquery()
    )
    rows = await session.scalars(
        select(Row)
        .where(Row.firm_id == firm_id, Row.id.in_(select(ranked.c.id).where(ranked.c.place <= MOST)))
        .order_by(Row.recorded_at.desc(), Row.id.desc())
    )
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row.client_id, []).append(row)
    return found
