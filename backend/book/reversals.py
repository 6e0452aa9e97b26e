"""Taking transactions back: by new rows with the opposite signs, never by a change of the old ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.booking import append, hold, transaction_called
from backend.book.ledger import Transaction
from backend.book.life_cycle import unsubscribed
from backend.book.orders import take_back
from backend.book.positions import Position, ShortOfUnits, Terms, replay
from backend.book.rebuild import FundKey, PositionKey, fund_terms, maintain_aum, rebuild, transactions_of
from backend.platform.bells import strike
from backend.platform.clock import business_date, now
from backend.platform.errors import bad_input
from backend.platform.ids import uuid7


async def reverse(session: AsyncSession, id: UUID, on: date | None = None) -> list[Transaction]:
    """Take a transaction back by a new row with the opposite signs, dated `on` (default today).

    Of a switch or transfer both sides are taken back. The reason is the change's. Raises Refused: NOT_FOUND;
    BAD_USER_INPUT for a reversal, one reversed already, a day before its own, or units that are gone by now.
    """
    day = on or business_date()
    first = await transaction_called(session, id)
    sides = await _both_sides(session, first)
    if any(row.reverses_id is not None for row in sides) or await _reversed(session, sides):
        raise bad_input("id", "state")
    if day < max(row.date for row in sides):
        raise bad_input("date", "order")
    if day > business_date():
        raise bad_input("date", "future")
    await hold(session, {row.product_id for row in sides}, {row.client_id for row in sides})
    moment = now()
    rows = {n: _opposite(row, day, moment) for n, row in enumerate(sides)}
    keys = {PositionKey(row.client_id, row.product_id, row.share_class_id) for row in sides}
    told = await transactions_of(session, keys)
    terms = await fund_terms(session, {FundKey(*key[1:]) for key in keys})
    try:
        positions = {
            key: replay(
                [*told[key], *(Transaction(**r) for r in rows.values() if _of(r) == key)],
                terms[FundKey(*key[1:])],
            )
            for key in keys
        }
    except ShortOfUnits as short:
        raise bad_input("id", "units_short", value=short.on.isoformat()) from short
    await append(session, rows.values())
    await rebuild(session, positions, positions)
    clients = {row.client_id for row in sides}
    await maintain_aum(session, clients)
    made = {row["order_id"]: row["id"] for row in rows.values() if row["order_id"] is not None}
    await take_back(session, made.keys(), made)
    await unsubscribed(session, clients)
    for client_id in sorted(clients):
        strike(session, "client", str(client_id))
    return [await transaction_called(session, row["id"]) for row in rows.values()]


async def reverse_many(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str | None]:
    """Take transactions back today, as many of them as can be: None for those that were, else why not.

    `state`: not there, a reversal, or reversed already; `units_short`: later transactions took units out that came in
    with it. Of a switch or transfer the other side is not taken back: name both.
    """
    day, moment, firm_id = business_date(), now(), session.info["firm_id"]
    rows = {
        row.id: row
        for row in await session.scalars(
            select(Transaction).where(Transaction.firm_id == firm_id, Transaction.id.in_(ids))
        )
    }
    await hold(session, {r.product_id for r in rows.values()}, {r.client_id for r in rows.values()})
    told: dict[UUID, str | None] = dict.fromkeys(ids, "state")
    undone = await session.scalars(
        select(Transaction.reverses_id).where(
            Transaction.firm_id == firm_id, Transaction.reverses_id.in_(list(rows))
        )
    )
    before = set(undone)
    groups: dict[PositionKey, list[Transaction]] = defaultdict(list)
    for row in rows.values():
        if row.reverses_id is None and row.id not in before:
            groups[PositionKey(row.client_id, row.product_id, row.share_class_id)].append(row)
    there = await transactions_of(session, groups.keys())
    terms = await fund_terms(session, {FundKey(*key[1:]) for key in groups})
    positions, made = {}, []
    for key, own in groups.items():
        taken_back, position = _without(there[key], own, terms[FundKey(*key[1:])], day, moment)
        told |= {row.id: None if row.id in taken_back else "units_short" for row in own}
        positions[key] = position
        made += list(taken_back.values())
    await append(session, made)
    await rebuild(session, positions, positions)
    await maintain_aum(session, {key.client_id for key in groups})
    undone_orders = {row["order_id"]: row["id"] for row in made if row["order_id"] is not None}
    await take_back(session, undone_orders.keys(), undone_orders)
    await unsubscribed(session, {key.client_id for key in groups})
    return told


def _without(
    there: Sequence[Transaction], own: Sequence[Transaction], terms: Terms, day: date, moment: datetime
) -> tuple[dict[UUID, dict[str, Any]], Position]:
    """The reversals of as many of a position's transactions as can go, the latest first, and what is left."""
    ordered = sorted(own, key=lambda row: (row.date, row.id), reverse=True)
    reversals = {row.id: _opposite(row, max(day, row.date), moment) for row in ordered}
    try:
        return reversals, replay([*there, *(Transaction(**r) for r in reversals.values())], terms)
    except ShortOfUnits:
        pass
    found: dict[UUID, dict[str, Any]] = {}
    position = replay(there, terms)
    for id, reversal in reversals.items():
        tried = [*found.values(), reversal]
        try:
            position = replay([*there, *(Transaction(**r) for r in tried)], terms)
        except ShortOfUnits:
            continue
        found[id] = reversal
    return found, position


def _opposite(row: Transaction, on: date, moment: datetime) -> dict[str, Any]:
    """The columns of a reversal."""
    same = (
        "client_id",
        "product_id",
        "share_class_id",
        "kind",
        "nav",
        "currency",
        "rate",
        "pair_id",
        "order_id",
    )
    turned = ("units", "gross", "fee", "performance_fee", "net", "local_gross", "local_fee", "local_net")
    columns: dict[str, Any] = {name: getattr(row, name) for name in same}
    for name in turned:
        value = getattr(row, name)
        columns[name] = None if value is None else -value
    return {
        "id": uuid7(),
        **columns,
        "date": on,
        "lots": None,
        "reverses_id": row.id,
        "reference": None,
        "known_at": moment,
        "created_at": moment,
        "source": "manual",
        "origin": None,
    }


def _of(row: Mapping[str, Any]) -> PositionKey:
    return PositionKey(row["client_id"], row["product_id"], row["share_class_id"])


async def _both_sides(session: AsyncSession, row: Transaction) -> list[Transaction]:
    if row.pair_id is None or row.reverses_id is not None:
        return [row]
    found = await session.scalars(
        select(Transaction)
        .where(
            Transaction.firm_id == session.info["firm_id"],
            Transaction.pair_id == row.pair_id,
            Transaction.reverses_id.is_(None),
        )
        .order_by(Transaction.id)
    )
    return list(found)


async def _reversed(session: AsyncSession, rows: Sequence[Transaction]) -> bool:
    found = await session.scalar(
        select(Transaction.id)
        .where(
            Transaction.firm_id == session.info["firm_id"],
            Transaction.reverses_id.in_([row.id for row in rows]),
        )
        .limit(1)
    )
    return found is not None
