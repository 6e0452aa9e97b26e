"""Transactions as plain values, for what needs no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.book.ledger import OUTFLOWS
from backend.platform.ids import uuid7


@dataclass
class Entry:
    """One transaction; `units` without sign, as one says it."""

    kind: str
    date: date
    units: Decimal
    nav: Decimal = Decimal(1)
    gross: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    performance_fee: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    lots: list[Any] | None = None
    reverses_id: UUID | None = None
    known_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    id: UUID = field(default_factory=uuid7)


def entry(
    kind: str, on: str, units: str, nav: str = "1", gross: str = "0", fee: str = "0", **more: Any
) -> Entry:
    """A transaction in short."""
    sign = -1 if kind in OUTFLOWS else 1
    money, charged = Decimal(gross), Decimal(fee)
    return Entry(
        kind,
        date.fromisoformat(on),
        Decimal(units) * sign,
        Decimal(nav),
        money,
        charged,
        net=money - charged,
        **more,
    )


def reversal(of: Entry, on: str, **more: Any) -> Entry:
    """What takes a transaction back."""
    return Entry(
        of.kind,
        date.fromisoformat(on),
        -of.units,
        of.nav,
        -of.gross,
        -of.fee,
        -of.performance_fee,
        -of.net,
        reverses_id=of.id,
        **more,
    )
