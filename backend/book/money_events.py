"""What happens to funds, orders, payments and the ledger, for everything that should react to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.platform.events import Event


@dataclass(frozen=True)
class ProductChanged(Event):
    """A fund, its share classes, fee terms or open days were made or changed."""

    name: ClassVar[str] = "product.changed"
    product_id: UUID
    part: str


@dataclass(frozen=True)
class NavPublished(Event):
    """NAVs of a fund became known; first, last: days; restated: an earlier one was corrected from `first` on."""

    name: ClassVar[str] = "nav.published"
    product_id: UUID
    share_class_id: UUID | None
    first: str
    last: str
    restated: bool


@dataclass(frozen=True)
class TransactionConfirmed(Event):
    """A transaction was written into the ledger; reverses: it takes another one back."""

    name: ClassVar[str] = "transaction.confirmed"
    transaction_id: UUID
    client_id: UUID
    product_id: UUID
    kind: str
    reverses: bool


@dataclass(frozen=True)
class OrderChanged(Event):
    """An order was placed, or its state changed."""

    name: ClassVar[str] = "order.changed"
    order_id: UUID
    client_id: UUID
    state: str


@dataclass(frozen=True)
class ReceiptChanged(Event):
    """A payment came in, or what it is for was found, doubted or given back."""

    name: ClassVar[str] = "receipt.changed"
    receipt_id: UUID
    client_id: UUID | None
    state: str


@dataclass(frozen=True)
class RatesPublished(Event):
    """Exchange rates of a currency became known for the days first to last."""

    name: ClassVar[str] = "exchange_rate.published"
    currency: str
    first: str
    last: str


@dataclass(frozen=True)
class FeesAccrued(Event):
    """Fees of a period, [first, until), were computed or posted as revenue."""

    name: ClassVar[str] = "fees.accrued"
    first: str
    until: str
    posted: bool


@dataclass(frozen=True)
class RevenueImported(Event):
    """Revenue came in from the finance system."""

    name: ClassVar[str] = "revenue.imported"
    rows: int


@dataclass(frozen=True)
class UnitsCompared(Event):
    """Our units were compared with the registrar's of a day; broken: positions that differ."""

    name: ClassVar[str] = "units.compared"
    product_id: UUID
    day: str
    positions: int
    broken: int


@dataclass(frozen=True)
class UnitBreakSettled(Event):
    """Somebody explained or resolved a difference of units, or opened it again."""

    name: ClassVar[str] = "unit_break.settled"
    unit_break_id: UUID
    client_id: UUID | None
    state: str


@dataclass(frozen=True)
class ValuationBookImported(Event):
    """A custodian's valuation book was taken in; findings: how many things in it do not fit."""

    name: ClassVar[str] = "valuation_book.imported"
    valuation_book_id: UUID
    product_id: UUID
    day: str
    findings: int
