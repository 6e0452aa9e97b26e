"""Takes what was marked and asks the signals of it, in one transaction."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.ledger import Lot
from backend.retain import drawdown_sweeps, drawdown_tasks, silence_sweeps, silence_tasks
from backend.retain.drawdowns import Drawdown
from backend.retain.signal_marks import mark, taken
from backend.retain.signal_rules import rules_in_force


async def sweep_marked(session: AsyncSession) -> int:
    """Ask of everything that is marked; how many marks were taken."""
    marks = await taken(session)
    if not marks:
        return 0
    # Of what is written on the way the planner knows no sizes, and would compare each row with every other.
    await session.execute(text("set local enable_nestloop = off"))
    firm_id, force = session.info["firm_id"], await rules_in_force(session)
    everybody = "firm" in marks
    clients = None if everybody else marks.get("client", [])
    products = marks.get("product", [])
    if everybody:
        held = select(Lot.product_id).where(Lot.firm_id == firm_id, Lot.closed_on.is_(None)).distinct()
        fallen = select(Drawdown.product_id).where(Drawdown.firm_id == firm_id, Drawdown.state == "open")
        products = list({*await session.scalars(held), *await session.scalars(fallen.distinct())})
    if products:
        swept = await drawdown_sweeps.sweep(session, force, products)
        await drawdown_tasks.follow(session, force.rules, swept)
    if clients:
        bought = select(Lot.product_id).where(Lot.firm_id == firm_id, Lot.client_id.in_(clients)).distinct()
        theirs = [id for id in await session.scalars(bought) if id not in set(products)]
        if theirs:
            swept = await drawdown_sweeps.sweep(session, force, theirs, clients)
            await drawdown_tasks.follow(session, force.rules, swept)
    if clients or everybody:
        ended = await silence_sweeps.sweep(session, force, clients)
        await silence_tasks.follow(session, force.rules.silence, ended)
    await session.flush()
    return sum(map(len, marks.values()))


async def look_at_all(session: AsyncSession) -> None:
    """Let everything be asked anew: by the day some fall silent, and what was missed is found."""
    await mark(session, "firm", [session.info["firm_id"]])
