"""Days of a client that people note down: a lunar birthday, his wife's, a wedding, the foundation of his company.

The year may be unknown. A birthday noted here is the one he keeps: it takes the place of his date of birth.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import Index, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from backend.book.clients import Client
from backend.book.lookup import named
from backend.platform.clock import business_date
from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.retain.care_events import CareDateChanged
from backend.retain.care_kinds import BIRTHDAY, DATE_KINDS
from backend.systemize import lunar
from backend.systemize.field_values import clean_text

MOST: Final = 20
OLDEST: Final = 1850
"""Companies are older than people."""
SOLAR: Final = re.compile(r"(?P<year>[0-9]{4}|-)-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")


class CareDate(Versioned, TenantRow):
    """One day. kind: of DATE_KINDS; label: whose or which; day: `1956-08-15`, `--08-15`, lunar also `1956-L06-15`."""

    __tablename__ = "care_date"
    __table_args__ = (refers("client", "client_id"), Index("ix_care_date_client", "firm_id", "client_id"))

    client_id: Mapped[UUID]
    kind: Mapped[str]
    label: Mapped[str | None]
    day: Mapped[str]
    lunar: Mapped[bool]


def read_day(text: str, *, lunar_day: bool) -> str:
    """A day as it is kept. Raises Refused(BAD_USER_INPUT): lunar_date, date."""
    if lunar_day:
        try:
            found = lunar.written(text[:40])
        except ValueError as wrong:
            raise bad_input("day", "lunar_date") from wrong
        if found.year is not None and lunar.solar_of(found, found.year) > business_date():
            raise bad_input("day", "future")
        return found.text
    parts = SOLAR.fullmatch(text.strip())
    try:
        if parts is None:
            raise ValueError(text)
        year = None if parts["year"] == "-" else int(parts["year"])
        # A leap year stands for one that is not known.
        day = date(2000 if year is None else year, int(parts["month"]), int(parts["day"]))
    except ValueError as wrong:
        raise bad_input("day", "date") from wrong
    if year is not None and year < OLDEST:
        raise bad_input("day", "date")
    if year is not None and day > business_date():
        raise bad_input("day", "future")
    return text.strip()


async def save(
    session: AsyncSession,
    client_id: UUID,
    id: UUID | None,
    version: int | None,
    *,
    kind: str,
    label: str | None,
    day: str,
    lunar_day: bool,
) -> CareDate:
    """Note a day down, or change one.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: choice, required (what another day is), lunar_date, date,
    future, `taken` for a second birthday, limit, merged.
    """
    client = await named(session, Client, client_id, "client")
    client.hold_open()
    if kind not in [each.value for each in DATE_KINDS]:
        raise bad_input("kind", "choice")
    told = clean_text(label or "", "label", limit=40, required=kind in {"other", "family_birthday"})
    kept = read_day(day, lunar_day=lunar_day)
    others = (
        await session.execute(
            select(func.count(), func.count().filter(CareDate.kind == BIRTHDAY)).where(
                CareDate.firm_id == session.info["firm_id"],
                CareDate.client_id == client_id,
                CareDate.id != (id or uuid7()),
            )
        )
    ).one()
    if others[0] >= MOST:
        raise bad_input("day", "limit", limit=MOST)
    if kind == BIRTHDAY and others[1]:
        raise bad_input("kind", "taken")
    row = CareDate(id=uuid7(), client_id=client_id)
    if id is not None:
        row = await locked_at(session, CareDate, id, version or 0)
    row.kind, row.label, row.day, row.lunar = kind, told, kept, lunar_day
    session.add(row)
    await session.flush()
    emit(session, CareDateChanged(client_id=client_id))
    return row


async def remove(session: AsyncSession, id: UUID, version: int) -> UUID:
    """Take a day away; whose it was. Raises Refused: NOT_FOUND, CONFLICT."""
    row = await locked_at(session, CareDate, id, version)
    client_id = row.client_id
    await session.delete(row)
    await session.flush()
    emit(session, CareDateChanged(client_id=client_id))
    return client_id
