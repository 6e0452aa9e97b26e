"""Transactions, opening balances and the registrar's confirmations: rows of sheets become rows of the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backend.book.imports.batches import Batch
from backend.book.imports.intakes import Intake, Met, Reading, Readings, origin_of, settle_taken
from backend.book.imports.jobs import ImportRow
from backend.book.imports.named import clients_named, funds_named, funds_of
from backend.book.imports.rows import OpenRow
from backend.book.imports.undoing import CHANGED, DONE, GONE, IN_USE
from backend.book.ledger import FundOrder, Transaction
from backend.book.ledger_intake import (
    MADE,
    ConfirmationRow,
    LedgerRow,
    bearers_of_rows,
    keyed,
    take_confirmations,
    take_transactions,
)
from backend.book.orders import settle
from backend.book.reversals import reverse_many

_SEEN: Final = "seen"
_FIELDS: Final = {
    "date": "on",
    "performanceFee": "performance_fee",
    "product": "product_code",
    "lots": "opened_on",
    "currency": "product_code",
}
_NOT_TAKEN_BACK: Final = {"state": CHANGED, "units_short": f"{IN_USE}:transaction"}


async def _read(batch: Batch) -> Readings:
    """Rows as transactions, those without a reference with one made of what they say."""
    rows = list(batch.waiting())
    clients, funds = await clients_named(batch, rows), await funds_named(batch, rows)
    codes = (await funds_of(batch)).code_of
    found = [row for row in rows if row.id in clients and row.id in funds]
    told = [_ledger_row(batch, row, clients[row.id], codes[funds[row.id]]) for row in found]
    named = keyed(told, await _seen(batch))
    return {
        row.id: Reading(row, _confirmation(row, record), clients[row.id])
        for row, record in zip(found, named, strict=True)
    }


def _ledger_row(batch: Batch, row: OpenRow, client_id: UUID, code: str) -> LedgerRow:
    values = row.values
    on, units = date.fromisoformat(values["on"]), Decimal(values["units"])
    common: dict[str, Any] = {
        "client_id": client_id,
        "product_code": code,
        "on": on,
        "units": units,
        "reference": values.get("reference"),
        "origin": origin_of(batch, row),
    }
    if batch.job.kind == "openings":
        return LedgerRow(**common, kind="opening", **_opening(values, on, units))
    return LedgerRow(
        **common,
        kind=values["kind"],
        nav=_number(values, "nav"),
        gross=_number(values, "gross"),
        fee=_number(values, "fee") or Decimal(0),
        performance_fee=_number(values, "performance_fee") or Decimal(0),
    )


def _opening(values: Mapping[str, Any], on: date, units: Decimal) -> dict[str, Any]:
    """What an opening balance brings along: its cost, and the day on which it was bought."""
    cost = Decimal(values["cost"])
    nav = _number(values, "nav") or round(cost / units, 8)
    lot = {"opened_on": values.get("opened_on") or on.isoformat(), "units": str(units), "cost": str(cost)}
    return {"nav": nav if nav > 0 else None, "gross": cost, "lots": (lot,)}


def _number(values: Mapping[str, Any], key: str) -> Decimal | None:
    value = values.get(key)
    return Decimal(value) if value is not None else None


def _confirmation(row: OpenRow, record: LedgerRow) -> ConfirmationRow:
    """The row as a line of the registrar's; a line that he rejected is no transaction."""
    confirmed = row.values.get("result") != "rejected"
    # A reference made of the row is for files without any; the registrar's lines have their own.
    return ConfirmationRow(row.values.get("application"), confirmed, record)


async def _seen(batch: Batch) -> Counter[str]:
    """How often earlier rows of the file, whose keys were made, said what they say."""
    if _SEEN not in batch.memory:
        seen: Counter[str] = Counter()
        if batch.job.state == "committing":
            rows = await batch.session.scalars(
                select(Transaction.reference)
                .join(
                    ImportRow,
                    (ImportRow.firm_id == Transaction.firm_id) & (ImportRow.subject_id == Transaction.id),
                )
                .where(
                    Transaction.firm_id == batch.firm_id,
                    ImportRow.firm_id == batch.firm_id,
                    ImportRow.job_id == batch.job.id,
                    Transaction.reference.startswith(MADE),
                )
            )
            for reference in rows:
                _, digest, number, *_ = (reference or "").split()
                seen[digest] = max(seen[digest], int(number))
        batch.memory[_SEEN] = seen
    found: Counter[str] = batch.memory[_SEEN]
    return found


async def _met(batch: Batch, readings: Readings) -> Mapping[UUID, Met]:
    """Transactions that are there already; rows with the reference of another one are refused."""
    told = [one for one in readings.values() if one.record.confirmed]
    found = await bearers_of_rows(batch.session, [one.record.row for one in told])
    met = {}
    for number, (stored, same) in found.items():
        row = told[number].row
        if same:
            met[row.id] = Met(stored.id)
        else:
            row.refuse("reference", "differs")
    return met


async def _take(batch: Batch, readings: Readings, met: Mapping[UUID, Met]) -> None:
    told = [one for one in readings.values() if one.row.status == "accepted"]
    if batch.job.kind != "confirmations":
        taken = await take_transactions(batch.session, [one.record.row for one in told])
        settle_taken(told, taken, _FIELDS, {id: one.subject_id for id, one in met.items()})
        return
    orders = await _orders(batch, told)
    before = {id: order.state for id, order in orders.items()}
    taken = await take_confirmations(batch.session, [one.record for one in told])
    settle_taken(told, taken, _FIELDS, {id: one.subject_id for id, one in met.items()})
    for one in told:
        order = orders.get(one.row.id)
        if order is not None and order.state != before[one.row.id] and one.row.status != "rejected":
            # Also a line that he rejected has done something: its order has ended.
            one.row.status, one.row.twin = "committed", None
            one.row.before = {"order": str(order.id), "state": before[one.row.id]}


async def _orders(batch: Batch, readings: Sequence[Reading]) -> dict[UUID, FundOrder]:
    """The orders that lines name, by row id."""
    numbers = {one.row.id: one.record.application for one in readings if one.record.application}
    rows = await batch.session.scalars(
        select(FundOrder).where(
            FundOrder.firm_id == batch.firm_id, FundOrder.reference.in_(set(numbers.values()))
        )
    )
    orders = {order.reference: order for order in rows}
    return {id: orders[number] for id, number in numbers.items() if number in orders}


async def undo(batch: Batch) -> None:
    """Reverse what rows booked; orders that ended by them are open again."""
    made = [row for row in batch.rows if row.status == "committed"]
    told = await reverse_many(batch.session, [row.subject_id for row in made if row.subject_id])
    for row in made:
        why = told.get(row.subject_id) if row.subject_id else None
        row.undone = _NOT_TAKEN_BACK[why] if why is not None else DONE
        if row.before is not None and row.undone == DONE:
            row.undone = await _reopen(batch, row)


async def _reopen(batch: Batch, row: OpenRow) -> str:
    before = row.before or {}
    order = await batch.session.scalar(
        select(FundOrder).where(FundOrder.firm_id == batch.firm_id, FundOrder.id == UUID(before["order"]))
    )
    if order is None:
        return GONE
    await settle(batch.session, order, before["state"])
    return DONE


INTAKE: Final = Intake(read=_read, met=_met, take=_take)
