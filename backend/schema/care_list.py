"""What is coming of all clients the caller sees: how much on which day, the occasions themselves, and festivals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import func, select

from backend.book.clients import Client as ClientRow
from backend.graph.context import Context
from backend.graph.nodes import nodes_of
from backend.graph.rights import demand
from backend.platform.errors import bad_input
from backend.retain.care_greetings import festival_clients
from backend.retain.care_kinds import KINDS
from backend.retain.care_occasions import CareOccasion as Row
from backend.retain.holiday_years import calendar_of
from backend.schema.calendar import CalendarDay, span_of, unusual_days
from backend.schema.care_occasions import CareOccasion, told
from backend.schema.clients import CLIENT, Client
from backend.schema.drawdowns import seen_clients
from backend.systemize.festivals import FESTIVALS, KEYS, festival_day, next_festival

MOST: Final = 500
MOST_GREETED: Final = 1_000


@strawberry.type
class CareKind:
    """A kind of occasion and how many there are."""

    key: str
    zh: str
    en: str
    count: int


@strawberry.type
class CareCount:
    """How many occasions of a kind a day has."""

    date: date
    kind: str
    count: int


@strawberry.type
class CareFestival:
    """A festival and its day."""

    key: str
    zh: str
    en: str
    date: date


@strawberry.type
class CareList:
    """Occasions from one day to another."""

    kinds: list[CareKind] = strawberry.field(
        description="Of the clients that are asked for, whatever the kind."
    )
    counts: list[CareCount]
    occasions: list[CareOccasion] = strawberry.field(description="By day; 500 at most.")
    festivals: list[CareFestival]
    days: list[CalendarDay] = strawberry.field(description="Days that are not what their weekday says.")
    truncated: bool = strawberry.field(description="Whether there is more than is listed.")


@strawberry.type
class FestivalClients:
    """Whom one greets for a festival."""

    key: str
    date: date
    total: int
    clients: list[Client] = strawberry.field(description="1,000 at most.")


async def care_list(
    context: Context,
    first: date,
    last: date,
    *,
    owner: UUID | None,
    team: bool,
    kind: str | None,
    tier: str | None,
) -> CareList:
    """Occasions of kinds that the caller may read of all clients he sees; two statements, and the firm's holidays.

    Raises Refused(BAD_USER_INPUT): order, range, choice; FORBIDDEN for a filter by what he may not read.
    """
    span = span_of(first, last)
    if kind is not None and kind not in [each.value for each in KINDS]:
        raise bad_input("kind", "choice")
    whose = select(ClientRow.id).where(*seen_clients(context), *_whose(context, owner, tier, team=team))
    bounds: list[Any] = [
        Row.firm_id == context.principal.firm_id,
        Row.state != "withdrawn",
        Row.on.between(span.first, span.last),
        told(context),
        Row.client_id.in_(whose),
    ]
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 3
        counted = (
            await session.execute(
                select(Row.on, Row.kind, func.count())
                .where(*bounds)
                .group_by(Row.on, Row.kind)
                .order_by(Row.on)
            )
        ).all()
        chosen = [*bounds, *([] if kind is None else [Row.kind == kind])]
        rows = (
            await session.scalars(select(Row).where(*chosen).order_by(Row.on, Row.id).limit(MOST + 1))
        ).all()
        calendar = await calendar_of(session)
    return CareList(
        kinds=[
            CareKind(
                key=each.value,
                zh=each.zh,
                en=each.en,
                count=sum(count for _, of, count in counted if of == each.value),
            )
            for each in KINDS
        ],
        counts=[CareCount(date=on, kind=of, count=count) for on, of, count in counted],
        occasions=[CareOccasion(row=row) for row in rows[:MOST]],
        festivals=_festivals(span.first, span.last),
        days=unusual_days(span, calendar.is_workday),
        truncated=len(rows) > MOST,
    )


def _whose(context: Context, owner: UUID | None, tier: str | None, *, team: bool) -> list[Any]:
    bounds: list[Any] = []
    if owner is not None:
        demand(context, "Client", "Client.owner")
        bounds.append(ClientRow.owner_id == owner)
    if team:
        bounds.append(ClientRow.team_id.in_(context.principal.scope.team_ids))
    if tier is not None:
        demand(context, "Client", "Client.tier")
        bounds.append(ClientRow.tier == tier)
    return bounds


def _festivals(first: date, last: date) -> list[CareFestival]:
    found = [
        CareFestival(key=each.value, zh=each.zh, en=each.en, date=day)
        for each in FESTIVALS
        for year in range(max(first.year, 2000), min(last.year, 2099) + 1)
        if first <= (day := festival_day(each.value, year)) <= last
    ]
    return sorted(found, key=lambda one: (one.date, one.key))


async def festival_of(
    context: Context, key: str, today: date, *, owner: UUID | None, team: bool, tier: str | None
) -> FestivalClients:
    """Clients who are greeted for the next day of a festival. Raises as `care_list`."""
    if key not in KEYS:
        raise bad_input("key", "choice")
    demand(context, "Client", "Client.state")
    whose = select(ClientRow.id).where(*seen_clients(context), *_whose(context, owner, tier, team=team))
    statement = festival_clients(context.principal.firm_id).where(ClientRow.id.in_(whose))
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 1
        ids: Sequence[UUID] = [row.id for row in await session.execute(statement.order_by(ClientRow.id))]
    nodes = await nodes_of(context, CLIENT, ids[:MOST_GREETED])
    return FestivalClients(
        key=key,
        date=next_festival(key, today),
        total=len(ids),
        clients=[node for node in nodes if node is not None],
    )
