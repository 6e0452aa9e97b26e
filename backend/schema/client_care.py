"""The care of one client: his birthday by both calendars, days noted of him, what comes, and what was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.birthdays import next_birthday
from backend.graph.context import Context
from backend.platform.clock import business_date
from backend.platform.principal import Level, Relation
from backend.retain.care_kinds import BIRTHDAY, NOTED
from backend.retain.care_occasions import CareOccasion as Row
from backend.schema.care_dates import CareDate, dates_of, next_of
from backend.schema.care_occasions import CareOccasion, is_told
from backend.systemize import lunar

MOST: Final = 40
PAST: Final = timedelta(days=400)
AHEAD: Final = timedelta(days=366)


@strawberry.type
class ClientBirthday:
    """A birthday by both calendars. kept: solar or lunar, the one he keeps."""

    kept: str
    born_on: date | None = strawberry.field(description="Null where the year, or all of it, is not known.")
    born_lunar: str | None = strawberry.field(description="By the lunar calendar, in Chinese words.")
    next_solar: date | None
    next_lunar: date | None


@strawberry.type
class ClientCare:
    """The care of one client; of each part only what the caller may read."""

    birthday: ClientBirthday | None
    dates: list[CareDate]
    coming: list[CareOccasion] = strawberry.field(description="Within a year, the next first.")
    past: list[CareOccasion] = strawberry.field(description="Of the last thirteen months, the latest first.")


async def care_of(context: Context, client: Any, stands: Relation) -> ClientCare:
    """What is known of a client's occasions."""
    mask = context.principal.mask
    noted = mask.level(NOTED, stands) >= Level.VIEW
    born = mask.level("Client.birthDate", stands) >= Level.VIEW
    dates = [CareDate(row=row) for row in (await context.load(dates_of, client.id) or ())] if noted else []
    rows: Sequence[Row] = await context.load(_occasions, client.id) or ()
    seen = [row for row in rows if is_told(context, row.kind, row.source, stands)]
    today = business_date()
    return ClientCare(
        birthday=_birthday(client, dates, today) if noted and born else None,
        dates=dates,
        coming=[CareOccasion(row=row) for row in seen if today <= row.on <= today + AHEAD][:MOST],
        past=[CareOccasion(row=row) for row in reversed(seen) if row.on < today][:MOST],
    )


def _birthday(client: Any, dates: Sequence[CareDate], today: date) -> ClientBirthday | None:
    own = next((each.row for each in dates if each.row.kind == BIRTHDAY), None)
    if own is not None and own.lunar:
        day = lunar.read(own.day)
        solar = client.birth_date or (lunar.solar_of(day, day.year) if day.year else None)
        return ClientBirthday(
            kept="lunar",
            born_on=solar,
            born_lunar=lunar.in_chinese(day),
            next_solar=None if solar is None else next_birthday(solar, today),
            next_lunar=lunar.next_of(day, today),
        )
    if own is None and client.birth_date is None:
        return None
    born = client.birth_date
    if own is not None:
        born = None if own.day.startswith("-") else date.fromisoformat(own.day)
    by_moon = None if born is None else lunar.lunar_of(born)
    return ClientBirthday(
        kept="solar",
        born_on=born,
        born_lunar=None if by_moon is None else lunar.in_chinese(by_moon),
        next_solar=next_of(own, today) if own is not None else next_birthday(born, today),
        next_lunar=None if by_moon is None else lunar.next_of(by_moon, today),
    )


async def _occasions(session: AsyncSession, context: Context, ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    """Occasions of each client from the past on, by day."""
    rows = await session.scalars(
        select(Row)
        .where(
            Row.firm_id == context.principal.firm_id,
            Row.client_id.in_(ids),
            Row.state != "withdrawn",
            Row.on >= business_date() - PAST,
        )
        .order_by(Row.on, Row.id)
    )
    found: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(row)
    return found
