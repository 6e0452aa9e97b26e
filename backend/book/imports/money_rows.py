"""Sheets of the finance system: payments that came in, and fees that were earned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backend.book.imports.batches import Batch, Difference
from backend.book.imports.intakes import Intake, Met, Reading, Readings, origin_of, settle_taken
from backend.book.imports.named import clients_named, funds_named
from backend.book.imports.rows import OpenRow
from backend.book.imports.undoing import CHANGED, DONE, GONE
from backend.book.money_events import ReceiptChanged, RevenueImported
from backend.book.rebuild import FundKey
from backend.book.receipts import PaymentReceipt, ReceiptRow, take_receipts
from backend.book.revenue import Revenue, RevenueRow, posted_for, same_thing, take_revenue
from backend.platform.events import emit
from backend.platform.ids import uuid7

_RECEIPT_FIELDS: Final = {"bankRef": "bank_ref", "receivedOn": "received_on", "payerName": "payer_name"}
_REVENUE_FIELDS: Final = {"key": "reference", "periodTo": "period_to", "product": "product_code"}
_KEPT: Final = ("client_id", "product_id", "share_class_id", "kind", "period_from", "period_to", "amount")


async def _read_receipts(batch: Batch) -> Readings:
    return {row.id: Reading(row, _receipt(batch, row)) for row in batch.waiting()}


def _receipt(batch: Batch, row: OpenRow) -> ReceiptRow:
    values = row.values
    return ReceiptRow(
        bank_ref=values["bank_ref"],
        received_on=date.fromisoformat(values["received_on"]),
        amount=Decimal(values["amount"]),
        payer_name=values["payer_name"],
        currency=values.get("currency") or "CNY",
        account=values.get("account"),
        payer_account=values.get("payer_account"),
        remark=values.get("remark"),
        origin=origin_of(batch, row),
    )


async def _met_receipts(batch: Batch, readings: Readings) -> Mapping[UUID, Met]:
    """Payments that are there; a reference with another amount or day is refused."""
    stored = {
        receipt.bank_ref: receipt
        for receipt in await batch.session.scalars(
            select(PaymentReceipt).where(
                PaymentReceipt.firm_id == batch.firm_id,
                PaymentReceipt.bank_ref.in_({one.record.bank_ref.strip() for one in readings.values()}),
            )
        )
    }
    met = {}
    for id, one in readings.items():
        receipt = stored.get(one.record.bank_ref.strip())
        if receipt is None:
            continue
        told = (one.record.amount, one.record.received_on, one.record.currency)
        if told == (receipt.amount, receipt.received_on, receipt.currency):
            met[id] = Met(receipt.id)
        else:
            one.row.refuse("bank_ref", "differs")
    return met


async def _take_receipts(batch: Batch, readings: Readings, met: Mapping[UUID, Met]) -> None:
    told = [one for one in readings.values() if one.row.status == "accepted"]
    taken = await take_receipts(batch.session, [one.record for one in told])
    settle_taken(told, taken, _RECEIPT_FIELDS, {id: one.subject_id for id, one in met.items()})


async def undo_receipts(batch: Batch) -> None:
    """Payments go that nobody has matched or set aside by hand since."""
    rows = [row for row in batch.rows if row.status == "committed"]
    found = await batch.session.scalars(
        select(PaymentReceipt)
        .where(
            PaymentReceipt.firm_id == batch.firm_id, PaymentReceipt.id.in_([row.subject_id for row in rows])
        )
        .with_for_update()
    )
    receipts = {receipt.id: receipt for receipt in found}
    for row in rows:
        receipt = receipts.get(row.subject_id) if row.subject_id else None
        if receipt is None:
            row.undone = GONE
        elif receipt.version != row.version:
            row.undone = CHANGED
        else:
            await batch.session.delete(receipt)
            emit(batch.session, ReceiptChanged(receipt.id, receipt.client_id, "removed"))
            row.undone = DONE
    await batch.session.flush()


RECEIPTS: Final = Intake(read=_read_receipts, met=_met_receipts, take=_take_receipts)


async def _read_fees(batch: Batch) -> Readings:
    rows = list(batch.waiting())
    clients = await clients_named(batch, rows)
    funds = await funds_named(batch, rows, required=False)
    return {
        row.id: Reading(row, _fee(batch, row, clients[row.id], funds.get(row.id)), clients[row.id])
        for row in rows
        if row.id in clients and row.status == "accepted"
    }


def _fee(batch: Batch, row: OpenRow, client_id: UUID, fund: FundKey | None) -> RevenueRow:
    values = row.values
    first = date.fromisoformat(values["period_from"])
    until = date.fromisoformat(values["period_to"]) + timedelta(days=1)
    product_id, class_id = fund or (None, None)
    made = f"row {client_id.hex} {class_id or product_id or ''} {values['kind']} {first} {until}"
    return RevenueRow(
        key=values.get("reference") or made,
        client_id=client_id,
        kind=values["kind"],
        period_from=first,
        period_to=until,
        amount=Decimal(values["amount"]),
        product_id=product_id,
        share_class_id=class_id,
        origin=origin_of(batch, row),
    )


async def _met_fees(batch: Batch, readings: Readings) -> Mapping[UUID, Met]:
    """Fees that are there. Two rows of one file with one key are two things, or one of them is wrong."""
    stored = await _fees(batch, readings)
    met = {}
    for id, one in readings.items():
        revenue = stored.get(one.record.key)
        if revenue is None:
            continue
        differences = tuple(_fee_differences(revenue, one.record))
        if differences and (revenue.origin or {}).get("import") == str(batch.job.id):
            one.row.refuse("reference", "differs")
        else:
            met[id] = Met(revenue.id, differences)
    return met


async def _fees(batch: Batch, readings: Readings) -> dict[str, Revenue]:
    rows = await batch.session.scalars(
        select(Revenue).where(
            Revenue.firm_id == batch.firm_id, Revenue.key.in_({one.record.key for one in readings.values()})
        )
    )
    return {row.key: row for row in rows}


def _fee_differences(stored: Revenue, row: RevenueRow) -> list[Difference]:
    return [
        Difference(name, _json(getattr(stored, name)), _json(getattr(row, name)), "overwrite")
        for name in ("kind", "period_from", "period_to", "amount", "client_id", "product_id")
        if getattr(stored, name) != getattr(row, name)
    ]


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date | UUID) else value


async def _take_fees(batch: Batch, readings: Readings, met: Mapping[UUID, Met]) -> None:
    told = _first_of_each_key([one for one in readings.values() if one.row.status == "accepted"])
    records = [one.record for one in told]
    stored = await _fees(batch, {one.row.id: one for one in told})
    stood = {key: _columns(row) for key, row in stored.items()}
    accrued = [(row, _columns(row)) for row in await posted_for(batch.session, records)]
    taken = await take_revenue(batch.session, records)
    settle_taken(told, taken, _REVENUE_FIELDS, {id: one.subject_id for id, one in met.items()})
    for number, one in enumerate(told):
        if one.row.status == "committed":
            dropped = [
                columns for row, columns in accrued if number in taken.added and same_thing(row, one.record)
            ]
            one.row.before = {"stood": stood.get(one.record.key), "accrued": dropped}


def _first_of_each_key(readings: Sequence[Reading]) -> list[Reading]:
    """Readings whose key no earlier one has; the others are refused, or repeat it."""
    first: dict[str, Reading] = {}
    for one in readings:
        earlier = first.setdefault(one.record.key, one)
        if earlier is one:
            continue
        if earlier.record.amount == one.record.amount:
            one.row.status = "duplicate"
            one.row.twin = {"reasons": ["key"], "sheet": earlier.row.sheet, "row": earlier.row.row}
        else:
            one.row.refuse("reference", "differs")
    return list(first.values())


def _columns(row: Revenue) -> dict[str, Any]:
    return {name: _json(getattr(row, name)) for name in (*_KEPT, "key", "source")}


async def undo_fees(batch: Batch) -> None:
    """Fees go, or are as before; what was accrued in their place is there again."""
    rows = [row for row in batch.rows if row.status == "committed"]
    found = await batch.session.scalars(
        select(Revenue)
        .where(Revenue.firm_id == batch.firm_id, Revenue.id.in_([row.subject_id for row in rows]))
        .with_for_update()
    )
    fees = {fee.id: fee for fee in found}
    for row in rows:
        fee, before = fees.get(row.subject_id) if row.subject_id else None, row.before or {}
        if fee is None:
            row.undone = GONE
        elif not _is_own(row, fee):
            row.undone = CHANGED
        else:
            if before.get("stood") is not None:
                for name, value in _restored(before["stood"]).items():
                    setattr(fee, name, value)
            else:
                await batch.session.delete(fee)
            await batch.session.flush()
            for columns in before.get("accrued", ()):
                batch.session.add(Revenue(id=uuid7(), **_restored(columns)))
            row.undone = DONE
    if any(row.undone == DONE for row in rows):
        emit(batch.session, RevenueImported(len(rows)))
    await batch.session.flush()


def _is_own(row: OpenRow, fee: Revenue) -> bool:
    """Whether a fee is still what the row said."""
    return fee.amount == Decimal(row.values["amount"]) and fee.kind == row.values["kind"]


def _restored(columns: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(columns)
    for name in ("client_id", "product_id", "share_class_id"):
        found[name] = UUID(found[name]) if found[name] else None
    for name in ("period_from", "period_to"):
        found[name] = date.fromisoformat(found[name])
    return found | {"amount": Decimal(found["amount"])}


FEES: Final = Intake(read=_read_fees, met=_met_fees, take=_take_fees, restates=True)
