"""Takes whose chances were marked and asks for them, in one transaction."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.opportunity_finding import Search, find
from backend.analyze.opportunity_sweeps import settle
from backend.platform.clock import business_date
from backend.retain.opportunity_marks import mark, taken
from backend.retain.signal_rules import rules_in_force


async def sweep_marked(session: AsyncSession) -> int:
    """Ask for the chances of everybody who is marked; how many marks were taken."""
    marks = await taken(session)
    if not marks:
        return 0
    # Of what is written on the way the planner knows no sizes, and would compare each row with every other.
    await session.execute(text("set local enable_nestloop = off"))
    force = await rules_in_force(session)
    clients = None if "firm" in marks else marks.get("client", [])
    chances = await find(session, Search(force.rules.opportunity, business_date(), clients))
    await settle(session, force.number, chances, clients)
    return sum(map(len, marks.values()))


async def look_at_all(session: AsyncSession) -> None:
    """Let everybody be asked anew: by the day lock-ups end and what was paid out gets older."""
    await mark(session, "firm", [session.info["firm_id"]])
