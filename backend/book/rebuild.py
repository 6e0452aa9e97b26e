"""Lots, their uses, holdings and AUM as rows, brought into line with what the transactions say.

Derived rows are written without audit rows: each follows from a transaction or a NAV, and those are audited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.exchange_rates import HOME, rates_at
from backend.book.ledger import Holding, Lot, LotUse, Transaction
from backend.book.positions import Payout, Position, Terms, replay
from backend.book.products import NavPoint, Product, ShareClass
from backend.platform.clock import business_date
from backend.platform.db import TenantRow
from backend.platform.ids import uuid7

# Ids in one statement, far below what a statement may carry.
CHUNK = 2000


class PositionKey(NamedTuple):
    """A client's units of a fund, or of one of its share classes."""

    client_id: UUID
    product_id: UUID
    share_class_id: UUID | None = None


class FundKey(NamedTuple):
    """What has a NAV: a fund, or one of its share classes."""

    product_id: UUID
    share_class_id: UUID | None = None


@dataclass
class _Writes:
    """Rows of one table to delete, change and insert."""

    gone: list[UUID] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    new: list[dict[str, Any]] = field(default_factory=list)


async def fund_terms(session: AsyncSession, funds: Collection[FundKey]) -> dict[FundKey, Terms]:
    """Lock-up and payouts of funds and share classes."""
    firm_id, ids = session.info["firm_id"], {fund.product_id for fund in funds}
    days: dict[FundKey, int] = {}
    rows = await session.execute(
        select(Product.id, Product.lock_up_days).where(Product.firm_id == firm_id, Product.id.in_(ids))
    )
    for product_id, lock_up in rows:
        days[FundKey(product_id)] = lock_up
    classes = await session.execute(
        select(ShareClass.product_id, ShareClass.id, ShareClass.lock_up_days).where(
            ShareClass.firm_id == firm_id, ShareClass.product_id.in_(ids)
        )
    )
    for product_id, class_id, own in classes:
        days[FundKey(product_id, class_id)] = days.get(FundKey(product_id), 0) if own is None else own
    payouts: dict[FundKey, list[Payout]] = defaultdict(list)
    paid = await session.execute(
        select(
            NavPoint.product_id, NavPoint.share_class_id, NavPoint.date, NavPoint.dividend, NavPoint.split
        ).where(
            NavPoint.firm_id == firm_id,
            NavPoint.product_id.in_(ids),
            NavPoint.superseded_at.is_(None),
            or_(NavPoint.dividend != 0, NavPoint.split != 1),
        )
    )
    for paying_id, paying_class, day, dividend, split in paid:
        payouts[FundKey(paying_id, paying_class)].append(Payout(day, dividend, split))
    return {fund: Terms(days.get(fund, 0), tuple(payouts[fund])) for fund in funds}


async def transactions_of(
    session: AsyncSession, keys: Collection[PositionKey]
) -> dict[PositionKey, list[Transaction]]:
    """All transactions of positions, oldest first; those without any are there, empty."""
    found: dict[PositionKey, list[Transaction]] = {key: [] for key in keys}
    for row in await _rows_of(session, Transaction, keys):
        key = PositionKey(row.client_id, row.product_id, row.share_class_id)
        if key in found:
            found[key].append(row)
    return found


async def rebuild(
    session: AsyncSession,
    keys: Collection[PositionKey],
    replayed: Mapping[PositionKey, Position] | None = None,
) -> None:
    """Bring lots, uses and holdings of positions into line; rows that are right already stay untouched.

    replayed: what somebody has worked out already. Raises ShortOfUnits.
    """
    positions = replayed if replayed is not None else await replayed_of(session, keys)
    lots, uses, holdings = await _planned(session, keys, positions)
    # Uses point to lots: they go before them and come after them.
    await _delete(session, LotUse, uses)
    for model, writes in ((Lot, lots), (LotUse, uses), (Holding, holdings)):
        await _delete(session, model, writes)
        await _change(session, model, writes)


async def replayed_of(session: AsyncSession, keys: Collection[PositionKey]) -> dict[PositionKey, Position]:
    """Positions as their transactions say. Raises ShortOfUnits."""
    told = await transactions_of(session, keys)
    terms = await fund_terms(session, {FundKey(*key[1:]) for key in keys})
    return {key: replay(rows, terms[FundKey(*key[1:])]) for key, rows in told.items()}


async def differences(session: AsyncSession, keys: Collection[PositionKey]) -> list[str]:
    """What of the stored rows is not what the transactions say; empty when all is right.

    keys: positions, as `all_positions` gives them.
    """
    planned = await _planned(session, keys, await replayed_of(session, keys))
    found = []
    for model, writes in zip((Lot, LotUse, Holding), planned, strict=True):
        for what, rows in (("extra", writes.gone), ("wrong", writes.changed), ("missing", writes.new)):
            found += [f"{model.__tablename__} {what}: {row}" for row in rows]
    return found


async def all_positions(session: AsyncSession, product_id: UUID | None = None) -> list[PositionKey]:
    """Every position there ever was, of the firm or of one fund."""
    statement = (
        select(Transaction.client_id, Transaction.product_id, Transaction.share_class_id)
        .where(Transaction.firm_id == session.info["firm_id"])
        .distinct()
    )
    if product_id is not None:
        statement = statement.where(Transaction.product_id == product_id)
    return [PositionKey(*row) for row in await session.execute(statement)]


async def holders_of(session: AsyncSession, fund: FundKey) -> list[UUID]:
    """Clients who hold a fund or class now."""
    rows = await session.scalars(
        select(Holding.client_id)
        .where(
            Holding.firm_id == session.info["firm_id"],
            Holding.product_id == fund.product_id,
            Holding.share_class_id.is_not_distinct_from(fund.share_class_id),
            Holding.valid_to.is_(None),
        )
        .order_by(Holding.client_id)
    )
    return list(rows)


async def lock_clients(session: AsyncSession, ids: Collection[UUID], *, living: bool = False) -> list[UUID]:
    """Clients whose holdings and AUM nobody else changes until commit; those that are there.

    living: without those that became part of another one.
    """
    found: list[UUID] = []
    bounds = [Client.merged_into_id.is_(None)] if living else []
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        found += await session.scalars(
            select(Client.id)
            .where(Client.firm_id == session.info["firm_id"], Client.id.in_(ordered[start : start + CHUNK]))
            .where(*bounds)
            .order_by(Client.id)
            .with_for_update(key_share=True)
        )
    return found


async def maintain_aum(session: AsyncSession, client_ids: Collection[UUID]) -> None:
    """Bring the AUM of clients into line with their holdings, the latest NAVs and rates.

    Units without a NAV add nothing. Raises Refused(rate_missing).
    """
    firm_id = session.info["firm_id"]
    # By a statement of its own: the next one then sees what whoever held them has written.
    ids = sorted(await lock_clients(session, client_ids))
    for start in range(0, len(ids), CHUNK):
        chosen = ids[start : start + CHUNK]
        held = and_(Holding.firm_id == firm_id, Holding.client_id == Client.id, Holding.valid_to.is_(None))
        fund = and_(Product.firm_id == firm_id, Product.id == Holding.product_id)
        of_class = and_(ShareClass.firm_id == firm_id, ShareClass.id == Holding.share_class_id)
        joined = (
            select(Client.id.label("id"))
            .outerjoin(Holding, held)
            .outerjoin(Product, fund)
            .outerjoin(ShareClass, of_class)
            .where(Client.firm_id == firm_id, Client.id.in_(chosen))
        )
        currency = func.coalesce(ShareClass.currency, Product.currency, HOME)
        found = await session.scalars(joined.with_only_columns(currency).distinct())
        rates = await rates_at(session, found, business_date())
        worth = (
            joined.add_columns(
                func.coalesce(func.sum(_value(rates, currency)), literal(Decimal(0))).label("aum")
            )
            .group_by(Client.id)
            .subquery()
        )
        await session.execute(
            update(Client)
            .where(Client.firm_id == firm_id, Client.id == worth.c.id, Client.aum != worth.c.aum)
            .values(aum=worth.c.aum)
            .execution_options(synchronize_session=False)
        )


def _value(rates: Mapping[str, Decimal], currency: ColumnElement[Any]) -> ColumnElement[Any]:
    """CNY of a holding at the latest NAV, to the cent."""
    nav = case((Holding.share_class_id.is_(None), Product.nav), else_=ShareClass.nav)
    foreign = [(currency == name, rate) for name, rate in rates.items() if name != HOME]
    worth = Holding.units * nav * case(*foreign, else_=Decimal(1)) if foreign else Holding.units * nav
    return case((Product.valuation == "cost", Holding.cost), else_=func.round(worth, 2))


async def _rows_of(session: AsyncSession, model: Any, keys: Collection[PositionKey]) -> list[Any]:
    """Rows of a table that belong to the clients and funds of positions."""
    firm_id, products = session.info["firm_id"], sorted({key.product_id for key in keys})
    clients = sorted({key.client_id for key in keys})
    found: list[Any] = []
    for start in range(0, len(clients), CHUNK):
        statement = (
            select(model)
            .where(
                model.firm_id == firm_id,
                model.client_id.in_(clients[start : start + CHUNK]),
                model.product_id.in_(products),
            )
            .order_by(model.id)
            # The rows of a bulk statement before may be newer than what the session remembers.
            .execution_options(populate_existing=True)
        )
        found += await session.scalars(statement)
    return found


async def _planned(
    session: AsyncSession, keys: Collection[PositionKey], positions: Mapping[PositionKey, Position]
) -> tuple[_Writes, _Writes, _Writes]:
    """What makes the stored lots, uses and holdings those of the positions."""
    stored = {}
    for model in (Lot, LotUse, Holding):
        stored[model] = await _rows_of(session, model, keys)
    lots, lot_ids = _lots(positions, [row for row in stored[Lot] if _key(row) in positions])
    own = set(lot_ids.values())
    uses = _uses(positions, [row for row in stored[LotUse] if row.lot_id in own], lot_ids)
    # Uses of lots that go away go with them.
    uses.gone += [row.id for row in stored[LotUse] if row.lot_id in set(lots.gone)]
    holdings = _holdings(positions, [row for row in stored[Holding] if _key(row) in positions])
    return lots, uses, holdings


Place = tuple[UUID, int]
"""Of a lot: its transaction and its ordinal."""


def _lots(
    positions: Mapping[PositionKey, Position], stored: Sequence[Lot]
) -> tuple[_Writes, dict[Place, UUID]]:
    """What to write of lots, and the id of each lot that will be there."""
    wanted = {}
    for key, position in positions.items():
        for lot in position.lots:
            wanted[lot.transaction_id, lot.ordinal] = {
                **key._asdict(),
                "opened_on": lot.opened_on,
                "units_opened": lot.units_opened,
                "cost_opened": lot.cost_opened,
                "units": lot.units,
                "cost": lot.cost,
                "high_water": lot.high_water,
                "unlock_on": lot.unlock_on,
                "closed_on": lot.closed_on,
            }
    by_place = {(row.transaction_id, row.ordinal): row for row in stored}
    writes = _difference(wanted, by_place, ("transaction_id", "ordinal"))
    ids = {place: row.id for place, row in by_place.items() if place in wanted}
    return writes, ids | {(row["transaction_id"], row["ordinal"]): row["id"] for row in writes.new}


def _uses(
    positions: Mapping[PositionKey, Position], stored: Sequence[LotUse], lot_ids: Mapping[Place, UUID]
) -> _Writes:
    wanted = {}
    for key, position in positions.items():
        for use in position.uses:
            wanted[use.transaction_id, lot_ids[use.opened_by, use.ordinal]] = {
                "client_id": key.client_id,
                "product_id": key.product_id,
                "date": use.on,
                "units": use.units,
                "cost": use.cost,
                "proceeds": use.proceeds,
            }
    by_place = {(row.transaction_id, row.lot_id): row for row in stored}
    return _difference(wanted, by_place, ("transaction_id", "lot_id"))


def _holdings(positions: Mapping[PositionKey, Position], stored: Sequence[Holding]) -> _Writes:
    wanted: dict[tuple[Any, ...], dict[str, Any]] = {}
    for key, position in positions.items():
        for stretch in position.stretches:
            wanted[(*key, stretch.valid_from)] = {
                "units": stretch.units,
                "cost": stretch.cost,
                "valid_to": stretch.valid_to,
            }
    by_place = {(*_key(row), row.valid_from): row for row in stored}
    return _difference(wanted, by_place, (*PositionKey._fields, "valid_from"))


def _key(row: Any) -> PositionKey:
    return PositionKey(row.client_id, row.product_id, row.share_class_id)


def _difference(
    wanted: Mapping[tuple[Any, ...], Mapping[str, Any]],
    stored: Mapping[tuple[Any, ...], Any],
    names: Sequence[str],
) -> _Writes:
    """What makes the stored rows those that are wanted. names: of the columns that the keys are made of."""
    writes = _Writes(gone=[row.id for place, row in stored.items() if place not in wanted])
    for place, columns in wanted.items():
        row = stored.get(place)
        if row is None:
            writes.new.append({"id": uuid7(), **dict(zip(names, place, strict=True)), **columns})
        elif any(getattr(row, name) != value for name, value in columns.items()):
            writes.changed.append({"row_id": row.id, **columns})
    return writes


async def _delete(session: AsyncSession, model: type[TenantRow], writes: _Writes) -> None:
    """Delete the rows that go away, once."""
    firm_id, table = session.info["firm_id"], model.__table__
    for start in range(0, len(writes.gone), CHUNK):
        chosen = writes.gone[start : start + CHUNK]
        await session.execute(delete(table).where(table.c.firm_id == firm_id, table.c.id.in_(chosen)))  # type: ignore[arg-type]
    writes.gone.clear()


async def _change(session: AsyncSession, model: type[TenantRow], writes: _Writes) -> None:
    """Change rows that are wrong and insert those that are missing."""
    firm_id, table = session.info["firm_id"], model.__table__
    if writes.changed:
        names = [name for name in writes.changed[0] if name != "row_id"]
        await session.execute(
            update(table)  # type: ignore[arg-type]
            .where(table.c.firm_id == firm_id, table.c.id == bindparam("row_id"))
            .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}),
            [
                {"row_id": row["row_id"], **{f"new_{name}": row[name] for name in names}}
                for row in writes.changed
            ],
        )
    if writes.new:
        await session.execute(insert(table), [{"firm_id": firm_id, **row} for row in writes.new])  # type: ignore[arg-type]
