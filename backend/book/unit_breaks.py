"""Differences between our units and the registrar's: a worklist that is worked off, not a report that is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import Index, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.book.assets import restated, worth_of
from backend.book.clients import Client
from backend.book.lookup import actor_id, all_named, named
from backend.book.money_events import UnitBreakSettled, UnitsCompared
from backend.book.product_fields import number_in
from backend.book.products import Product, ShareClass
from backend.book.rebuild import FundKey
from backend.platform.clock import business_date, now
from backend.platform.db import UNITS, TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.versions import locked_at
from backend.systemize.field_values import clean_text
from backend.systemize.masks import mask_bank_account

STATES: Final = ("open", "explained", "resolved")


class UnitBreak(Versioned, TenantRow):
    """A position that differs on a day. investor_masked: the registrar's account, masked, where no client is known.

    state: open; explained (somebody knows why, the units still differ); resolved (by hand, or because a later list
    agrees, then settled_by_id is None).
    """

    __tablename__ = "unit_break"
    __table_args__ = (
        refers("client", "client_id"),
        refers("product", "product_id"),
        refers("share_class", "share_class_id"),
        refers("user_account", "settled_by_id"),
        Index(
            "uq_unit_break_position",
            *("firm_id", "product_id", "share_class_id", "as_of", "client_id", "investor_masked"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_unit_break_state", "firm_id", "state", "as_of"),
    )

    product_id: Mapped[UUID]
    share_class_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    investor_masked: Mapped[str | None]
    as_of: Mapped[date]
    our_units: Mapped[Decimal] = mapped_column(UNITS)
    registrar_units: Mapped[Decimal] = mapped_column(UNITS)
    state: Mapped[str] = mapped_column(default="open")
    note: Mapped[str | None]
    settled_by_id: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """Units of one investor on the registrar's list; client_id: None when nobody knows who it is.

    investor: the registrar's account number, kept only masked and only where there is no client.
    """

    client_id: UUID | None
    units: Decimal
    investor: str | None = None


@dataclass(slots=True)
class Compared:
    """What a comparison did.

    positions: on either side; broken: ids of breaks of this day, new: those that were not there before; resolved:
    older ones.
    """

    positions: int = 0
    agreeing: int = 0
    broken: list[UUID] = field(default_factory=list)
    new: list[UUID] = field(default_factory=list)
    resolved: list[UUID] = field(default_factory=list)


async def compare_units(
    session: AsyncSession, fund: FundKey, as_of: date, rows: Sequence[UnitRow], *, whole: bool = True
) -> Compared:
    """Compare the registrar's whole list of a fund and day with our units of that day, as known now.

    whole: False when lines of the list are missing: of who is not on it nothing is said then.

    Several rows of one client add up. A difference becomes a break, once a day and position; one that somebody has
    settled stays settled while its figures stay. Where the units agree now, every unresolved break of the position up
    to that day is resolved. The same list again changes nothing. Raises Refused(BAD_USER_INPUT): unknown fund, class,
    client, a future day, units below 0.
    """
    listed = await _listed(session, fund, as_of, rows)
    ours: dict[_Investor, Decimal] = {
        (worth.position.client_id, None): worth.units
        for worth in await worth_of(session, restated(as_of), product_ids=[fund.product_id])
        if worth.position.share_class_id == fund.share_class_id
    }
    breaks: dict[_Investor, list[UnitBreak]] = {}
    for row in await _breaks(session, fund, as_of):
        breaks.setdefault((row.client_id, row.investor_masked), []).append(row)
    found = Compared()
    for investor in sorted({*ours, *listed, *breaks} if whole else listed, key=str):
        our, theirs = ours.get(investor, Decimal(0)), listed.get(investor, Decimal(0))
        known = breaks.get(investor, [])
        found.positions += investor in ours or investor in listed
        if our == theirs:
            found.agreeing += investor in ours or investor in listed
            found.resolved += _resolve(session, known)
        else:
            found.broken.append(_broken(session, fund, as_of, investor, our, theirs, known))
            found.new += [found.broken[-1]] if not any(row.as_of == as_of for row in known) else []
    emit(
        session,
        UnitsCompared(fund.product_id, as_of.isoformat(), found.positions, len(found.broken)),
    )
    await session.flush()
    return found


_Investor = tuple[UUID | None, str | None]
"""A client, or what the registrar calls somebody whom we do not know."""


async def settle_break(session: AsyncSession, id: UUID, version: int, state: str, note: str) -> UnitBreak:
    """Say what became of a difference. state: explained, resolved, or open again; note: why, required.

    Raises Refused: NOT_FOUND, CONFLICT, BAD_USER_INPUT.
    """
    row = await locked_at(session, UnitBreak, id, version)
    if state not in STATES:
        raise bad_input("state", "choice")
    row.note = clean_text(note, "note", limit=1000, required=True)
    row.state = state
    row.settled_by_id = actor_id(session) if state != "open" else None
    row.settled_at = now() if state != "open" else None
    await session.flush()
    emit(session, UnitBreakSettled(row.id, row.client_id, state))
    return row


async def _listed(
    session: AsyncSession, fund: FundKey, as_of: date, rows: Sequence[UnitRow]
) -> dict[_Investor, Decimal]:
    """Units of the list by investor."""
    await named(session, Product, fund.product_id, "product")
    if fund.share_class_id is not None:
        await named(session, ShareClass, fund.share_class_id, "shareClass")
    if as_of > business_date():
        raise bad_input("asOf", "future")
    await all_named(session, Client, list({row.client_id for row in rows if row.client_id}), "client")
    found: dict[_Investor, Decimal] = {}
    for row in rows:
        number_in("units", row.units, Decimal(0), Decimal(10) ** 13, 6)
        masked = mask_bank_account(row.investor or "") if row.client_id is None else None
        investor = (row.client_id, masked)
        found[investor] = found.get(investor, Decimal(0)) + row.units
    return found


async def _breaks(session: AsyncSession, fund: FundKey, as_of: date) -> list[UnitBreak]:
    """Breaks of a fund up to a day that are not resolved, and all of that day."""
    rows = await session.scalars(
        select(UnitBreak)
        .where(
            UnitBreak.firm_id == session.info["firm_id"],
            UnitBreak.product_id == fund.product_id,
            UnitBreak.share_class_id.is_not_distinct_from(fund.share_class_id),
            UnitBreak.as_of <= as_of,
            or_(UnitBreak.as_of == as_of, UnitBreak.state != "resolved"),
        )
        .order_by(UnitBreak.as_of)
        .with_for_update()
    )
    return list(rows)


def _resolve(session: AsyncSession, rows: Sequence[UnitBreak]) -> list[UUID]:
    """Resolve breaks whose position agrees now."""
    waiting = [row for row in rows if row.state != "resolved"]
    for row in waiting:
        row.state, row.settled_by_id, row.settled_at = "resolved", None, now()
        emit(session, UnitBreakSettled(row.id, row.client_id, "resolved"))
    return [row.id for row in waiting]


def _broken(
    session: AsyncSession,
    fund: FundKey,
    as_of: date,
    investor: _Investor,
    our: Decimal,
    theirs: Decimal,
    known: Sequence[UnitBreak],
) -> UUID:
    """The break of a position on a day."""
    row = next((one for one in known if one.as_of == as_of), None)
    if row is None:
        row = UnitBreak(
            id=uuid7(),
            **fund._asdict(),
            client_id=investor[0],
            investor_masked=investor[1],
            as_of=as_of,
            our_units=our,
            registrar_units=theirs,
        )
        session.add(row)
    elif (row.our_units, row.registrar_units) != (our, theirs):
        # Other figures are another difference: what was said about the old one does not hold for it.
        row.our_units, row.registrar_units, row.state = our, theirs, "open"
        row.settled_by_id = row.settled_at = None
    return row.id
