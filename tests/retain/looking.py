"""Short words for what signals find."""

from __future__ import annotations

from backend.book.products import Product
from backend.book.tasks import Task
from backend.retain.drawdowns import Drawdown
from backend.retain.signal_marks import mark
from backend.retain.signal_sweeping import sweep_marked
from tests.ledger.desk import Desk


async def look(desk: Desk) -> None:
    """One look at all funds, as the worker takes it after their NAVs came."""
    funds = await desk.rows(Product)
    async with desk.database.as_system(desk.firm_id, "signals") as session:
        await mark(session, "product", [fund.id for fund in funds])
        await sweep_marked(session)


async def look_at_all(desk: Desk) -> None:
    """One look at everything, as it is taken each night."""
    async with desk.database.as_system(desk.firm_id, "signals") as session:
        await mark(session, "firm", [desk.firm_id])
        await sweep_marked(session)


async def drawdowns(desk: Desk) -> list[tuple[str, str, str, int]]:
    """State, day of the crossing, deepest fall and level, oldest first."""
    rows = await desk.rows(Drawdown, order=Drawdown.found_at)
    return [(row.state, str(row.begun_on), f"{row.deepest:.4f}", row.level) for row in rows]


async def tasks(desk: Desk) -> list[tuple[str, str, str]]:
    """State, priority and title, oldest first."""
    return [(row.state, row.priority, row.title) for row in await desk.rows(Task)]
