"""Short words for asking figures of a desk."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from backend.analyze.asking import Asked, Window, end_of
from backend.analyze.growth import Growth, growth
from backend.analyze.portrait import Share, portrait
from backend.analyze.raised import Raised, raised
from backend.platform.clock import business_date
from tests.ledger.desk import Desk, day

MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10}


def month(name: str, year: int = 2025) -> Window:
    n = MONTHS[name]
    return Window(date(year, n, 1), date(year, n + 1, 1))


def asked(desk: Desk, *windows: Window, known: str | None = None, **more: Any) -> Asked:
    known_at = end_of(day(known)) if known else None
    return Asked(desk.firm_id, windows, business_date(), known_at=known_at, **more)


async def money(desk: Desk, *windows: Window, **more: Any) -> dict[tuple[int, str | None], Raised]:
    async with desk.reading() as session:
        return {(row.nth, row.key): row for row in await raised(session, asked(desk, *windows, **more))}


async def gross(desk: Desk, window: Window, **more: Any) -> Decimal:
    told = await money(desk, window, **more)
    return told[1, None].gross if told else Decimal(0)


async def grown(desk: Desk, window: Window, **more: Any) -> dict[str | None, Growth]:
    async with desk.reading() as session:
        return (await growth(session, asked(desk, window, **more))).get(1, {})


async def whole(desk: Desk, window: Window, **more: Any) -> Growth:
    return sum((await grown(desk, window, **more)).values(), Growth())


async def shares(desk: Desk, on: str, **more: Any) -> dict[str | None, Share]:
    window = Window(day(on), day(on))
    async with desk.reading() as session:
        return await portrait(session, asked(desk, window, **more), day(on))
