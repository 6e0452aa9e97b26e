"""A firm with funds and clients, and short words for what happens to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import booking, nav_points, rebuild, reversals
from backend.book.booking_drafts import Booking
from backend.book.clients import Client
from backend.book.ledger import Holding, Lot, Transaction
from backend.book.nav_points import NavRow
from backend.book.product_changes import create_product
from backend.book.products import Product
from backend.book.rebuild import FundKey, PositionKey
from backend.book.taken import Taken
from backend.platform.database import Database
from backend.platform.keys import Vault
from tests.book.staffed import Staffed, staff
from tests.conftest import MadeFirm

D = Decimal


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Desk(Staffed):
    """What a test does to the firm; each call is one change."""

    @property
    def firm_id(self) -> UUID:
        return self.firm.firm_id

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[AsyncSession]:
        async with self.database.change(self.actor) as session:
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        async with self.database.read(self.firm_id) as session:
            yield session

    async def fund(self, code: str = "MY0001", **values: Any) -> Product:
        async with self.changing() as session:
            return await create_product(session, {"code": code, "name": f"明远{code}号", **values})

    async def nav(self, fund: Product | FundKey, on: str, unit: str, **more: Any) -> None:
        key = fund if isinstance(fund, FundKey) else FundKey(fund.id)
        async with self.changing() as session:
            row = NavRow(key.product_id, day(on), D(unit), share_class_id=key.share_class_id, **more)
            await nav_points.publish(session, row)

    def booking(
        self, client: Client, fund: Product, kind: str, on: str, units: str, nav: str = "1", **more: Any
    ) -> Booking:
        """A booking whose amount is units x NAV, plus the fee of what comes in."""
        worth = (D(units) * D(nav)).quantize(D("0.01"))
        fee = D(more.pop("fee", "0"))
        gross = worth + fee if kind in {"initial", "additional", "opening", "switch_in"} else worth
        gross = D(more.pop("gross", "0" if kind == "split" else gross))
        return Booking(client.id, fund.id, kind, day(on), D(units), D(nav), gross, fee, **more)

    async def book(
        self, client: Client, fund: Product, kind: str, on: str, units: str, nav: str = "1", **more: Any
    ) -> Transaction:
        async with self.changing() as session:
            return await booking.confirm(session, self.booking(client, fund, kind, on, units, nav, **more))

    async def book_all(self, *bookings: Booking, source: str = "import") -> Taken:
        async with self.changing() as session:
            return await booking.book(session, bookings, source=source)

    async def reverse(self, row: Transaction, on: str) -> list[Transaction]:
        async with self.changing() as session:
            return await reversals.reverse(session, row.id, day(on))

    async def rows(self, model: Any, *conditions: Any, order: Any = None) -> list[Any]:
        async with self.reading() as session:
            statement = select(model).where(model.firm_id == self.firm_id, *conditions)
            return list(await session.scalars(statement.order_by(model.id if order is None else order)))

    async def aum(self, client: Client) -> Decimal:
        return (await self.fresh(client)).aum

    async def held(self, client: Client, fund: Product) -> list[tuple[str, str | None, str, str]]:
        """The holdings of a position: from, until, units, cost."""
        rows = await self.rows(
            Holding,
            Holding.client_id == client.id,
            Holding.product_id == fund.id,
            order=Holding.valid_from,
        )
        return [
            (str(r.valid_from), str(r.valid_to) if r.valid_to else None, f"{r.units:.2f}", str(r.cost))
            for r in rows
        ]

    async def lots(self, client: Client) -> list[tuple[str, str, str]]:
        """Day, units and cost of the lots that are left."""
        rows = await self.rows(Lot, Lot.client_id == client.id, Lot.units > 0, order=Lot.opened_on)
        return [(str(row.opened_on), f"{row.units:.2f}", str(row.cost)) for row in rows]

    async def differences(self) -> list[str]:
        """What of the derived rows is not what the transactions say."""
        async with self.reading() as session:
            keys = await rebuild.all_positions(session)
            return await rebuild.differences(session, keys)

    def position(self, client: Client, fund: Product) -> PositionKey:
        return PositionKey(client.id, fund.id)


async def desk_of(database: Database, vault: Vault, firm: MadeFirm) -> Desk:
    made = await staff(database, vault, firm)
    return Desk(made.database, made.vault, made.firm, made.people)
